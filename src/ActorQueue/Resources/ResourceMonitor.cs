using Akka.Actor;
using Akka.Event;
using ActorQueue.Hosting;
using ActorQueue.Workers;

namespace ActorQueue.Resources;

/// <summary>
/// Watches memory and has the <see cref="WorkerPool"/> resized: fewer analyzers under pressure, more when it has passed, nothing new while too little is
/// available; and collects garbage between batches. When it dies the pool keeps the size it had; its restarted self goes on from a fresh reading.
/// </summary>
internal sealed class ResourceMonitor : ReceiveActor, IWithTimers
{
    // A compacting collection stops the process for tens of milliseconds; batches of small tasks can end many times a second.
    private static readonly TimeSpan CollectionInterval = TimeSpan.FromSeconds(10);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _pool;
    private readonly WorkerSettings _workers;
    private readonly MemorySettings _memory;
    private readonly Func<MemoryReading> _read;

    // What the pool was last told; null until it has said so itself. A monitor that was restarted under pressure must not take it for as large as it once was.
    private int? _target;
    private bool _isAdmitting = true;
    private bool _isCollectionDue = true;

    public ResourceMonitor(IActorRef pool, WorkerSettings workers, MemorySettings memory, Func<MemoryReading> read)
    {
        _pool = pool;
        _workers = workers;
        _memory = memory;
        _read = read;
        Receive<CheckDue>(_ => Check());
        Receive<BatchEnded>(_ => CollectBetweenBatches());
        Receive<CollectionAllowed>(_ => AllowCollection());
        Receive<PoolStarted>(message => message.Pool.Equals(_pool), _ => InformPool());
        Receive<PoolLoad>(OnLoad);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef pool, WorkerSettings workers, MemorySettings memory, Func<MemoryReading> read) =>
        Akka.Actor.Props.Create(() => new ResourceMonitor(pool, workers, memory, read));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(PoolStarted));
        if (_workers.MonitoringEnabled)
        {
            Timers.StartPeriodicTimer(nameof(CheckDue), CheckDue.Instance, _memory.CheckInterval);
        }

        _pool.Tell(new MonitorAttached(Self));
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    // A pool that was restarted has its full size and takes everything, whatever this one had decided before.
    private void InformPool()
    {
        _pool.Tell(new MonitorAttached(Self));
        _pool.Tell(new ResizePool(_target ?? _workers.Analyzers));
        _pool.Tell(new SetAdmission(_isAdmitting));
    }

    private void OnLoad(PoolLoad load)
    {
        _log.Debug("Workers: {0} of {1} busy", load.Busy, load.Analyzers);
        if (_target is null && _workers.MonitoringEnabled)
        {
            _target = load.Target;
            Check();
        }
    }

    private void Check()
    {
        if (_target is not { } current)
        {
            return;
        }

        var reading = Read();
        var target = PoolSizePolicy.Decide(reading, current, _workers.Analyzers, _memory);
        if (reading.UsedPercent > _memory.ThresholdPercent)
        {
            _log.Warning("Queue: High memory usage: {0:F1}%", reading.UsedPercent);
        }

        if (target != current)
        {
            Announce(current, target);
            _target = target;
            _pool.Tell(new ResizePool(target));
        }

        var isAdmitting = PoolSizePolicy.Admits(reading, _memory);
        if (isAdmitting != _isAdmitting)
        {
            _isAdmitting = isAdmitting;
            _log.Warning(isAdmitting ? "Queue: {0} MB are available, tasks start again" : "Queue: Only {0} MB are available, nothing new starts", reading.AvailableBytes >> 20);
            _pool.Tell(new SetAdmission(isAdmitting));
        }
    }

    private void Announce(int from, int to)
    {
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

    private sealed record CollectionAllowed
    {
        public static CollectionAllowed Instance { get; } = new();
    }
}
