using ActorQueue.Isolation;
using ActorQueue.Isolation.Memory;

namespace ActorQueue.Tests.Isolation.Memory;

public sealed class MemoryWatchdogTests
{
    private static readonly string[] Status =
    [
        "Name:\tdotnet", "VmPeak:\t 9000000 kB", "VmRSS:\t  150000 kB", "RssAnon:\t   60000 kB", "RssFile:\t   80000 kB", "RssShmem:\t   10000 kB", "VmSwap:\t     500 kB",
    ];

    [Fact]
    public void Pages_of_files_do_not_count() => ProcessMemory.Parse(Status).ShouldBe(70_500L * 1024);

    [Fact]
    public void A_kernel_that_does_not_tell_them_apart_gives_all_that_is_resident() =>
        ProcessMemory.Parse(Status.Where(line => !line.StartsWith("Rss", StringComparison.Ordinal))).ShouldBe(150_500L * 1024);

    [Fact]
    public void A_process_that_is_ending_has_none() => ProcessMemory.Parse(["Name:\tdotnet", "State:\tZ (zombie)"]).ShouldBeNull();

    [LinuxFact]
    public void A_process_that_lives_has_some_and_one_that_does_not_has_none()
    {
        ProcessMemory.Read(Environment.ProcessId).ShouldNotBeNull().ShouldBeGreaterThan(1 << 20);
        ProcessMemory.Read(int.MaxValue).ShouldBeNull();
    }

    [Fact]
    public async Task More_than_the_limit_is_told_once_and_nothing_after_the_end()
    {
        var time = new TimerTime();
        long? memory = 100;
        List<long> told = [];
        var watchdog = new MemoryWatchdog(() => memory, limitBytes: 100, told.Add, time);

        time.Fire();
        memory = null;
        time.Fire();
        told.ShouldBeEmpty();

        memory = 101;
        time.Fire();
        memory = 102;
        time.Fire();
        told.ShouldBe([101]);

        await watchdog.DisposeAsync();
        time.IsRunning.ShouldBeFalse();
        time.Period.ShouldBe(MemoryWatchdog.Interval);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 200)]
    [InlineData(2, 350)]
    [InlineData(1000, 350)]
    public void The_limit_doubles_each_time_that_a_task_ran_out_of_memory(int count, long expected) =>
        new IsolationSettings(MemoryLimitBytes: 100, MaxMemoryLimitBytes: 350, UsesControlGroups: false).MemoryLimitAfter(count).ShouldBe(expected);

    [Fact]
    public void The_heap_has_a_limit_of_its_own_below_that_of_the_process()
    {
        var start = new WorkerCommandLine(["program"], Microsoft.Extensions.Logging.LogLevel.Debug).Create(memoryLimitBytes: 128_000_000);

        // The runtime reads hexadecimal: 96,000,000.
        start.Environment["DOTNET_GCHeapHardLimit"].ShouldBe("5b8d800");
        start.Environment[WorkerProgram.LogLevelVariable].ShouldBe("Debug");
    }

    /// <summary>One timer, fired by hand.</summary>
    private sealed class TimerTime : TimeProvider, ITimer
    {
        private TimerCallback? _callback;

        public bool IsRunning => _callback is not null;

        public TimeSpan Period { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callback = callback;
            Period = period;
            return this;
        }

        public void Fire() => _callback!(null);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _callback = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
