using Akka.Actor;
using Akka.Event;
using ActorQueue.Hosting;
using ActorQueue.Workers;

namespace ActorQueue.Resources;

/// <summary>
/// Watches memory and load and has the <see cref="WorkerPool"/> resized: fewer analyzers under pressure or without work, more when it has passed or all are busy,
/// nothing new while too little is available; and collects garbage between batches. When it dies the pool keeps the size it had; its restarted self goes on from that.
/// </summary>
internal sealed class ResourceMonitor : ReceiveActor, IWithTimers
{
    // A compacting collection stops the process for tens of milliseconds; batches of small tasks can end many times a second.
    private static readonly TimeSpan CollectionInterval = TimeSpan.FromSeconds(10);

    // The kernel's average spans so much: a smaller pool shows in it only after that.
    private static readonly TimeSpan StallWindow = TimeSpan.FromSeconds(10);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _pool;
    private readonly WorkerSettings _workers;
    private readonly MemorySettings _memory;
    private readonly Func<MemoryReading> _read;
    private readonly Func<double> _readStalledPercent;

    // Null until the pool has said how large it is to be: a monitor that was restarted under pressure must not take it for as large as it once was.
    private PoolSize? _size;
    private int _announced;
    private int _busy;
    private bool _isStallJudged;
    private bool _isAdmitting = true;
    private bool _isCollectionDue = true;

    public ResourceMonitor(IActorRef pool, WorkerSettings workers, MemorySettings memory, Func<MemoryReading> read, Func<double> readStalledPercent)
    {
        _pool = pool;
        _workers = workers;
        _memory = memory;
        _read = read;
        _readStalledPercent = readStalledPercent;
        Receive<CheckDue>(_ => Check());
        Receive<StallCheckDue>(_ => CheckStall());
        Receive<StallWindowOver>(_ => ForgetStall());
        Receive<IdleTimeout>(_ => ShrinkWhenIdle());
        Receive<BatchEnded>(_ => CollectBetweenBatches());
        Receive<CollectionAllowed>(_ => AllowCollection());
        Receive<PoolStarted>(message => message.Pool.Equals(_pool), _ => InformPool());
        Receive<PoolLoad>(OnLoad);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef pool, WorkerSettings workers, MemorySettings memory, Func<MemoryReading> read, Func<double> readStalledPercent) =>
        Akka.Actor.Props.Create(() => new ResourceMonitor(pool, workers, memory, read, readStalledPercent));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(PoolStarted));
        if (_workers.MonitoringEnabled)
        {
            Timers.StartPeriodicTimer(nameof(CheckDue), CheckDue.Instance, _memory.CheckInterval);
            Timers.StartPeriodicTimer(nameof(StallCheckDue), StallCheckDue.Instance, _memory.StallCheckInterval);
            if (_workers.IdleTimeout > TimeSpan.Zero)
            {
                Timers.StartPeriodicTimer(nameof(IdleTimeout), IdleTimeout.Instance, _workers.IdleTimeout);
            }
        }

        _pool.Tell(new MonitorAttached(Self));
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    // A pool that was restarted has its full size and takes everything, whatever this one had decided before.
    private void InformPool()
    {
        _pool.Tell(new MonitorAttached(Self));
        _pool.Tell(new ResizePool(_size?.Target ?? _workers.Analyzers));
        _pool.Tell(new SetAdmission(_isAdmitting));
    }

    private void OnLoad(PoolLoad load)
    {
        _log.Debug("Workers: {0} of {1} busy", load.Busy, load.Analyzers);
        _busy = load.Busy;
        if (!_workers.MonitoringEnabled)
        {
            return;
        }

        if (_size is null)
        {
            _size = new PoolSize(load.Target, _workers, _memory);
            _announced = load.Target;
            Check();
        }

        _size.OnLoad(load.Busy);
        Resize();
    }

    private void ShrinkWhenIdle()
    {
        _size?.OnIdleTimeout(_busy);
        Resize();
    }

    private void CheckStall()
    {
        if (!_isStallJudged && _readStalledPercent() > _memory.StallThresholdPercent)
        {
            Check();
        }
    }

    private void ForgetStall() => _isStallJudged = false;

    private void Check()
    {
        if (_size is null)
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

        _size.OnMemory(reading);
        if (reading.UsedPercent > _memory.ThresholdPercent)
        {
            _log.Warning("Queue: High memory usage: {0:F1}%", reading.UsedPercent);
        }

        Resize();
        var isAdmitting = PoolSizePolicy.Admits(reading, _memory);
        if (isAdmitting != _isAdmitting)
        {
            _isAdmitting = isAdmitting;
            _log.Warning(isAdmitting ? "Queue: {0} MB are available, tasks start again" : "Queue: Only {0} MB are available, nothing new starts", reading.AvailableBytes >> 20);
            _pool.Tell(new SetAdmission(isAdmitting));
        }
    }

    private void Resize()
    {
        if (_size is null || _size.Target == _announced)
        {
            return;
        }

        var (from, to) = (_announced, _size.Target);
        _announced = to;
        _pool.Tell(new ResizePool(to));
        if (to < from)
        {
            _log.Warning("Queue: Reduced workers from {0} to {1}", from, to);
        }
        else
        {
            _log.Info("Queue: Raised workers from {0} to {1}", from, to);
        }
    }

    // Garbage counts as used until it is collected, and a queue that starts nothing for want of memory makes none that would have it collected: without this it
    // would wait for ever. Therefore also where collections between batches are switched off.
    private MemoryReading Read()
    {
        var reading = _read();
        var isClosing = !PoolSizePolicy.Admits(reading, _memory);
        var isPressed = _workers.CollectGarbage && reading.UsedPercent > _memory.ThresholdPercent;
        return (isClosing || isPressed) && TryCollect() ? _read() : reading;
    }

    private void CollectBetweenBatches()
    {
        if (_workers.CollectGarbage)
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
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
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

    private sealed record IdleTimeout
    {
        public static IdleTimeout Instance { get; } = new();
    }

    private sealed record CollectionAllowed
    {
        public static CollectionAllowed Instance { get; } = new();
    }
}
