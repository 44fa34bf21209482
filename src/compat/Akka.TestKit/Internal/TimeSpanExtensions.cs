namespace Akka.TestKit.Internal;

public static class TimeSpanExtensions
{
    public static bool IsZero(this TimeSpan timeSpan) => timeSpan == TimeSpan.Zero;

    public static bool IsPositiveFinite(this TimeSpan timeSpan) => timeSpan > TimeSpan.Zero && !timeSpan.IsInfinite();

    public static bool IsInfinite(this TimeSpan timeSpan) =>
        timeSpan == Timeout.InfiniteTimeSpan || timeSpan == TimeSpan.MaxValue;

    public static void EnsureIsPositiveFinite(this TimeSpan timeSpan, string parameterName)
    {
        if (!timeSpan.IsPositiveFinite())
        {
            throw new ArgumentException($"The duration must be positive and finite, but is {timeSpan}.", parameterName);
        }
    }

    internal static void EnsureNotNegative(this TimeSpan timeSpan, string parameterName)
    {
        if (timeSpan < TimeSpan.Zero)
        {
            throw new ArgumentException($"The duration must not be negative, but is {timeSpan}.", parameterName);
        }
    }

    /// <summary>The shorter of the two; a missing or infinite bound does not shorten.</summary>
    public static TimeSpan Min(this TimeSpan a, TimeSpan? b) =>
        b is not { } bound || bound.IsInfinite() ? a : a.IsInfinite() || bound < a ? bound : a;
}
