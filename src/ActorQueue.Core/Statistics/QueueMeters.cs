namespace ActorQueue.Core.Statistics;

/// <summary>
/// What the queue has counted over its life. Written by applying events only, so a replay counts the same.
/// </summary>
internal sealed class QueueMeters
{
    public long Accepted { get; set; }

    public long Completed { get; set; }

    public long Failed { get; set; }

    public long Cancelled { get; set; }

    public long Retries { get; set; }

    public long Interrupted { get; set; }

    /// <summary>
    /// The first event's time (UTC ticks): no rate is taken over a time in which the queue did not exist.
    /// </summary>
    public long FirstEventAt { get; set; }

    /// <summary>Start to end of completed attempts.</summary>
    public DurationHistogram Processing { get; } = new();

    /// <summary>Acceptance to first start.</summary>
    public DurationHistogram Waiting { get; } = new();

    /// <summary>Ends of completed and failed tasks.</summary>
    public RateWindow Ends { get; } = new();
}
