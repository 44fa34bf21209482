using ActorQueue.Core.Workers;

namespace ActorQueue.Core.Events;

/// <summary>A worker began to work for the queue.</summary>
public sealed record WorkerRegistered(DateTimeOffset At, WorkerDefinition Worker) : QueueEvent(At);

/// <summary>A worker is gone; it holds no attempts.</summary>
public sealed record WorkerUnregistered(DateTimeOffset At, string WorkerId) : QueueEvent(At);

/// <summary>A client holds a worker back, or lets it go on.</summary>
public sealed record WorkerPauseChanged(DateTimeOffset At, string WorkerId, bool IsPaused) : QueueEvent(At);
