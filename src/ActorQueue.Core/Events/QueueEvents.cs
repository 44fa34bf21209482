using ActorQueue.Contracts;
using ActorQueue.Core.Codec;

namespace ActorQueue.Core.Events;

/// <summary>
/// One fact of a partition's history. Everything that applying it needs stands in it; its position (1, 2, 3 … over the
/// partition's life) is given by its place in the journal. A file format.
/// </summary>
/// <param name="At">When it was decided.</param>
public abstract record QueueEvent(DateTimeOffset At);

/// <summary>A task was accepted. Its acceptance sequence is this event's position.</summary>
public sealed record TaskEnqueued(
    DateTimeOffset At, TaskId Id, string Kind, int Priority, DateTimeOffset? NotBefore, TaskBody Body) : QueueEvent(At)
{
    /// <summary>The description as it was submitted.</summary>
    public TaskSpec ToSpec() => Body.ToSpec(Id, Kind, Priority, NotBefore);
}

/// <summary>All scheduled and retrying tasks that are due by <paramref name="Until"/> became pending.</summary>
public sealed record DueTasksReleased(DateTimeOffset At, DateTimeOffset Until) : QueueEvent(At);

/// <summary>
/// An attempt was given to a worker. The attempt number is the fencing token of everything that it reports.
/// </summary>
public sealed record AttemptStarted(
    DateTimeOffset At, TaskId Id, int Attempt, string WorkerId, TimeSpan Timeout, bool IsAlone) : QueueEvent(At);

/// <summary>Final: the attempt succeeded.</summary>
public sealed record TaskCompleted(
    DateTimeOffset At, TaskId Id, int Attempt, ReadOnlyMemory<byte> Result) : QueueEvent(At);

/// <summary>The attempt failed and another follows at <paramref name="DueAt"/> with the given priority.</summary>
public sealed record RetryScheduled(
    DateTimeOffset At,
    TaskId Id,
    int Attempt,
    DateTimeOffset DueAt,
    int Priority,
    FailureClass Class,
    TaskError Error) : QueueEvent(At);

/// <summary>Final: no further attempt follows.</summary>
public sealed record TaskFailed(
    DateTimeOffset At, TaskId Id, int Attempt, FailureClass Class, TaskError Error) : QueueEvent(At);

/// <summary>The attempt was handed back without cost; the task is pending again.</summary>
public sealed record AttemptReleased(DateTimeOffset At, TaskId Id, int Attempt) : QueueEvent(At);

/// <summary>The attempt was lost with its worker; the task is pending again, as a suspect.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Id">The task.</param>
/// <param name="Attempt">The lost attempt.</param>
/// <param name="IsCharged">Whether it ran alone, so that the crash is this task's own.</param>
public sealed record AttemptInterrupted(DateTimeOffset At, TaskId Id, int Attempt, bool IsCharged) : QueueEvent(At);

/// <summary>A client asked to cancel a running task.</summary>
public sealed record CancelRequested(DateTimeOffset At, TaskId Id) : QueueEvent(At);

/// <summary>Final: the task was cancelled.</summary>
public sealed record TaskCancelled(DateTimeOffset At, TaskId Id, int Attempt) : QueueEvent(At);

/// <summary>The queue as a whole was paused, resumed or set to drain.</summary>
public sealed record QueueModeChanged(DateTimeOffset At, QueueMode Mode) : QueueEvent(At);

/// <summary>A new owner began to write.</summary>
public sealed record OwnershipTaken(DateTimeOffset At, long Epoch) : QueueEvent(At);

/// <summary>
/// Finished tasks whose final event has a position up to <paramref name="UpToPosition"/> are in the history and left
/// the state; remembered ids of tasks that ended before <paramref name="ForgetBefore"/>, and the oldest beyond
/// <paramref name="KeepIds"/>, were forgotten.
/// </summary>
public sealed record FinishedArchived(
    DateTimeOffset At, long UpToPosition, DateTimeOffset ForgetBefore, int KeepIds) : QueueEvent(At);
