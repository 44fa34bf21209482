using ActorQueue.Resources;

namespace ActorQueue.Tests.Resources;

public sealed class SystemMemoryTests : IDisposable
{
    private const long Mebibyte = 1L << 20;

    private readonly string _root = Directory.CreateTempSubdirectory("actorqueue-memory-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_machine_alone_is_read_from_meminfo()
    {
        Write("proc/meminfo", "MemTotal:       1024 kB", "MemFree:  1 kB", "MemAvailable:    256 kB");

        Read().ShouldBe(new MemoryReading(75, 256 * 1024, 1024 * 1024));
    }

    [Fact]
    public void Time_spent_waiting_for_memory_is_the_groups_own_else_the_machines()
    {
        WriteMachine();
        Read().StalledPercent.ShouldBe(0);

        Write("proc/pressure/memory", "some avg10=12.50 avg60=1.00 avg300=0.10 total=1", "full avg10=3.00 avg60=0.00 avg300=0.00 total=1");
        Read().StalledPercent.ShouldBe(12.5);

        Write("proc/self/cgroup", "0::/app");
        Write("sys/fs/cgroup/app/memory.pressure", "some avg10=0.75 avg60=0.00 avg300=0.00 total=1");
        Read().StalledPercent.ShouldBe(0.75);
    }

    [Fact]
    public void A_group_of_version_2_counts_without_its_inactive_page_cache()
    {
        WriteMachine();
        Write("proc/self/cgroup", "0::/app");
        Write("sys/fs/cgroup/app/memory.max", (100 * Mebibyte).ToString());
        Write("sys/fs/cgroup/app/memory.current", (90 * Mebibyte).ToString());
        Write("sys/fs/cgroup/app/memory.stat", "anon 1", $"inactive_file {40 * Mebibyte}");

        Read().ShouldBe(new MemoryReading(50, 50 * Mebibyte, 100 * Mebibyte));
    }

    [Fact]
    public void A_parent_of_version_2_that_is_nearer_to_its_limit_decides()
    {
        WriteMachine();
        Write("proc/self/cgroup", "0::/pod/app");
        Write("sys/fs/cgroup/pod/app/memory.max", "max");
        Write("sys/fs/cgroup/pod/app/memory.current", (10 * Mebibyte).ToString());
        Write("sys/fs/cgroup/pod/memory.max", (100 * Mebibyte).ToString());
        Write("sys/fs/cgroup/pod/memory.current", (95 * Mebibyte).ToString());

        Read().UsedPercent.ShouldBe(95);
    }

    [Fact]
    public void A_group_of_version_1_is_read_at_its_path_or_at_the_root_of_the_hierarchy()
    {
        WriteMachine();
        Write("proc/self/cgroup", "12:cpu,cpuacct:/x", "9:memory:/docker/abc");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", (200 * Mebibyte).ToString());
        Write("sys/fs/cgroup/memory/memory.usage_in_bytes", (150 * Mebibyte).ToString());
        Write("sys/fs/cgroup/memory/memory.stat", $"total_inactive_file {50 * Mebibyte}");

        Read().ShouldBe(new MemoryReading(50, 100 * Mebibyte, 200 * Mebibyte));
    }

    [Fact]
    public void No_limit_of_version_1_is_no_reading()
    {
        WriteMachine();
        Write("proc/self/cgroup", "9:memory:/");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
        Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1");

        Read().LimitBytes.ShouldBe(1000 * Mebibyte);
    }

    [Fact]
    public void Nonsense_in_the_files_is_no_limit()
    {
        WriteMachine();
        Write("proc/self/cgroup", "garbage", "0::/app");
        Write("sys/fs/cgroup/app/memory.max", "a lot");
        Write("sys/fs/cgroup/app/memory.current", string.Empty);

        Read().LimitBytes.ShouldBe(1000 * Mebibyte);
    }

    [Fact]
    public void The_tightest_of_machine_and_heap_decides_each_figure()
    {
        WriteMachine();

        new SystemMemory(_root, () => MemoryReading.Of(100 * Mebibyte, 80 * Mebibyte)).Read()
            .ShouldBe(new MemoryReading(80, 20 * Mebibyte, 100 * Mebibyte));
    }

    [Fact]
    public void Without_any_of_the_files_the_runtime_is_asked() =>
        Read().LimitBytes.ShouldBeGreaterThan(0);

    private MemoryReading Read() => new SystemMemory(_root, () => null).Read();

    private void WriteMachine() => Write("proc/meminfo", $"MemTotal: {1000 * 1024} kB", $"MemAvailable: {900 * 1024} kB");

    private void Write(string file, params string[] lines)
    {
        var path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines);
    }
}
