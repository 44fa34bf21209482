namespace ActorQueue.Contracts;

/// <summary>Counts, rates and times of one queue at one moment. Times are seconds, rates are tasks a second.</summary>
public sealed record QueueStatistics
{
    /// <summary>Tasks accepted since the queue was created.</summary>
    public long TotalTasks { get; init; }

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

    /// <summary>Retries scheduled since the queue was created.</summary>
    public long Retries { get; init; }

    /// <summary>Attempts lost with their worker since the queue was created.</summary>
    public long InterruptedAttempts { get; init; }

    /// <summary>Reports refused for an old or unknown attempt number since the owner started.</summary>
    public long StaleReports { get; init; }

    /// <summary>Calls of registered workers refused since the owner started, those for an old attempt included.</summary>
    public long RefusedWorkerCalls { get; init; }

    /// <summary>Bytes held for live tasks.</summary>
    public long LiveBytes { get; init; }

    /// <summary>Completed and failed tasks a second over the last minute.</summary>
    public double Throughput { get; init; }

    /// <summary>The same over five minutes.</summary>
    public double Throughput5Minutes { get; init; }

    /// <summary>The same over fifteen minutes.</summary>
    public double Throughput15Minutes { get; init; }

    /// <summary>Mean seconds of a completed attempt; 0 when there is none.</summary>
    public double AverageProcessingTime { get; init; }

    /// <summary>Half of the completed attempts took at most this many seconds (within 5 %; below a millisecond: less than one).</summary>
    public double ProcessingTimeP50 { get; init; }

    /// <summary>95 % took at most this.</summary>
    public double ProcessingTimeP95 { get; init; }

    /// <summary>99 % took at most this.</summary>
    public double ProcessingTimeP99 { get; init; }

    /// <summary>Mean seconds from acceptance to the first start.</summary>
    public double AverageWaitTime { get; init; }

    /// <summary>Median seconds from acceptance to the first start.</summary>
    public double WaitTimeP50 { get; init; }

    /// <summary>95 % of waits were at most this.</summary>
    public double WaitTimeP95 { get; init; }

    /// <summary>99 % of waits were at most this.</summary>
    public double WaitTimeP99 { get; init; }

    /// <summary>What was measured of order policies that run side by side; empty when none ever did.</summary>
    public IReadOnlyList<PolicyStatistics> Policies { get; init; } = [];

    /// <summary>The counts by kind, in alphabetical order, the first 100 kinds told apart; empty where it was not asked for.</summary>
    public IReadOnlyList<GroupStatistics> ByKind { get; init; } = [];

    /// <summary>The counts by priority, lowest first, the first 100 priorities told apart; empty where it was not asked for.</summary>
    public IReadOnlyList<GroupStatistics> ByPriority { get; init; } = [];

    /// <summary>What each worker has done, the last 100 workers; empty where it was not asked for.</summary>
    public IReadOnlyList<WorkerCounts> ByWorker { get; init; } = [];

    /// <summary>The kinds that clients have paused; empty where it was not asked for.</summary>
    public IReadOnlyList<string> PausedKinds { get; init; } = [];

    /// <summary>The kinds whose circuit breaker is open or lets one task try; empty where it was not asked for.</summary>
    public IReadOnlyList<string> OpenBreakers { get; init; } = [];

    /// <summary>Percent of finished tasks (cancelled ones aside) that completed; 100 when none has finished.</summary>
    public double SuccessRate { get; init; }

    /// <summary>Retries in percent of completions, failures and retries together; 0 when there are none.</summary>
    public double RetryRate { get; init; }

    /// <summary>Seconds since the acceptance of the oldest task that waits; 0 when none does.</summary>
    public double OldestWaitingSeconds { get; init; }

    /// <summary>Whether starts are held back.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether submits are refused while the rest runs out.</summary>
    public bool IsDraining { get; init; }

    /// <summary>When these numbers were taken.</summary>
    public DateTimeOffset StatusTime { get; init; }
}
