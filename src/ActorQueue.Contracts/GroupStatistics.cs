namespace ActorQueue.Contracts;

/// <summary>The counts of the tasks of one kind, or of one priority. Times are seconds.</summary>
public sealed record GroupStatistics
{
    /// <summary>The kind, or the priority in digits; <see cref="Others"/> for those past the number that is told apart.</summary>
    public required string Name { get; init; }

    /// <summary>The name of what is not told apart.</summary>
    public const string Others = "(others)";

    /// <summary>Tasks that wait now.</summary>
    public long WaitingTasks { get; init; }

    /// <summary>Tasks whose attempt runs now.</summary>
    public long ProcessingTasks { get; init; }

    /// <summary>Tasks accepted since the queue was created.</summary>
    public long TotalTasks { get; init; }

    /// <summary>Tasks completed.</summary>
    public long CompletedTasks { get; init; }

    /// <summary>Tasks failed for good.</summary>
    public long FailedTasks { get; init; }

    /// <summary>Tasks cancelled.</summary>
    public long CancelledTasks { get; init; }

    /// <summary>Retries scheduled.</summary>
    public long Retries { get; init; }

    /// <summary>Mean seconds of a completed attempt; 0 when there is none.</summary>
    public double AverageProcessingTime { get; init; }

    /// <summary>Mean seconds from acceptance to the first start; 0 when none has started.</summary>
    public double AverageWaitTime { get; init; }
}

/// <summary>What one worker has done, as the queue has recorded it.</summary>
public sealed record WorkerCounts
{
    /// <summary>The worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Attempts that it runs now.</summary>
    public int ProcessingTasks { get; init; }

    /// <summary>Attempts that it ended, well or badly.</summary>
    public long Processed { get; init; }

    /// <summary>Attempts of these that failed, and those that were lost with it.</summary>
    public long Failures { get; init; }

    /// <summary>When its first attempt started.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When its last attempt started or ended.</summary>
    public DateTimeOffset LastSeenAt { get; init; }
}
