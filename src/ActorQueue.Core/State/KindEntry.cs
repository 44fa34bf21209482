using ActorQueue.Core.Ordering;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.State;

/// <summary>One kind that live tasks have: its name once, however many tasks there are.</summary>
internal sealed class KindEntry(string name)
{
    public string Name { get; } = name;

    public int LiveTasks { get; set; }

    /// <summary>Where its tasks are counted; null until the first is.</summary>
    public GroupMeter? Meter { get; set; }

    /// <summary>What holds the kind's tasks back; null when nothing ever has.</summary>
    public KindControl? Control { get; set; }

    /// <summary>Its nodes in the indexes of ready tasks, by the index's number.</summary>
    public ReadyKind?[] Ready { get; } = new ReadyKind?[3];
}

/// <summary>
/// The kinds of all live tasks; a kind without tasks is forgotten, so clients cannot fill memory with names.
/// </summary>
internal sealed class KindTable
{
    private readonly Dictionary<string, KindEntry> _kinds = new(StringComparer.Ordinal);

    /// <summary>Which kinds are held back, whether they have tasks or not.</summary>
    public KindControls Controls { get; } = new();

    public KindEntry Enter(string name)
    {
        if (!_kinds.TryGetValue(name, out var kind))
        {
            kind = new KindEntry(name) { Control = Controls.Find(name) };
            _kinds.Add(name, kind);
        }

        kind.LiveTasks++;
        return kind;
    }

    /// <summary>The kinds that live tasks have, in no particular order.</summary>
    public IReadOnlyCollection<string> Names => _kinds.Keys;

    public KindEntry? Find(string name) => _kinds.GetValueOrDefault(name);

    /// <summary>All kinds that live tasks have, in no particular order.</summary>
    public IReadOnlyCollection<KindEntry> All => _kinds.Values;

    /// <summary>The kinds of these names that live tasks have; null for null.</summary>
    public IReadOnlyList<KindEntry>? Find(IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return null;
        }

        List<KindEntry> found = [];
        foreach (string name in names)
        {
            if (_kinds.TryGetValue(name, out var kind))
            {
                found.Add(kind);
            }
        }

        return found;
    }

    public void Leave(KindEntry kind)
    {
        if (--kind.LiveTasks == 0)
        {
            _kinds.Remove(kind.Name);
        }
    }
}
