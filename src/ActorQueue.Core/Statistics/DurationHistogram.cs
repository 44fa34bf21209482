namespace ActorQueue.Core.Statistics;

/// <summary>
/// Durations in buckets of which each is 10 % wider than the one before, from a millisecond to thirteen days: a fixed 220
/// numbers, whatever it has seen. A percentile is the middle of its bucket, so it is at most 5 % off; below a millisecond
/// it is just that, "less than a millisecond". All histograms have the same buckets, so adding them bucket by bucket is
/// the histogram of both.
/// </summary>
internal sealed class DurationHistogram
{
    public const int BucketCount = 220;
    private const double Growth = 1.1;
    private static readonly double LogGrowth = Math.Log(Growth);

    /// <summary>Counts by bucket; part of the snapshot.</summary>
    public long[] Buckets { get; } = new long[BucketCount];

    public long Count { get; set; }

    public long TotalTicks { get; set; }

    public double MeanSeconds => Count == 0 ? 0 : (double)TotalTicks / Count / TimeSpan.TicksPerSecond;

    public void Add(MeasuredTime time)
    {
        Buckets[time.Bucket]++;
        Count++;
        TotalTicks += time.Ticks;
    }

    /// <summary>Seconds that a given part (0 to 1) of the durations did not exceed; 0 when there are none.</summary>
    public double PercentileSeconds(double part)
    {
        if (Count == 0)
        {
            return 0;
        }

        long rank = Math.Max(1, (long)Math.Ceiling(part * Count));
        int bucket = 0;
        for (long seen = Buckets[0]; seen < rank; seen += Buckets[bucket])
        {
            bucket++;
        }

        // The geometric middle of the bucket.
        return Math.Pow(Growth, bucket - 0.5) / 1000;
    }

    internal static int BucketOf(long ticks)
    {
        double milliseconds = (double)ticks / TimeSpan.TicksPerMillisecond;
        return milliseconds <= 1
            ? 0
            : Math.Min((int)Math.Ceiling(Math.Log(milliseconds) / LogGrowth), BucketCount - 1);
    }
}
