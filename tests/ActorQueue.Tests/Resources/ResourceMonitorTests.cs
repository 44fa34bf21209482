using ActorQueue.Hosting;
using ActorQueue.Resources;
using ActorQueue.Workers;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests.Resources;

public sealed class ResourceMonitorTests : TestKit
{
    private static readonly MemorySettings Memory = new(85, 70, TimeSpan.FromSeconds(30), 300L << 20);

    private readonly TestProbe _pool;
    private MemoryReading _reading = Used(50);
    private Func<MemoryReading>? _readingOf;
    private int _reads;
    private int _collections;

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
    public void Memory_is_collected_between_batches_of_all_pools_but_not_more_often_than_it_is_worth()
    {
        var other = CreateTestProbe("workers-video");
        var monitor = StartMonitor(analyzers: 2, otherPool: (other, 2));

        monitor.Tell(new BatchEnded(), _pool);
        monitor.Tell(new BatchEnded(), other);
        Settle(monitor);
        Volatile.Read(ref _collections).ShouldBe(1);

        // The next is allowed by a message of the timer's, which may come after the first batch that is told of here.
        Clock.Advance(TimeSpan.FromSeconds(10));
        AwaitCondition(() =>
        {
            monitor.Tell(new BatchEnded(), other);
            return Volatile.Read(ref _collections) == 2;
        });
    }

