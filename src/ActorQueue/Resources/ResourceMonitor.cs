using Akka.Actor;
using Akka.Event;
using ActorQueue.Hosting;
using ActorQueue.Workers;

namespace ActorQueue.Resources;

/// <summary>
/// Watches memory and load and has each <see cref="WorkerPool"/> of the node resized: fewer analyzers under pressure or without work, more when it has passed or all are
/// busy, nothing new while too little is available; and collects garbage between batches. One reading counts for all pools, since the memory is one. When it dies the
/// pools keep the sizes they had; its restarted self goes on from those.
/// </summary>
internal sealed class ResourceMonitor : ReceiveActor, IWithTimers
{
    // A compacting collection stops the process for tens of milliseconds; batches of small tasks can end many times a second.
    private static readonly TimeSpan CollectionInterval = TimeSpan.FromSeconds(10);

    // The kernel's average spans so much: a smaller pool shows in it only after that.
    private static readonly TimeSpan StallWindow = TimeSpan.FromSeconds(10);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly MonitoredPool[] _pools;
    private readonly MemorySettings _memory;
    private readonly Func<MemoryReading> _read;
    private readonly Func<double> _readStalledPercent;
    private readonly Action _collect;

    // Settings of the node, the same for each pool.
    private readonly bool _isMonitoring;
    private readonly bool _collectsGarbage;

    private bool _isStallJudged;
    private bool _isAdmitting = true;
    private bool _isCollectionDue = true;

    public ResourceMonitor(IReadOnlyList<PoolToWatch> pools, MemorySettings memory, Func<MemoryReading> read, Func<double> readStalledPercent, Action collect)
    {
        _pools = [.. pools.Select(pool => new MonitoredPool(pool, memory, _log))];
        _memory = memory;
        _read = read;
        _readStalledPercent = readStalledPercent;
        _collect = collect;
        _isMonitoring = pools[0].Settings.MonitoringEnabled;
        _collectsGarbage = pools[0].Settings.CollectGarbage;
        Receive<CheckDue>(_ => Check(_pools));
        Receive<StallCheckDue>(_ => CheckStall());
        Receive<StallWindowOver>(_ => ForgetStall());
        Receive<IdleTimeout>(message => message.Pool.ShrinkWhenIdle());
        Receive<BatchEnded>(_ => CollectBetweenBatches());
        Receive<CollectionAllowed>(_ => AllowCollection());
        Receive<PoolStarted>(message => Inform(message.Pool));
        Receive<PoolLoad>(OnLoad);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IReadOnlyList<PoolToWatch> pools, MemorySettings memory, Func<MemoryReading> read, Func<double> readStalledPercent, Action collect) =>
        Akka.Actor.Props.Create(() => new ResourceMonitor(pools, memory, read, readStalledPercent, collect));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(PoolStarted));
        if (_isMonitoring)
        {
            Timers.StartPeriodicTimer(nameof(CheckDue), CheckDue.Instance, _memory.CheckInterval);
            Timers.StartPeriodicTimer(nameof(StallCheckDue), StallCheckDue.Instance, _memory.StallCheckInterval);
        }

        foreach (var pool in _pools)
        {
            if (_isMonitoring && pool.Settings.IdleTimeout > TimeSpan.Zero)
            {
                Timers.StartPeriodicTimer(pool, new IdleTimeout(pool), pool.Settings.IdleTimeout);
            }

            pool.Pool.Tell(new MonitorAttached(Self));
        }
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    // A pool that was restarted has its full size and takes everything, whatever this one had decided before.
    private void Inform(IActorRef started)
    {
        if (Find(started) is { } pool)
        {
            started.Tell(new MonitorAttached(Self));
            pool.Repeat();
            started.Tell(new SetAdmission(_isAdmitting));
        }
    }

    private MonitoredPool? Find(IActorRef pool) => Array.Find(_pools, monitored => monitored.Pool.Equals(pool));

    private void OnLoad(PoolLoad load)
    {
        _log.Debug("Workers: {0} of {1} busy", load.Busy, load.Analyzers);
        if (!_isMonitoring || Find(Sender) is not { } pool)
        {
            return;
        }

        if (!pool.IsKnown)
        {
            pool.Meet(load);
            if (!_isAdmitting)
            {
                pool.Pool.Tell(new SetAdmission(false));
            }

            // Of this one alone: the others have been judged by their own.
            Check([pool]);
        }

        pool.OnLoad(load);
    }

    private void CheckStall()
    {
        if (!_isStallJudged && _readStalledPercent() > _memory.StallThresholdPercent)
        {
            Check(_pools);
        }
    }

    private void ForgetStall() => _isStallJudged = false;

    private void Check(IReadOnlyList<MonitoredPool> pools)
    {
        if (!_pools.Any(pool => pool.IsKnown))
        {
            return;
        }

        var reading = Read();
        if (reading.StalledPercent > _memory.StallThresholdPercent)
        {
            _isStallJudged = true;
            Timers.StartSingleTimer(nameof(StallWindowOver), StallWindowOver.Instance, StallWindow);
            _log.Warning("Queue: Waiting for memory {0:F1}% of the time", reading.StalledPercent);
        }

        if (reading.UsedPercent > _memory.ThresholdPercent)
        {
            _log.Warning("Queue: High memory usage: {0:F1}%", reading.UsedPercent);
        }

        foreach (var pool in pools)
        {
            pool.OnMemory(reading);
        }

        var isAdmitting = PoolSizePolicy.Admits(reading, _memory);
        if (isAdmitting != _isAdmitting)
        {
            _isAdmitting = isAdmitting;
            _log.Warning(isAdmitting ? "Queue: {0} MB are available, tasks start again" : "Queue: Only {0} MB are available, nothing new starts", reading.AvailableBytes >> 20);
            foreach (var pool in _pools)
            {
                pool.Pool.Tell(new SetAdmission(isAdmitting));
            }
        }
    }

    // Garbage counts as used until it is collected, and a queue that starts nothing for want of memory makes none that would have it collected: without this it
    // would wait for ever. Therefore also where collections between batches are switched off.
    private MemoryReading Read()
    {
        var reading = _read();
        var isClosing = !PoolSizePolicy.Admits(reading, _memory);
        var isPressed = _collectsGarbage && reading.UsedPercent > _memory.ThresholdPercent;
        return (isClosing || isPressed) && TryCollect() ? _read() : reading;
    }

    private void CollectBetweenBatches()
    {
        if (_collectsGarbage)
        {
            TryCollect();
        }
    }

    private bool TryCollect()
    {
        if (!_isCollectionDue)
        {
            return false;
        }

        _isCollectionDue = false;
        Timers.StartSingleTimer(nameof(CollectionAllowed), CollectionAllowed.Instance, CollectionInterval);
        _collect();
        return true;
    }

    private void AllowCollection() => _isCollectionDue = true;

    private sealed record CheckDue
    {
        public static CheckDue Instance { get; } = new();
    }

    private sealed record StallCheckDue
    {
        public static StallCheckDue Instance { get; } = new();
    }

    private sealed record StallWindowOver
    {
        public static StallWindowOver Instance { get; } = new();
    }

    private sealed record IdleTimeout(MonitoredPool Pool);

    private sealed record CollectionAllowed
    {
        public static CollectionAllowed Instance { get; } = new();
    }
}
