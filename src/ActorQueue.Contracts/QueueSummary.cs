namespace ActorQueue.Contracts;

/// <summary>One of a host's queues, in a few numbers (<see cref="QueueStatistics"/> has the rest).</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether it is the one of those who name none.</param>
public sealed record QueueSummary(string Name, bool IsDefault)
{
    /// <summary>What it does as a whole; null when it does not answer.</summary>
    public QueueMode? Mode { get; init; }

    /// <summary>Why it does not answer; null when it does.</summary>
    public string? Problem { get; init; }

    /// <summary>Tasks ready to start.</summary>
    public long PendingTasks { get; init; }

    /// <summary>Tasks that wait for a not-before time.</summary>
    public long ScheduledTasks { get; init; }

    /// <summary>Tasks that wait for dependencies.</summary>
    public long BlockedTasks { get; init; }

    /// <summary>Tasks whose attempt runs.</summary>
    public long ProcessingTasks { get; init; }

    /// <summary>Tasks that wait out a backoff.</summary>
    public long RetryTasks { get; init; }

    /// <summary>Tasks held back by a client.</summary>
    public long PausedTasks { get; init; }

    /// <summary>Tasks completed since the queue was created.</summary>
    public long CompletedTasks { get; init; }

    /// <summary>Tasks failed for good since the queue was created.</summary>
    public long FailedTasks { get; init; }

    /// <summary>Tasks cancelled since the queue was created.</summary>
    public long CancelledTasks { get; init; }

    /// <summary>A queue of these statistics.</summary>
    public static QueueSummary Of(string name, bool isDefault, QueueStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        return new QueueSummary(name, isDefault)
        {
            Mode = statistics.IsPaused ? QueueMode.Paused : statistics.IsDraining ? QueueMode.Draining : QueueMode.Running,
            PendingTasks = statistics.PendingTasks,
            ScheduledTasks = statistics.ScheduledTasks,
            BlockedTasks = statistics.BlockedTasks,
            ProcessingTasks = statistics.ProcessingTasks,
            RetryTasks = statistics.RetryTasks,
            PausedTasks = statistics.PausedTasks,
            CompletedTasks = statistics.CompletedTasks,
            FailedTasks = statistics.FailedTasks,
            CancelledTasks = statistics.CancelledTasks,
        };
    }
}

/// <summary>A host's queues, the default one first.</summary>
public sealed record QueueList(IReadOnlyList<QueueSummary> Queues);
