namespace ActorQueue.Contracts;

/// <summary>
/// How the delay before the next attempt is found. A file format: numbers are never changed or reused.
/// </summary>
public enum RetryStrategy : byte
{
    /// <summary>Reserved: a zeroed field is no strategy.</summary>
    None = 0,

    /// <summary>The same delay every time.</summary>
    Fixed = 1,

    /// <summary>Delay × base^(failures − 1), bounded by the longest delay.</summary>
    Exponential = 2,

    /// <summary>A list of delays, the last one repeated.</summary>
    Custom = 3,
}

/// <summary>
/// How failed attempts of a task are retried. The queue's defaults: 4 attempts, 5 s × 2ⁿ, at most 60 s, ±10 %.
/// </summary>
public sealed record RetryOptions
{
    /// <summary>The longest time that any setting may name: a year.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromDays(366);

    /// <summary>Most attempts that can be asked for.</summary>
    public const int MaxAttemptsLimit = 1000;

    /// <summary>Most entries of <see cref="Delays"/>.</summary>
    public const int MaxDelays = 100;

    /// <summary>How the delay is found.</summary>
    public RetryStrategy Strategy { get; init; } = RetryStrategy.Exponential;

    /// <summary>The delay of the fixed strategy, and the first delay of the exponential one.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The factor of the exponential strategy, 1 to 100.</summary>
    public double Base { get; init; } = 2.0;

    /// <summary>No delay is longer, jitter included.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Greatest part by which a delay is randomly longer or shorter, 0 to 1; 0.1 is ±10 %.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>The delays of the custom strategy in order.</summary>
    public IReadOnlyList<TimeSpan> Delays { get; init; } = [];

    /// <summary>Attempts in all, the first included; 1 means no retry.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>
    /// Counted from the first attempt's start; a retry that would start when it is over is not made. Null: no such bound.
    /// </summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>By how much each retry lowers the priority, 0 or more.</summary>
    public int PriorityStep { get; init; } = 1;

    /// <summary>Exponential backoff: delay, delay × base, delay × base² ….</summary>
    public static RetryOptions Exponential(
        double @base = 2.0,
        TimeSpan? minDelay = null,
        TimeSpan? maxDelay = null,
        int maxAttempts = 5,
        TimeSpan? timeout = null) =>
        new()
        {
            Strategy = RetryStrategy.Exponential,
            Base = @base,
            Delay = minDelay ?? TimeSpan.FromSeconds(1),
            MaxDelay = maxDelay ?? TimeSpan.FromSeconds(60),
            MaxAttempts = maxAttempts,
            TotalTimeout = timeout,
        };

    /// <summary>The same delay before every retry.</summary>
    public static RetryOptions Fixed(TimeSpan delay, int maxAttempts = 5, TimeSpan? timeout = null) =>
        new()
        {
            Strategy = RetryStrategy.Fixed,
            Delay = delay,
            MaxDelay = Longer(delay, TimeSpan.FromSeconds(60)),
            Jitter = 0,
            MaxAttempts = maxAttempts,
            TotalTimeout = timeout,
        };

    /// <summary>A delay of its own before each retry.</summary>
    /// <param name="delays">At least one delay.</param>
    /// <param name="maxAttempts">Attempts in all; null: one more than there are delays.</param>
    /// <param name="timeout">See <see cref="TotalTimeout"/>.</param>
    public static RetryOptions Custom(IEnumerable<TimeSpan> delays, int? maxAttempts = null, TimeSpan? timeout = null)
    {
        TimeSpan[] list = [.. delays];
        return new()
        {
            Strategy = RetryStrategy.Custom,
            Delays = list,
            MaxDelay = list.Aggregate(TimeSpan.FromSeconds(60), Longer),
            Jitter = 0,
            MaxAttempts = maxAttempts ?? list.Length + 1,
            TotalTimeout = timeout,
        };
    }

    /// <summary>
    /// Every problem with these options, each starting with the option's name; empty when they are sound.
    /// </summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        bool isStrategy = Strategy is RetryStrategy.Fixed or RetryStrategy.Exponential or RetryStrategy.Custom;
        bool isTotal = TotalTimeout is null || (TotalTimeout > TimeSpan.Zero && TotalTimeout <= MaxDuration);
        Require(isStrategy, "strategy", Strategy, "fixed, exponential or custom");
        Require(Delay >= TimeSpan.Zero && Delay <= MaxDuration, "delay", Delay, $"0 to {MaxDuration}");
        Require(double.IsFinite(Base) && Base is >= 1 and <= 100, "base", Base, "1 to 100");
        Require(MaxDelay >= TimeSpan.Zero && MaxDelay <= MaxDuration, "maxDelay", MaxDelay, $"0 to {MaxDuration}");
        Require(double.IsFinite(Jitter) && Jitter is >= 0 and <= 1, "jitter", Jitter, "0 to 1");
        Require(MaxAttempts is >= 1 and <= MaxAttemptsLimit, "maxAttempts", MaxAttempts, $"1 to {MaxAttemptsLimit}");
        Require(isTotal, "totalTimeout", TotalTimeout, $"more than 0, up to {MaxDuration}");
        Require(PriorityStep >= 0, "priorityStep", PriorityStep, "0 or more");
        Require(Strategy != RetryStrategy.Custom || Delays.Count > 0, "delays", Delays.Count, "at least one for the custom strategy");
        Require(Delays.Count <= MaxDelays, "delays", Delays.Count, $"at most {MaxDelays}");
        foreach (var delay in Delays)
        {
            Require(delay >= TimeSpan.Zero && delay <= MaxDuration, "delays", delay, $"0 to {MaxDuration} each");
        }

        return problems;

        void Require(bool holds, string option, object? value, string range)
        {
            if (!holds)
            {
                problems.Add($"{option}: {value} is not in the range {range}");
            }
        }
    }

    /// <summary>Equal when every option is, the delays compared one by one.</summary>
    public bool Equals(RetryOptions? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && (Strategy, Delay, Base, MaxDelay, Jitter, MaxAttempts, TotalTimeout, PriorityStep)
            == (other.Strategy, other.Delay, other.Base, other.MaxDelay,
                other.Jitter, other.MaxAttempts, other.TotalTimeout, other.PriorityStep)
            && Delays.SequenceEqual(other.Delays));

    /// <inheritdoc />
    public override int GetHashCode() =>
        HashCode.Combine(Strategy, Delay, Base, MaxDelay, Jitter, MaxAttempts, TotalTimeout, Delays.Count);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
