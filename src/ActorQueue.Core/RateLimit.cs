using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>
/// How fast tasks of one rate key may start: a bucket of <see cref="Burst"/> tokens that refills evenly with
/// <see cref="Count"/> tokens each <see cref="Per"/>. Over any time t at most <c>Burst + Count × t ÷ Per</c> start.
/// </summary>
/// <remarks>
/// Kept as the one time at which the bucket will be full again (the "virtual scheduling" form of the generic cell rate
/// algorithm, ITU-T I.371): a start moves it one interval on from the later of itself and now.
/// </remarks>
/// <param name="Count">Tokens, 1 to a million.</param>
/// <param name="Per">The time in which so many come, more than 0.</param>
/// <param name="Burst">Tokens that are kept while nothing starts, 1 to a million; a burst of 1 spaces starts evenly.</param>
public sealed record RateLimit(int Count, TimeSpan Per, int Burst)
{
    /// <summary>The highest <see cref="Count"/> and <see cref="Burst"/>.</summary>
    public const int MaxCount = 1_000_000;

    private long Interval => Math.Max(1, Per.Ticks / Count);

    /// <summary>Every problem with this limit; empty when it is sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (Count is < 1 or > MaxCount)
        {
            problems.Add($"count: {Count} is not in the range 1 to {MaxCount}");
        }

        if (Per <= TimeSpan.Zero || Per > RetryOptions.MaxDuration)
        {
            problems.Add($"per: {Per} is not in the range more than 0, up to {RetryOptions.MaxDuration}");
        }

        if (Burst is < 1 or > MaxCount)
        {
            problems.Add($"burst: {Burst} is not in the range 1 to {MaxCount}");
        }

        return problems;
    }

    /// <summary>When the next token is there (UTC ticks; in the past when it is there already).</summary>
    internal long NextStartAt(RateEntry entry) => FullAt(entry) - ((Burst - 1) * Interval);

    /// <summary>How many tokens there are.</summary>
    internal int TokensAt(RateEntry entry, long now)
    {
        long missing = Math.Max(0, FullAt(entry) - now);
        return (int)Math.Max(0, Burst - ((missing + Interval - 1) / Interval));
    }

    /// <summary>When the bucket is full again after a token is taken now.</summary>
    internal long FullAfterStart(RateEntry entry, long now) => Math.Max(FullAt(entry), now) + Interval;

    // Under an earlier, slower limit it may have been emptier than this one's bucket can be.
    private long FullAt(RateEntry entry) => Math.Min(entry.FullAt, entry.TakenAt + (Burst * Interval));
}
