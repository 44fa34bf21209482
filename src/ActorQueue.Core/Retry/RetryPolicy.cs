using ActorQueue.Contracts;

namespace ActorQueue.Core.Retry;

/// <summary>Whether a failed attempt is followed by another, and when.</summary>
/// <param name="IsRetried">False when attempts or time are used up.</param>
/// <param name="DueAt">When the next attempt may start; meaningful when retried.</param>
public readonly record struct RetryDecision(bool IsRetried, DateTimeOffset DueAt);

/// <summary>Fixed, exponential and listed backoff as a pure function; randomness comes in as data.</summary>
public static class RetryPolicy
{
    /// <summary>Decides after a failure.</summary>
    /// <param name="options">The task's options, or the queue's.</param>
    /// <param name="failures">Failed attempts so far, this one included.</param>
    /// <param name="firstStartedAt">When the first attempt started: the total timeout counts from here.</param>
    /// <param name="now">When the attempt failed.</param>
    /// <param name="jitterFraction">0 (shortest) up to 1 (longest); 0.5 is no jitter.</param>
    public static RetryDecision Decide(
        RetryOptions options, int failures, DateTimeOffset firstStartedAt, DateTimeOffset now, double jitterFraction)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (failures >= options.MaxAttempts)
        {
            return default;
        }

        return DueWithinTotal(options, failures, firstStartedAt, now, jitterFraction);
    }

    /// <summary>
    /// As <see cref="Decide"/>, for failures that have a budget of their own instead of the attempts.
    /// </summary>
    internal static RetryDecision DueWithinTotal(
        RetryOptions options, int failures, DateTimeOffset firstStartedAt, DateTimeOffset now, double jitterFraction)
    {
        var due = now + DelayAfter(options, failures, jitterFraction);
        return options.TotalTimeout is { } total && due - firstStartedAt >= total
            ? default
            : new RetryDecision(IsRetried: true, due);
    }

    /// <summary>The delay after the given failure, jitter included and bounded by the longest delay.</summary>
    /// <param name="options">The task's options, or the queue's.</param>
    /// <param name="failures">1 for the first failure.</param>
    /// <param name="jitterFraction">0 (shortest) up to 1 (longest); 0.5 is no jitter.</param>
    public static TimeSpan DelayAfter(RetryOptions options, int failures, double jitterFraction)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        double ticks = options.Strategy switch
        {
            RetryStrategy.Fixed => options.Delay.Ticks,
            RetryStrategy.Exponential => options.Delay.Ticks * Math.Pow(options.Base, failures - 1),
            RetryStrategy.Custom => options.Delays[Math.Min(failures, options.Delays.Count) - 1].Ticks,
            _ => throw new ArgumentException($"{options.Strategy} is not a retry strategy.", nameof(options)),
        };

        // The bound comes first: base^failures may be infinite, and infinite times a jitter of zero is not a number.
        double bounded = Math.Min(ticks, options.MaxDelay.Ticks);
        double jittered = bounded * (1 + (options.Jitter * ((2 * jitterFraction) - 1)));
        return TimeSpan.FromTicks((long)Math.Min(jittered, options.MaxDelay.Ticks));
    }

    /// <summary>The priority of the next attempt: lower by the options' step, never wrapping round.</summary>
    public static int LoweredPriority(RetryOptions options, int priority)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (int)Math.Max((long)priority - options.PriorityStep, int.MinValue);
    }
}
