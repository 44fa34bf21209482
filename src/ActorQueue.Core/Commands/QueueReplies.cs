using ActorQueue.Contracts;

namespace ActorQueue.Core.Commands;

/// <summary>One attempt for a worker to run.</summary>
/// <param name="Task">The task as submitted.</param>
/// <param name="Attempt">The fencing token; every report names it.</param>
/// <param name="Timeout">The longest this attempt may take: least of its own timeout and what is left of the total
/// timeout.</param>
/// <param name="Deadline">When that time ends.</param>
/// <param name="IsAlone">A suspect of an earlier crash: the worker runs nothing beside it.</param>
public sealed record Assignment(TaskSpec Task, int Attempt, TimeSpan Timeout, DateTimeOffset Deadline, bool IsAlone)
{
    /// <summary>The task.</summary>
    public TaskId Id => Task.Id;

    /// <summary>The state that the last attempt saved; null when there is none.</summary>
    public byte[]? Checkpoint { get; init; }

    /// <summary>
    /// How often this run of the task has run out of memory: whoever limits memory may give it more each time.
    /// </summary>
    public int OutOfMemoryCount { get; init; }

    /// <summary>The task's run, from 1.</summary>
    public int Run { get; init; } = 1;
}

/// <summary>The attempts given to a worker, possibly none.</summary>
public sealed record AttemptsAssigned(string WorkerId, IReadOnlyList<Assignment> Assignments);

/// <summary>What became of an attempt's report.</summary>
public enum AttemptOutcome : byte
{
    /// <summary>Reserved: a zeroed field is no outcome.</summary>
    None = 0,

    /// <summary>The task is completed.</summary>
    Completed = 1,

    /// <summary>Another attempt follows.</summary>
    RetryScheduled = 2,

    /// <summary>The task failed for good.</summary>
    Failed = 3,

    /// <summary>The task is cancelled.</summary>
    Cancelled = 4,

    /// <summary>The task is pending again at no cost.</summary>
    Released = 5,

    /// <summary>This very attempt's end was recorded before: a repeated report.</summary>
    AlreadyRecorded = 6,

    /// <summary>Refused: the attempt number is old or the task unknown.</summary>
    Stale = 7,
}

/// <summary>The answer to a report about an attempt.</summary>
public sealed record AttemptReported(TaskId Id, int Attempt, AttemptOutcome Outcome)
{
    /// <summary>The task's status now; <see cref="QueueTaskStatus.None"/> when unknown.</summary>
    public QueueTaskStatus Status { get; init; }

    /// <summary>When the next attempt is due, after <see cref="AttemptOutcome.RetryScheduled"/>.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Number of this retry, 1 for the first; for log lines.</summary>
    public int Retry { get; init; }

    /// <summary>Most retries that the task's options allow.</summary>
    public int MaxRetries { get; init; }

    /// <summary>The recorded error of a failed attempt.</summary>
    public TaskError? Error { get; init; }
}

/// <summary>The answer to <see cref="TakeOwnership"/> and <see cref="LoseWorker"/>.</summary>
/// <param name="Interrupted">Attempts lost, their tasks pending again.</param>
/// <param name="Failed">Tasks whose crash budget was used up.</param>
/// <param name="Cancelled">Tasks for which a cancel was under way.</param>
public sealed record WorkersLost(int Interrupted, int Failed, int Cancelled);

/// <summary>The answer to <see cref="ArchiveFinished"/>.</summary>
/// <param name="Archived">Finished tasks that left the state.</param>
public sealed record TasksArchived(int Archived);
