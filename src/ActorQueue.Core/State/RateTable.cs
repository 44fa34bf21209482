using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.State;

/// <summary>One rate key: when its bucket will be full again (UTC ticks; 0: it never was used).</summary>
internal sealed class RateEntry(string key) : LaneGate
{
    public string Key { get; } = key;

    public int LiveTasks { get; set; }

    public long FullAt { get; set; }

    /// <summary>When a token was last taken (UTC ticks; 0: never).</summary>
    public long TakenAt { get; set; }

    /// <summary>When its parked lanes are opened; 0: none is parked.</summary>
    public long WakesAt { get; set; }
}

/// <summary>
/// The rate keys of all live tasks, and those whose bucket is not full again: the others are as if they had never been.
/// </summary>
internal sealed class RateTable
{
    /// <summary>Most keys that are kept without a live task; past it those that are full soonest go.</summary>
    public const int MaxIdle = 100_000;

    private readonly Dictionary<string, RateEntry> _entries = new(StringComparer.Ordinal);
    private readonly SortedSet<RateEntry> _idle = new(new ByFullAt());
    private readonly PriorityQueue<RateEntry, long> _wakes = new();

    /// <summary>When the next parked lane can start (UTC ticks), or null.</summary>
    public long? NextWake
    {
        get
        {
            DropStaleWakes();
            return _wakes.TryPeek(out _, out long at) ? at : null;
        }
    }

    /// <summary>The entries that are part of the snapshot, in its order.</summary>
    public IEnumerable<RateEntry> Used =>
        _entries.Values.Where(entry => entry.FullAt > 0).OrderBy(entry => entry.Key, StringComparer.Ordinal);

    public RateEntry Enter(string key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            _entries.Add(key, entry = new RateEntry(key));
        }
        else if (entry.LiveTasks == 0)
        {
            _idle.Remove(entry);
        }

        entry.LiveTasks++;
        return entry;
    }

    public void Leave(RateEntry entry, long now)
    {
        if (--entry.LiveTasks == 0)
        {
            _idle.Add(entry);
            Forget(now);
        }
    }

    /// <summary>A live task took a token.</summary>
    public void Take(RateEntry entry, long fullAt, long now)
    {
        entry.FullAt = fullAt;
        entry.TakenAt = now;
        Forget(now);
    }

    /// <summary>Puts a key back from a snapshot; false when it is there already.</summary>
    public bool Restore(string key, long fullAt, long takenAt)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            entry = new RateEntry(key) { FullAt = fullAt, TakenAt = takenAt };
            _entries.Add(key, entry);
            return _idle.Add(entry);
        }

        bool isNew = entry.LiveTasks > 0 && entry.FullAt == 0;
        entry.FullAt = fullAt;
        entry.TakenAt = takenAt;
        return isNew;
    }

    /// <summary>Has a parked entry's lanes opened at a time.</summary>
    public void WakeAt(RateEntry entry, long at)
    {
        if (entry.WakesAt != at)
        {
            entry.WakesAt = at;
            _wakes.Enqueue(entry, at);
        }
    }

    /// <summary>Opens the lanes for which there is a token now.</summary>
    public void OpenDue(long now)
    {
        DropStaleWakes();
        while (_wakes.TryPeek(out var entry, out long at) && at <= now)
        {
            _wakes.Dequeue();
            entry.WakesAt = 0;
            entry.Open();
            DropStaleWakes();
        }
    }

    private void DropStaleWakes()
    {
        while (_wakes.TryPeek(out var entry, out long at) && entry.WakesAt != at)
        {
            _wakes.Dequeue();
        }
    }

    private void Forget(long now)
    {
        while (_idle.Min is { } first && (first.FullAt <= now || _idle.Count > MaxIdle))
        {
            _idle.Remove(first);
            _entries.Remove(first.Key);
        }
    }

    private sealed class ByFullAt : IComparer<RateEntry>
    {
        public int Compare(RateEntry? x, RateEntry? y) => x!.FullAt != y!.FullAt
            ? x.FullAt.CompareTo(y.FullAt)
            : string.CompareOrdinal(x.Key, y.Key);
    }
}
