using ActorQueue.Cli.Doctor;

namespace ActorQueue.Cli.Tests.Doctor;

public sealed class MemoryCheckTests
{
    private const string MemoryInfo = "MemTotal:       16000000 kB\nMemFree:  100 kB\nMemAvailable:   8000000 kB\n";

    [Fact]
    public void Without_a_limit_the_machine_counts() =>
        Read(new() { ["/proc/meminfo"] = MemoryInfo, ["/proc/self/cgroup"] = "0::/user.slice\n", ["/sys/fs/cgroup/user.slice/memory.max"] = "max\n" })
            .ShouldBe(new MemoryCheck.Reading(16_384_000_000, 8_192_000_000, "the machine's"));

    [Fact]
    public void The_tightest_limit_above_our_group_binds() =>
        Read(new()
        {
            ["/proc/meminfo"] = MemoryInfo,
            ["/proc/self/cgroup"] = "0::/a/b\n",
            ["/sys/fs/cgroup/a/b/memory.max"] = "4000000000",
            ["/sys/fs/cgroup/a/b/memory.current"] = "100",
            ["/sys/fs/cgroup/a/memory.max"] = "1000000000",
            ["/sys/fs/cgroup/a/memory.current"] = "900000000",
        }).ShouldBe(new MemoryCheck.Reading(1_000_000_000, 100_000_000, "limit of a cgroup"));

    [Fact]
    public void A_container_of_version_1_sees_its_limit_at_the_root() =>
        Read(new()
        {
            ["/proc/meminfo"] = MemoryInfo,
            ["/proc/self/cgroup"] = "12:cpu,cpuacct:/docker/x\n5:memory:/docker/x\n",
            ["/sys/fs/cgroup/memory/memory.limit_in_bytes"] = "512000000",
            ["/sys/fs/cgroup/memory/memory.usage_in_bytes"] = "12000000",
        }).ShouldBe(new MemoryCheck.Reading(512_000_000, 500_000_000, "limit of a cgroup"));

    [Theory]
    [InlineData(300_000_000, true)]
    [InlineData(299_999_999, false)]
    public void Work_needs_what_the_queue_needs_to_start_anything(long available, bool isEnough) =>
        MemoryCheck.Judge(new MemoryCheck.Reading(1_000_000_000, available, "x")).IsPassed.ShouldBe(isEnough);

    private static MemoryCheck.Reading Read(Dictionary<string, string> files) => MemoryCheck.Read(files.ContainsKey, path => files[path]);
}
