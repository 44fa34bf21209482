using ActorQueue.Hosting;
using ActorQueue.Resources;
using ActorQueue.Workers;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests.Resources;

public sealed class ResourceMonitorTests : TestKit
{
    private static readonly MemorySettings Memory = new(85, 70, TimeSpan.FromSeconds(30), 300L << 20);

    private readonly TestProbe _pool;
    private MemoryReading _reading = Used(50);
    private int _reads;

    public ResourceMonitorTests()
        : base(TestQueue.Config()) => _pool = CreateTestProbe("pool");

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void Under_pressure_the_router_is_halved_check_by_check_down_to_one_and_grows_by_one_when_it_has_passed()
    {
        StartMonitor(analyzers: 8);

        _reading = Used(90);
        foreach (var expected in (int[])[4, 2, 1])
        {
            Check();
            _pool.ExpectMsg<ResizePool>().Analyzers.ShouldBe(expected);
        }

        Check();
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        _reading = Used(60);
        foreach (var expected in (int[])[2, 3, 4])
        {
            Check();
            _pool.ExpectMsg<ResizePool>().Analyzers.ShouldBe(expected);
        }
    }

    [Fact]
    public void It_says_what_it_does_in_the_words_that_operators_search_for()
    {
        StartMonitor(analyzers: 4);
        _reading = Used(87.3);

        EventFilter.Warning("Queue: High memory usage: 87.3%").ExpectOne(() =>
            EventFilter.Warning("Queue: Reduced workers from 4 to 2").ExpectOne(Check));
    }

    [Fact]
    public void Nothing_new_starts_below_the_minimum_of_available_memory()
    {
        StartMonitor(analyzers: 2);

        _reading = new MemoryReading(50, 200L << 20, 16L << 30);
        Check();
        _pool.ExpectMsg<SetAdmission>().IsOpen.ShouldBeFalse();

        _reading = Used(75);
        Check();
        _pool.ExpectMsg<SetAdmission>().IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void Without_monitoring_the_pool_keeps_its_size()
    {
        _reading = Used(99);
        StartMonitor(analyzers: 8, isMonitoring: false);

        Check();

        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    private static MemoryReading Used(double percent) => new(percent, 8L << 30, 16L << 30);

    private void StartMonitor(int analyzers, bool isMonitoring = true)
    {
        var workers = new WorkerSettings(analyzers, 1, TimeSpan.FromMinutes(10), isMonitoring, BatchSize: 100, CollectGarbage: true);
        Sys.ActorOf(ResourceMonitor.Props(_pool, workers, Memory, Read));
        _pool.ExpectMsg<MonitorAttached>();
        if (isMonitoring)
        {
            // Its first look comes unasked.
            AwaitCondition(() => Volatile.Read(ref _reads) == 1);
        }
    }

    private MemoryReading Read()
    {
        Interlocked.Increment(ref _reads);
        return _reading;
    }

    private void Check() => Clock.Advance(Memory.CheckInterval);
}
