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

/// <summary>
/// A task that had ended gets another run under its id. Everything stands in it, since the state may have let the task
/// go.
/// </summary>
/// <param name="At">When it was decided.</param>
/// <param name="Id">The task.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Run">The number of the new run, from 2.</param>
/// <param name="Attempt">The number of its last attempt: the fencing token goes on from it.</param>
/// <param name="Body">Its description.</param>
/// <param name="Errors">The errors that were kept of its attempts so far.</param>
public sealed record TaskRevived(
    DateTimeOffset At,
    TaskId Id,
    string Kind,
    int Priority,
    int Run,
    int Attempt,
    Codec.TaskBody Body,
    IReadOnlyList<AttemptError> Errors) : QueueEvent(At);

/// <summary>A running attempt left a state that the next attempt may go on from.</summary>
public sealed record CheckpointSaved(DateTimeOffset At, TaskId Id, int Attempt, ReadOnlyMemory<byte> State) : QueueEvent(At);

/// <summary>The breaker of a kind opened, lets one task try, or closed.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Kind">The kind.</param>
/// <param name="State">Its state from now on.</param>
/// <param name="OpenUntil">When an open one lets one task try; without meaning otherwise.</param>
public sealed record BreakerChanged(
    DateTimeOffset At, string Kind, State.BreakerState State, DateTimeOffset OpenUntil) : QueueEvent(At);
