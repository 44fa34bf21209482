using ActorQueue.Contracts;

namespace ActorQueue.Core.State;

/// <summary>A key that a submit was accepted under.</summary>
/// <param name="Key">The key.</param>
/// <param name="Id">The task.</param>
/// <param name="Until">When its window ends, UTC ticks.</param>
internal sealed record DedupEntry(string Key, TaskId Id, long Until);

/// <summary>
/// The dedup keys whose window may not have ended. One that has ended goes with the next submit that brings a key; past
/// the bound the one whose window ends first goes early, so that clients cannot fill memory with keys.
/// </summary>
internal sealed class DedupKeys
{
    /// <summary>Most keys: about 20 MB.</summary>
    public const int MaxKeys = 100_000;

    private readonly Dictionary<string, DedupEntry> _byKey = new(StringComparer.Ordinal);
    private readonly SortedSet<DedupEntry> _byEnd = new(Comparer<DedupEntry>.Create(static (left, right) =>
        left.Until != right.Until ? left.Until.CompareTo(right.Until) : string.CompareOrdinal(left.Key, right.Key)));

    public int Count => _byKey.Count;

    /// <summary>All, by the end of their windows.</summary>
    public IReadOnlyCollection<DedupEntry> All => _byEnd;

    /// <summary>The task that has the key at a time, or null.</summary>
    public DedupEntry? Find(string key, DateTimeOffset now) =>
        _byKey.GetValueOrDefault(key) is { } entry && entry.Until > now.UtcTicks ? entry : null;

    /// <summary>Gives a key to a task.</summary>
    public void Set(DedupEntry entry, long now)
    {
        while (_byEnd.Min is { } first && first.Until <= now)
        {
            Remove(first);
        }

        Restore(entry);
        if (Count > MaxKeys)
        {
            Remove(_byEnd.Min!);
        }
    }

    public void Restore(DedupEntry entry)
    {
        if (_byKey.TryGetValue(entry.Key, out var old))
        {
            Remove(old);
        }

        _byKey.Add(entry.Key, entry);
        _byEnd.Add(entry);
    }

    private void Remove(DedupEntry entry)
    {
        _byKey.Remove(entry.Key);
        _byEnd.Remove(entry);
    }
}
