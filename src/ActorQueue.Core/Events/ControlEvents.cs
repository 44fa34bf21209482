using ActorQueue.Contracts;

namespace ActorQueue.Core.Events;

/// <summary>A waiting task is held back; the state keeps what it was.</summary>
public sealed record TaskPaused(DateTimeOffset At, TaskId Id) : QueueEvent(At);

/// <summary>A client asked a running task to save its state and yield.</summary>
public sealed record PauseRequested(DateTimeOffset At, TaskId Id) : QueueEvent(At);

/// <summary>The attempt yielded to a pause, at no cost; the task is paused.</summary>
public sealed record AttemptPaused(DateTimeOffset At, TaskId Id, int Attempt) : QueueEvent(At);

/// <summary>A paused task goes on where it was, or a running one's pause is taken back.</summary>
public sealed record TaskResumed(DateTimeOffset At, TaskId Id) : QueueEvent(At);

/// <summary>A waiting task has another priority.</summary>
public sealed record TaskReprioritised(DateTimeOffset At, TaskId Id, int Priority) : QueueEvent(At);

/// <summary>Tasks of a kind are held back from now on, or no longer.</summary>
public sealed record KindPauseChanged(DateTimeOffset At, string Kind, bool IsPaused) : QueueEvent(At);
