using ActorQueue.Contracts;

namespace ActorQueue.Core;

/// <summary>From where on a queue is no longer healthy.</summary>
public sealed record HealthSettings
{
    /// <summary>A waiting task that is this old is a warning; four times as old it is critical. Zero: never.</summary>
    public TimeSpan MaxWaitingAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Percent of the tasks that ended in the last 15 minutes which may be dead letters; five times as many are critical.</summary>
    public double MaxDeadLetterShare { get; init; } = 5;

    /// <summary>Percent of the attempts of the last 15 minutes that may have found no thread.</summary>
    public double MaxExhaustionShare { get; init; } = 5;

    /// <summary>Every problem with these settings.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (MaxWaitingAge < TimeSpan.Zero || MaxWaitingAge > RetryOptions.MaxDuration)
        {
            problems.Add($"health.maxWaitingAge: {MaxWaitingAge} is not in the range 0 (never) to {RetryOptions.MaxDuration}");
        }

        if (MaxDeadLetterShare is not (>= 0 and <= 100) || MaxExhaustionShare is not (>= 0 and <= 100))
        {
            problems.Add($"health: the shares {MaxDeadLetterShare} and {MaxExhaustionShare} are not in the range 0 to 100");
        }

        return problems;
    }
}