    [Fact]
    public void Nothing_is_collected_between_batches_where_that_is_off()
    {
        var monitor = StartMonitor(analyzers: 2, isCollecting: false);

        monitor.Tell(new BatchEnded(), _pool);

        Settle(monitor);
        Volatile.Read(ref _collections).ShouldBe(0);
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

    // Garbage counts as used. With nothing allowed to start, nothing was allocated, nothing collected, and the queue stood still for good.
    [Fact]
    public void What_can_be_collected_keeps_no_task_from_starting()
    {
        StartMonitor(analyzers: 2, isCollecting: false);
        _readingOf = () => Volatile.Read(ref _collections) == 0 ? new MemoryReading(80, 1 << 20, 16L << 30) : Used(80);
        Check();

        AwaitCondition(() => Volatile.Read(ref _reads) == 3);
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    // A restarted pool has its full size again, whatever was decided before.
    [Fact]
    public void A_pool_that_starts_again_is_told_what_memory_allows()
    {
        StartMonitor(analyzers: 8);
        _reading = Used(90);
        Check();
        _pool.ExpectMsg<ResizePool>();

        Sys.EventStream.Publish(new PoolStarted(_pool));

        _pool.ExpectMsg<MonitorAttached>();
        _pool.ExpectMsg<ResizePool>().Analyzers.ShouldBe(4);
        _pool.ExpectMsg<SetAdmission>().IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void A_monitor_that_starts_again_goes_on_from_the_size_that_the_pool_has()
    {
        _reading = Used(90);

        StartMonitor(analyzers: 8, poolTarget: 2);

        _pool.ExpectMsg<ResizePool>().Analyzers.ShouldBe(1);
    }

    [Fact]
    public void Waiting_for_memory_shrinks_the_pool_at_once_and_then_not_for_as_long_as_the_kernel_averages()
    {
        StartMonitor(analyzers: 8);

        _reading = Used(50) with { StalledPercent = 40 };
        Clock.Advance(Memory.StallCheckInterval);
        _pool.ExpectMsg<ResizePool>().Analyzers.ShouldBe(4);
        Clock.Advance(TimeSpan.FromSeconds(9));
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        AwaitAssert(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            _pool.ExpectMsg<ResizePool>(TimeSpan.FromMilliseconds(50)).Analyzers.ShouldBe(2);
        });
    }

    [Fact]
    public void A_pool_without_work_is_halved_down_to_its_least_and_doubled_as_soon_as_all_are_busy()
    {
        var monitor = StartMonitor(analyzers: 8, idleTimeout: TimeSpan.FromMinutes(5));
        foreach (var expected in (int[])[4, 2])
        {
            Clock.Advance(TimeSpan.FromMinutes(5));
            _pool.FishForMessage<ResizePool>(_ => true).Analyzers.ShouldBe(expected);
        }

        monitor.Tell(new PoolLoad(2, 2, Busy: 1), _pool);
        monitor.Tell(new PoolLoad(2, 2, Busy: 2), _pool);

        _pool.ExpectMsg<ResizePool>().Analyzers.ShouldBe(4);
    }

    [Fact]
    public void Load_never_asks_for_more_than_memory_allows()
    {
        var monitor = StartMonitor(analyzers: 8);
        _reading = Used(90);
        Check();
        _pool.ExpectMsg<ResizePool>().Analyzers.ShouldBe(4);

        monitor.Tell(new PoolLoad(4, 4, Busy: 4), _pool);

        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void One_reading_counts_for_all_pools_and_each_keeps_its_own_size()
    {
        var other = CreateTestProbe("workers-video");
        StartMonitor(analyzers: 8, otherPool: (other, 4));
        var reads = Volatile.Read(ref _reads);

        _reading = new MemoryReading(90, 200L << 20, 16L << 30);
        Check();

        _pool.ExpectMsg<ResizePool>().Analyzers.ShouldBe(4);
        other.ExpectMsg<ResizePool>().Analyzers.ShouldBe(2);
        _pool.ExpectMsg<SetAdmission>().IsOpen.ShouldBeFalse();
        other.ExpectMsg<SetAdmission>().IsOpen.ShouldBeFalse();

        // Once, and once more after the collection that so little memory brings.
        Volatile.Read(ref _reads).ShouldBe(reads + 2);

        _reading = Used(75);
        Sys.EventStream.Publish(new PoolStarted(other));
        other.ExpectMsg<MonitorAttached>();
        other.ExpectMsg<ResizePool>().Analyzers.ShouldBe(2);
        other.ExpectMsg<SetAdmission>().IsOpen.ShouldBeFalse();
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
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

    private IActorRef StartMonitor(
        int analyzers, bool isMonitoring = true, bool isCollecting = true, int? poolTarget = null, TimeSpan idleTimeout = default, (TestProbe Pool, int Analyzers)? otherPool = null)
    {
        var workers = new WorkerSettings(analyzers, 1, TimeSpan.FromMinutes(10), isMonitoring, BatchSize: 100, CollectGarbage: isCollecting) { IdleTimeout = idleTimeout };
        List<PoolToWatch> pools = [new(_pool, workers)];
        if (otherPool is { } other)
        {
            pools.Add(new PoolToWatch(other.Pool, workers with { Analyzers = other.Analyzers }));
        }

        var monitor = Sys.ActorOf(ResourceMonitor.Props(pools, Memory, Read, () => _reading.StalledPercent, () => Interlocked.Increment(ref _collections)));
        _pool.ExpectMsg<MonitorAttached>().Monitor.Tell(new PoolLoad(poolTarget ?? analyzers, 0, 0), _pool);
        otherPool?.Pool.ExpectMsg<MonitorAttached>().Monitor.Tell(new PoolLoad(otherPool.Value.Analyzers, 0, 0), otherPool.Value.Pool);
        if (isMonitoring)
        {
            // Its first look comes as soon as it knows the size.
            AwaitCondition(() => Volatile.Read(ref _reads) >= pools.Count);
        }

        return monitor;
    }

    private MemoryReading Read()
    {
        Interlocked.Increment(ref _reads);
        return _readingOf?.Invoke() ?? _reading;
    }

    /// <summary>Returns when everything that was told before has been done.</summary>
    private static void Settle(IActorRef monitor) => monitor.Ask<ActorIdentity>(new Identify("settled"), TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();

    private void Check() => Clock.Advance(Memory.CheckInterval);
}
