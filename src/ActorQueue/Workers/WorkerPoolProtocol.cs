using Akka.Actor;

namespace ActorQueue.Workers;

/// <summary>Monitor → pool: report to me.</summary>
internal sealed record MonitorAttached(IActorRef Monitor);

/// <summary>Pool → monitor, on the event stream, each time that it starts: tell me what memory allows, I know nothing of you.</summary>
internal sealed record PoolStarted(IActorRef Pool);

/// <summary>Monitor → pool: have this many analyzers.</summary>
internal sealed record ResizePool(int Analyzers);

/// <summary>Monitor → pool: whether new attempts may start; closed while available memory is below its minimum.</summary>
internal sealed record SetAdmission(bool IsOpen);

/// <summary>Pool → monitor: the size it is to have, and its size and load; when a monitor attaches, after each change of size and at each heartbeat.</summary>
internal sealed record PoolLoad(int Target, int Analyzers, int Busy);

/// <summary>Pool → monitor: another batch of attempts has ended, a good moment to collect garbage.</summary>
internal sealed record BatchEnded;

/// <summary>Host → pool: take nothing new, and answer <see cref="PoolDrained"/> when the last attempt has ended and is recorded.</summary>
internal sealed record DrainPool
{
    public static DrainPool Instance { get; } = new();
}

/// <summary>Host → pool: a drain is over, or the <see cref="ProcessingGate"/> was set: offer what may be offered, and answer <see cref="PoolResumed"/>.</summary>
internal sealed record ResumePool
{
    public static ResumePool Instance { get; } = new();
}

/// <summary>Pool → host: the queue has been told.</summary>
/// <param name="Busy">Attempts in the pool's hands.</param>
/// <param name="IsComplete">Whether the pool knows the queue and has all of its analyzers; before that it offers less than it will.</param>
internal sealed record PoolResumed(int Busy, bool IsComplete);

/// <summary>Host → pool: ask every running attempt to stop; their tasks wait again.</summary>
internal sealed record CancelRunning
{
    public static CancelRunning Instance { get; } = new();
}

/// <summary>Pool → host: nothing runs and nothing waits to be recorded.</summary>
internal sealed record PoolDrained
{
    public static PoolDrained Instance { get; } = new();
}
