using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.State;

/// <summary>One concurrency key that live tasks have, and how many of them run.</summary>
internal sealed class ConcurrencyEntry(string key) : LaneGate
{
    public string Key { get; } = key;

    public int LiveTasks { get; set; }

    public int Running { get; private set; }

    public void Begin() => Running++;

    public void End()
    {
        Running--;
        Open();
    }
}

/// <summary>The concurrency keys of all live tasks; one without tasks is forgotten.</summary>
internal sealed class ConcurrencyTable
{
    private readonly Dictionary<string, ConcurrencyEntry> _entries = new(StringComparer.Ordinal);

    public ConcurrencyEntry Enter(string key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            _entries.Add(key, entry = new ConcurrencyEntry(key));
        }

        entry.LiveTasks++;
        return entry;
    }

    public void Leave(ConcurrencyEntry entry)
    {
        if (--entry.LiveTasks == 0)
        {
            _entries.Remove(entry.Key);
        }
    }
}
