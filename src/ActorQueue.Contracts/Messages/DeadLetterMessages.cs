namespace ActorQueue.Contracts;

/// <summary>
/// Gives a failed or cancelled task that the queue still holds another run: the same id, budgets anew. Durable. Answered by
/// <see cref="TaskRetryAnswered"/>.
/// </summary>
public sealed record RetryTask(TaskId Id) : IQueueRequest;

/// <summary>How the wish for another run ended.</summary>
public enum TaskRetryResult : byte
{
    /// <summary>Reserved: a zeroed field is no result.</summary>
    None = 0,

    /// <summary>It waits for its next run, on disk.</summary>
    Retried = 1,

    /// <summary>It has not ended yet; nothing changed.</summary>
    NotEnded = 2,

    /// <summary>It has succeeded; nothing changed.</summary>
    Completed = 3,

    /// <summary>The id is not known, or no longer.</summary>
    NotFound = 4,

    /// <summary>The queue is full or drains; try again later.</summary>
    Refused = 5,
}

/// <summary>What became of the wish for another run.</summary>
/// <param name="Id">The task.</param>
/// <param name="Result">The outcome.</param>
/// <param name="Status">The task's status now; <see cref="QueueTaskStatus.None"/> when not found.</param>
/// <param name="Run">The number of the run that waits or goes on, from 1; 0 when not known.</param>
/// <param name="Reason">One of <see cref="RejectReasons"/> when refused.</param>
public sealed record TaskRetryAnswered(TaskId Id, TaskRetryResult Result, QueueTaskStatus Status, int Run = 0, string? Reason = null);
