namespace ActorQueue.Core.Statistics;

/// <summary>What was counted of one kind or priority over the queue's life.</summary>
internal sealed class GroupMeter
{
    public long Accepted { get; set; }

    public long Completed { get; set; }

    public long Failed { get; set; }

    public long Cancelled { get; set; }

    public long Retries { get; set; }

    /// <summary>Tasks that have started at least once.</summary>
    public long Started { get; set; }

    /// <summary>Start to end of completed attempts.</summary>
    public DurationHistogram Processing { get; } = new();

    /// <summary>Acceptance to first start.</summary>
    public DurationHistogram Waiting { get; } = new();

    /// <summary>Ends of completed and failed tasks.</summary>
    public RateWindow Ends { get; } = new();
}

/// <summary>What was counted of one worker.</summary>
internal sealed class WorkerMeter
{
    public long Processed { get; set; }

    public long Failures { get; set; }

    /// <summary>Of the failures, the attempts that were lost with the worker: it never ended them.</summary>
    public long Lost { get; set; }

    /// <summary>Start to end of completed attempts.</summary>
    public DurationHistogram Processing { get; } = new();

    /// <summary>Ends of attempts, well or badly.</summary>
    public RateWindow Ends { get; } = new();

    public long FirstSeenAt { get; set; }

    public long LastSeenAt { get; set; }
}

/// <summary>
/// Counts by kind, by priority and by worker, and the rates that tell health. Written by applying events only. Clients
/// choose kinds and priorities, and each start of a process is another worker: all three are bounded.
/// </summary>
internal sealed class GroupMeters
{
    public const int MaxGroups = 100;

    public SortedDictionary<string, GroupMeter> Kinds { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<int, GroupMeter> Priorities { get; } = [];

    /// <summary>The kinds past the bound.</summary>
    public GroupMeter OtherKinds { get; } = new();

    /// <summary>The priorities past the bound.</summary>
    public GroupMeter OtherPriorities { get; } = new();

    public SortedDictionary<string, WorkerMeter> Workers { get; } = new(StringComparer.Ordinal);

    public RateWindow Started { get; } = new();

    public RateWindow Failed { get; } = new();

    public RateWindow Retried { get; } = new();

    public RateWindow Lost { get; } = new();

    public RateWindow Rejected { get; } = new();

    public GroupMeter Kind(string name) => Get(Kinds, name, OtherKinds);

    public GroupMeter Priority(int priority) => Get(Priorities, priority, OtherPriorities);

    /// <summary>A worker's counts; the one that was seen longest ago makes room.</summary>
    public WorkerMeter Worker(string id, long now)
    {
        if (!Workers.TryGetValue(id, out var meter))
        {
            if (Workers.Count >= MaxGroups)
            {
                Workers.Remove(Workers.MinBy(worker => worker.Value.LastSeenAt).Key);
            }

            meter = new WorkerMeter { FirstSeenAt = now };
            Workers.Add(id, meter);
        }

        meter.LastSeenAt = now;
        return meter;
    }

    private static GroupMeter Get<TKey>(SortedDictionary<TKey, GroupMeter> groups, TKey key, GroupMeter others)
        where TKey : notnull
    {
        if (groups.TryGetValue(key, out var meter))
        {
            return meter;
        }

        if (groups.Count >= MaxGroups)
        {
            return others;
        }

        meter = new GroupMeter();
        groups.Add(key, meter);
        return meter;
    }
}
