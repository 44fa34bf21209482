using System.Diagnostics;
using ActorQueue.Isolation.Memory;

namespace ActorQueue.Tests.Isolation.Memory;

public sealed class ControlGroupTests
{
    private static readonly string[] MountsOfVersionTwo =
    [
        "24 30 0:22 / /proc rw,nosuid,nodev,noexec,relatime shared:14 - proc proc rw",
        "35 25 0:29 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot",
    ];

    private static readonly string[] MountsOfVersionOne =
    [
        "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
        "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu",
        "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
        "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
    ];

    [Fact]
    public void A_service_of_version_two_tries_its_own_group_and_then_the_one_above() =>
        ControlGroupPlace.Candidates(["0::/system.slice/node.service/main"], MountsOfVersionTwo).ShouldBe(
        [
            new ControlGroupPlace(ControlGroupVersion.Two, "/sys/fs/cgroup/system.slice/node.service/main"),
            new ControlGroupPlace(ControlGroupVersion.Two, "/sys/fs/cgroup/system.slice/node.service"),
        ]);

    [Fact]
    public void A_container_of_version_two_stands_at_the_root_of_its_own_view() =>
        ControlGroupPlace.Candidates(["0::/"], MountsOfVersionTwo).ShouldBe([new ControlGroupPlace(ControlGroupVersion.Two, "/sys/fs/cgroup")]);

    [Fact]
    public void Version_one_has_its_memory_in_a_hierarchy_of_its_own() =>
        ControlGroupPlace.Candidates(["5:devices:/", "4:memory:/jobs/17", "1:cpu:/", "0::/"], MountsOfVersionOne).ShouldBe(
        [
            new ControlGroupPlace(ControlGroupVersion.One, "/sys/fs/cgroup/memory/jobs/17"),
            new ControlGroupPlace(ControlGroupVersion.Two, "/sys/fs/cgroup/unified"),
        ]);

    [Fact]
    public void A_container_of_version_one_sees_its_own_group_as_the_root() =>
        ControlGroupPlace.Candidates(
            ["4:cpu,memory:/docker/abc"],
            ["35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro,nosuid shared:3 master:4 - cgroup cgroup rw,cpu,memory"])
            .ShouldBe([new ControlGroupPlace(ControlGroupVersion.One, "/sys/fs/cgroup/memory")]);

    [Theory]
    [InlineData("0::/../other", "35 25 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw")]
    [InlineData("4:memory:/docker/xyz", "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory")]
    [InlineData("4:memory:/", "nonsense")]
    [InlineData("nonsense", "35 25 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw")]
    [InlineData("", " - ")]
    public void What_is_not_mounted_or_makes_no_sense_is_no_place(string group, string mount) => ControlGroupPlace.Candidates([group], [mount]).ShouldBeEmpty();

    [Theory]
    [InlineData("low 0\nhigh 0\nmax 812\noom 3\noom_kill 2\noom_group_kill 1", 2)]
    [InlineData("oom_kill_disable 0\nunder_oom 0\noom_kill 5", 5)]
    [InlineData("oom_kill_disable 1\nunder_oom 0", 0)]
    [InlineData("oom_kill x", 0)]
    [InlineData("", 0)]
    public void The_kernels_kills_are_counted_in_both_versions(string text, long kills) => ControlGroup.ParseKills(text.Split('\n')).ShouldBe(kills);

    [Theory]
    [InlineData("cpuset cpu io memory pids\n", true)]
    [InlineData("memory", true)]
    [InlineData("cpu pids\n", false)]
    [InlineData("", false)]
    public void Memory_must_be_granted_to_the_groups_below(string text, bool grants) => ControlGroup.ParseGrantsMemory(text).ShouldBe(grants);

    [Fact]
    public void A_folder_that_is_no_control_group_is_refused_and_left_as_it_was()
    {
        var folder = Directory.CreateTempSubdirectory("actorqueue-groups-");
        File.WriteAllText(Path.Combine(folder.FullName, "cgroup.subtree_control"), "memory");

        foreach (var version in Enum.GetValues<ControlGroupVersion>())
        {
            ControlGroup.TryCreate(new ControlGroupPlace(version, folder.FullName), "new", 1 << 20).ShouldBeNull();
        }

        folder.GetFileSystemInfos().Select(entry => entry.Name).ShouldBe(["cgroup.subtree_control"]);
        folder.Delete(recursive: true);
    }

    [LinuxFact]
    public void Groups_of_nodes_that_are_gone_are_taken_away_and_others_are_left()
    {
        var folder = Directory.CreateTempSubdirectory("actorqueue-groups-");
        foreach (var name in (string[])[$"actorqueue-{int.MaxValue}-1", ControlGroupPlace.NameOf("2"), "actorqueue-abc-1", "actorqueue-1", "other"])
        {
            folder.CreateSubdirectory(name);
        }

        new ControlGroupPlace(ControlGroupVersion.One, folder.FullName).RemoveAbandoned();

        folder.GetDirectories().Select(group => group.Name).ShouldBe([ControlGroupPlace.NameOf("2"), "actorqueue-abc-1", "actorqueue-1", "other"], ignoreOrder: true);
        folder.Delete(recursive: true);
    }

    [ControlGroupFact]
    public async Task The_kernel_kills_past_the_limit_and_it_is_known_that_it_did()
    {
        using var group = ControlGroup.TryCreate(ControlGroupPlace.Find()!, ControlGroupPlace.NameOf("test"), 32 << 20).ShouldNotBeNull();
        using var hungry = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read go; exec tail /dev/zero"]) { RedirectStandardInput = true, UseShellExecute = false })!;
        group.TryAttach(hungry.Id).ShouldBeTrue();
        group.HasKilled().ShouldBeFalse();

        // A line without an end is kept in memory until one comes.
        await hungry.StandardInput.WriteLineAsync("go");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await hungry.WaitForExitAsync(patience.Token);

        hungry.ExitCode.ShouldBe(137);
        group.HasKilled().ShouldBeTrue();
    }
}
