namespace ActorQueue.Contracts;

/// <summary>What the tasks waited that one of two compared order policies started. Times are seconds.</summary>
public sealed record PolicyStatistics
{
    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>Ready tasks that it orders now.</summary>
    public int ReadyTasks { get; init; }

    /// <summary>Attempts that it started since it was first compared.</summary>
    public long Started { get; init; }

    /// <summary>Tasks that it started for the first time: what the waits are of.</summary>
    public long FirstStarts { get; init; }

    /// <summary>Mean seconds from acceptance to the first start.</summary>
    public double AverageWaitTime { get; init; }

    /// <summary>Half of the waits were at most this many seconds (within 10 %).</summary>
    public double WaitTimeP50 { get; init; }

    /// <summary>95 % were at most this.</summary>
    public double WaitTimeP95 { get; init; }

    /// <summary>99 % were at most this.</summary>
    public double WaitTimeP99 { get; init; }
}
