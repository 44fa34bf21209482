using ActorQueue.Contracts;

namespace ActorQueue.Core;

/// <summary>When the tasks of a kind that keeps failing are held back. Permanent failures do not count: they are the input's fault.</summary>
public sealed record BreakerSettings
{
    /// <summary>The attempts that are remembered of a kind.</summary>
    public const int MaxAttempts = 64;

    /// <summary>Failures in a row that open the breaker; 0: not by these.</summary>
    public int Failures { get; init; }

    /// <summary>Percent of failures among the remembered attempts that opens it; 0: not by these.</summary>
    public double FailureShare { get; init; }

    /// <summary>Attempts from which on the share counts, 1 to <see cref="MaxAttempts"/>.</summary>
    public int MinAttempts { get; init; } = 20;

    /// <summary>How long it stays open before one task is let through to try.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether there is a breaker at all.</summary>
    public bool IsEnabled => Failures > 0 || FailureShare > 0;

    /// <summary>Every problem with these settings.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (Failures < 0 || FailureShare is not (>= 0 and <= 100) || MinAttempts is < 1 or > MaxAttempts)
        {
            problems.Add($"breaker: {Failures} failures, a share of {FailureShare} and {MinAttempts} attempts are not in their ranges");
        }

        if (OpenFor <= TimeSpan.Zero || OpenFor > RetryOptions.MaxDuration)
        {
            problems.Add($"breaker.openFor: {OpenFor} is not in the range more than 0, up to {RetryOptions.MaxDuration}");
        }

        return problems;
    }
}
