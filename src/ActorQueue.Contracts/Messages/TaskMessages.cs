namespace ActorQueue.Contracts;

/// <summary>Asks for one task; answered by <see cref="TaskFound"/> or <see cref="TaskNotFound"/>.</summary>
public sealed record GetTask(TaskId Id) : IQueueRequest;

/// <summary>The task asked for.</summary>
public sealed record TaskFound(TaskView Task);

/// <summary>Neither the queue nor its history knows the id.</summary>
public sealed record TaskNotFound(TaskId Id);

/// <summary>Cancels one task; answered by <see cref="TaskCancelAnswered"/>.</summary>
public sealed record CancelTask(TaskId Id) : IQueueRequest;

/// <summary>How a cancel ended.</summary>
public enum CancelResult : byte
{
    /// <summary>Reserved: a zeroed field is no result.</summary>
    None = 0,

    /// <summary>It waited and is now cancelled for good.</summary>
    Cancelled = 1,

    /// <summary>It runs; its worker has been asked to stop.</summary>
    Requested = 2,

    /// <summary>It had already ended; nothing changed.</summary>
    AlreadyFinished = 3,

    /// <summary>The id is not known.</summary>
    NotFound = 4,
}

/// <summary>What became of a cancel.</summary>
/// <param name="Id">The task.</param>
/// <param name="Result">The outcome.</param>
/// <param name="Status">The task's status after it; <see cref="QueueTaskStatus.None"/> when not found.</param>
public sealed record TaskCancelAnswered(TaskId Id, CancelResult Result, QueueTaskStatus Status);

/// <summary>Asks for a page of tasks; answered by <see cref="TaskPage"/>.</summary>
public sealed record ListTasks : IQueueRequest
{
    /// <summary>Most tasks of one page.</summary>
    public const int MaxPageSize = 500;

    /// <summary>Only tasks of this status; null: all.</summary>
    public QueueTaskStatus? Status { get; init; }

    /// <summary>Only tasks that fit; null: all.</summary>
    public TaskFilter? Filter { get; init; }

    /// <summary>
    /// How the tasks are sorted, live and finished ones together; <see cref="TaskSort.None"/>: live ones in order of
    /// acceptance, then finished ones, the newest first.
    /// </summary>
    public TaskSort Sort { get; init; }

    /// <summary>Whether the sort is from the highest down; equal ones follow their ids in the same direction.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Only tasks of this kind; null: all.</summary>
    public string? Kind { get; init; }

    /// <summary>1 to <see cref="MaxPageSize"/>; values outside are brought to the nearest bound.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>The <see cref="TaskPage.NextCursor"/> of the page before; null: the first page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>What a listing is sorted by.</summary>
public enum TaskSort : byte
{
    /// <summary>Live tasks in order of acceptance, then finished ones, the newest first.</summary>
    None = 0,

    /// <summary>When they were accepted.</summary>
    Created = 1,

    /// <summary>When they ended; those that have not come first.</summary>
    Ended = 2,

    /// <summary>The priority in force.</summary>
    Priority = 3,

    /// <summary>Attempts so far.</summary>
    Attempts = 4,
}
