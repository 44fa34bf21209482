using Akka.Util;

namespace Akka.Pattern;

/// <summary>Doubles from the smallest to the longest delay, with a random share added.</summary>
internal sealed record BackoffDelay
{
    public BackoffDelay(TimeSpan min, TimeSpan max, double randomFactor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(min, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        ArgumentOutOfRangeException.ThrowIfNegative(randomFactor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(randomFactor, 1);
        Min = min;
        Max = max;
        RandomFactor = randomFactor;
    }

    public TimeSpan Min { get; }

    public TimeSpan Max { get; }

    public double RandomFactor { get; }

    public TimeSpan After(int restarts)
    {
        var share = 1 + (ThreadLocalRandom.Current.NextDouble() * RandomFactor);
        var ticks = Math.Min(Max.Ticks, Min.Ticks * Math.Pow(2, restarts)) * share;
        return ticks < TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)ticks) : Max;
    }
}
