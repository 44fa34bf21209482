using ActorQueue.Contracts;
using ActorQueue.Core.Codec;

namespace ActorQueue.Core.State;

/// <summary>Facts about a live task that are either so or not so. Part of the snapshot format.</summary>
[Flags]
internal enum TaskMarks : byte
{
    None = 0,

    /// <summary>Its worker died under it: it runs alone until an attempt ends by itself.</summary>
    Suspect = 1,

    /// <summary>A client wants the running attempt to stop.</summary>
    CancelRequested = 2,

    /// <summary>The running attempt has its worker for itself.</summary>
    Alone = 4,

    /// <summary>A client wants the running attempt to yield, and the task to be paused then.</summary>
    PauseRequested = 16,

    /// <summary>Its last attempt was taken from a worker that was silent or dead: what that still reports is too late.</summary>
    Lost = 128,
}

/// <summary>
/// Everything that is known of one live task, 150 bytes in an array instead of an object of its own. Times are UTC
/// ticks, 0 where there is none. The links are indexes of other slots, −1 at an end.
/// </summary>
internal struct TaskSlot
{
    public TaskId Id;

    /// <summary>Position of the event that accepted it: the order among equals, and the key in every index.</summary>
    public long Sequence;
    public long AcceptedAt;

    /// <summary>
    /// Scheduled and retry: when it is due. Processing: the attempt's deadline. Final: when it ended.
    /// </summary>
    public long WakeAt;
    public long FirstStartedAt;
    public long StartedAt;

    /// <summary>Position of the final event; 0 while it has none.</summary>
    public long FinishedPosition;
    public TaskBody Body;
    public KindEntry Kind;
    public WorkerEntry? Worker;
    public TaskError? Error;
    public byte[]? Result;
    public TaskExtras? Extras;
    public int Priority;
    public int Attempt;
    public ushort Failures;
    public ushort Released;
    public ushort Crashes;
    public QueueTaskStatus Status;
    public TaskMarks Marks;

    // In which indexes it stands.
    public int AgePrevious;
    public int AgeNext;
    public int LinePrevious;
    public int LineNext;
    public int HeapPosition;

    /// <summary>When it reached its final status; 0 while it has none.</summary>
    public readonly long EndedAt => FinishedPosition == 0 ? 0 : WakeAt;

    public readonly bool IsSuspect => (Marks & TaskMarks.Suspect) != TaskMarks.None;

    public readonly bool IsCancelRequested => (Marks & TaskMarks.CancelRequested) != TaskMarks.None;

    public readonly bool IsPauseRequested => (Marks & TaskMarks.PauseRequested) != TaskMarks.None;

    /// <summary>
    /// Whether a report repeats how the last attempt ended. While the task is pending again nobody can tell, and it is refused.
    /// </summary>
    public readonly bool HasHeard(int attempt) => Attempt == attempt
        && (Marks & TaskMarks.Lost) == TaskMarks.None
        && (Status.IsFinal() || Status is QueueTaskStatus.Retry or QueueTaskStatus.Paused);

    /// <summary>Whether its kind is paused, or its kind's breaker lets it not start.</summary>
    public readonly bool IsHeldByKind => Kind.Control is { } control && control.Holds(Id);

    public readonly bool IsAlone => (Marks & TaskMarks.Alone) != TaskMarks.None;
}
