using Akka.Actor;
using Akka.Event;
using ActorQueue.Hosting;
using ActorQueue.Workers;

namespace ActorQueue.Resources;

/// <summary>A pool that a <see cref="ResourceMonitor"/> is to watch.</summary>
internal sealed record PoolToWatch(IActorRef Pool, WorkerSettings Settings);

/// <summary>One pool in the monitor's hands: what memory and its own load ask for, and what it was told. Belongs to that actor alone.</summary>
internal sealed class MonitoredPool(PoolToWatch watched, MemorySettings memory, ILoggingAdapter log)
{
    // Null until the pool has said how large it is to be: a monitor that was restarted under pressure must not take it for as large as it once was.
    private PoolSize? _size;
    private int _announced;
    private int _busy;

    public IActorRef Pool => watched.Pool;

    public WorkerSettings Settings => watched.Settings;

    /// <summary>Whether it has said how large it is to be.</summary>
    public bool IsKnown => _size is not null;

    /// <summary>Takes note of the size that it is to have.</summary>
    public void Meet(PoolLoad load)
    {
        _size = new PoolSize(load.Target, watched.Settings, memory);
        _announced = load.Target;
    }

    public void OnLoad(PoolLoad load)
    {
        _busy = load.Busy;
        _size?.OnLoad(load.Busy);
        Resize();
    }

    public void OnMemory(MemoryReading reading)
    {
        _size?.OnMemory(reading);
        Resize();
    }

    public void ShrinkWhenIdle()
    {
        _size?.OnIdleTimeout(_busy);
        Resize();
    }

    /// <summary>Tells a pool that has started anew, with its full size, what was decided before.</summary>
    public void Repeat() => watched.Pool.Tell(new ResizePool(_size?.Target ?? watched.Settings.Analyzers));

    private void Resize()
    {
        if (_size is null || _size.Target == _announced)
        {
            return;
        }

        var (from, to) = (_announced, _size.Target);
        _announced = to;
        watched.Pool.Tell(new ResizePool(to));
        var queue = QueueActors.QueueOf(watched.Pool.Path.ToString()!) is { } name ? $"Queue {name}" : "Queue";
        if (to < from)
        {
            log.Warning("{0}: Reduced workers from {1} to {2}", queue, from, to);
        }
        else
        {
            log.Info("{0}: Raised workers from {1} to {2}", queue, from, to);
        }
    }
}
