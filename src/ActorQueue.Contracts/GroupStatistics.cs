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

    /// <summary>Completed and failed tasks a second over the last minute.</summary>
    public double Throughput { get; init; }

    /// <summary>The same over five minutes.</summary>
    public double Throughput5Minutes { get; init; }

    /// <summary>The same over fifteen minutes.</summary>
    public double Throughput15Minutes { get; init; }

    /// <summary>Mean seconds of a completed attempt; 0 when there is none.</summary>
    public double AverageProcessingTime { get; init; }

    /// <summary>Half of the completed attempts took at most this many seconds (within 5 %); 0 when there is none.</summary>
    public double ProcessingTimeP50 { get; init; }

    /// <summary>95 % took at most this.</summary>
    public double ProcessingTimeP95 { get; init; }

    /// <summary>99 % took at most this.</summary>
    public double ProcessingTimeP99 { get; init; }

    /// <summary>Mean seconds from acceptance to the first start; 0 when none has started.</summary>
    public double AverageWaitTime { get; init; }

    /// <summary>Median seconds from acceptance to the first start (within 5 %); 0 when none has started.</summary>
    public double WaitTimeP50 { get; init; }

    /// <summary>95 % of waits were at most this.</summary>
    public double WaitTimeP95 { get; init; }

    /// <summary>99 % of waits were at most this.</summary>
    public double WaitTimeP99 { get; init; }

    /// <summary>Percent of finished tasks (cancelled ones aside) that completed; 100 when none has finished.</summary>
    public double SuccessRate { get; init; }

    /// <summary>Retries in percent of completions, failures and retries together; 0 when there are none.</summary>
    public double RetryRate { get; init; }

    /// <summary>Seconds since the acceptance of the oldest task that waits; 0 when none does.</summary>
    public double OldestWaitingSeconds { get; init; }
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

    /// <summary>Attempts that it ended a second, well or badly, over the last minute.</summary>
    public double Throughput { get; init; }

    /// <summary>The same over five minutes.</summary>
    public double Throughput5Minutes { get; init; }

    /// <summary>The same over fifteen minutes.</summary>
    public double Throughput15Minutes { get; init; }

    /// <summary>Mean seconds of an attempt that it completed; 0 when there is none.</summary>
    public double AverageProcessingTime { get; init; }

    /// <summary>Half of the attempts that it completed took at most this many seconds (within 5 %); 0 when there is none.</summary>
    public double ProcessingTimeP50 { get; init; }

    /// <summary>95 % took at most this.</summary>
    public double ProcessingTimeP95 { get; init; }

    /// <summary>99 % took at most this.</summary>
    public double ProcessingTimeP99 { get; init; }

    /// <summary>Percent of its attempts, those lost with it included, that completed; 100 when there is none.</summary>
    public double SuccessRate { get; init; }

    /// <summary>Seconds from its first attempt to now; to its last one, when it is not there any more.</summary>
    public double UptimeSeconds { get; init; }

    /// <summary>When its first attempt started.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When its last attempt started or ended.</summary>
    public DateTimeOffset LastSeenAt { get; init; }
}
