namespace ActorQueue.Core.Statistics;

/// <summary>A duration with its bucket, found once for all the histograms that count it.</summary>
internal readonly record struct MeasuredTime
{
    private MeasuredTime(long ticks) => (Ticks, Bucket) = (ticks, DurationHistogram.BucketOf(ticks));

    public long Ticks { get; }

    public int Bucket { get; }

    /// <summary>Not negative: the clock may have been set back between start and end.</summary>
    public static MeasuredTime Between(long startTicks, long endTicks) => new(Math.Max(endTicks - startTicks, 0));
}
