using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.State;

/// <summary>What holds back the tasks of one kind. Pending tasks that it holds stand in its own index, not in the queue's.</summary>
internal sealed class KindControl(string kind)
{
    public string Kind { get; } = kind;

    /// <summary>Whether a client has paused the kind.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Whether pending tasks of this kind are held back.</summary>
    public bool Holds => IsPaused;

    /// <summary>Whether there is anything to remember of the kind.</summary>
    public bool IsNeeded => IsPaused;

    /// <summary>The pending tasks held back; made when the first one is.</summary>
    public ReadyIndex? Held { get; set; }
}

/// <summary>The kinds that are held back or counted, by name. Decisions keep their number within a bound.</summary>
internal sealed class KindControls
{
    /// <summary>Most kinds that are held back or counted at once: clients choose the names.</summary>
    public const int MaxKinds = 1000;

    private readonly SortedDictionary<string, KindControl> _controls = new(StringComparer.Ordinal);

    public int Count => _controls.Count;

    /// <summary>All, by name.</summary>
    public IReadOnlyCollection<KindControl> All => _controls.Values;

    public KindControl? Find(string kind) => _controls.GetValueOrDefault(kind);

    public void Add(KindControl control) => _controls.Add(control.Kind, control);

    public void Remove(KindControl control) => _controls.Remove(control.Kind);
}
