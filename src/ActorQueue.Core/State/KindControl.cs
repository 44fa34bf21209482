using System.Numerics;
using ActorQueue.Contracts;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.State;

/// <summary>Whether a kind's tasks start. A file format.</summary>
public enum BreakerState : byte
{
    /// <summary>Reserved: a zeroed field is no state.</summary>
    None = 0,

    /// <summary>They do.</summary>
    Closed = 1,

    /// <summary>They do not: too many have failed.</summary>
    Open = 2,

    /// <summary>One does, to try.</summary>
    HalfOpen = 3,
}

/// <summary>
/// What holds back the tasks of one kind, and what its attempts have come to. Pending tasks that it holds stand in its own
/// index, not in the queue's.
/// </summary>
internal sealed class KindControl(string kind)
{
    private const int RememberedAttempts = 64;

    public string Kind { get; } = kind;

    /// <summary>Whether a client has paused the kind.</summary>
    public bool IsPaused { get; set; }

    public BreakerState Breaker { get; set; } = BreakerState.Closed;

    /// <summary>When an open breaker lets one task try, UTC ticks.</summary>
    public long OpenUntil { get; set; }

    /// <summary>The task that tries while the breaker is half open; none as long as none is there.</summary>
    public TaskId Probe { get; set; }

    /// <summary>Failed attempts in a row.</summary>
    public int Consecutive { get; set; }

    /// <summary>The last attempts, a set bit for each failure, the newest lowest.</summary>
    public ulong Outcomes { get; set; }

    public int OutcomeCount { get; set; }

    public int FailureCount => BitOperations.PopCount(Outcomes);

    /// <summary>Whether all pending tasks are held back.</summary>
    public bool HoldsAll => IsPaused || Breaker == BreakerState.Open;

    /// <summary>Whether nothing but counts stands here: it may make room for another kind.</summary>
    public bool OnlyCounts => !IsPaused && Breaker == BreakerState.Closed;

    /// <summary>Whether there is anything to remember of the kind.</summary>
    public bool IsNeeded => !OnlyCounts || Outcomes != 0;

    /// <summary>The pending tasks held back; made when the first one is.</summary>
    public ReadyIndex? Held { get; set; }

    /// <summary>Whether a pending task is held back.</summary>
    public bool Holds(TaskId id) => HoldsAll || (Breaker == BreakerState.HalfOpen && id != Probe);

    public void Count(bool failed)
    {
        Consecutive = failed ? Consecutive + 1 : 0;
        Outcomes = (Outcomes << 1) | (failed ? 1UL : 0UL);
        OutcomeCount = Math.Min(OutcomeCount + 1, RememberedAttempts);
    }

    public void Set(BreakerState state, long openUntil)
    {
        Breaker = state;
        OpenUntil = openUntil;
        Probe = default;
        Consecutive = OutcomeCount = 0;
        Outcomes = 0;
    }
}

/// <summary>The kinds that are held back or counted, by name. Decisions keep the number of the former within the bound.</summary>
internal sealed class KindControls
{
    /// <summary>Most kinds that are held back or counted at once: clients choose the names.</summary>
    public const int MaxKinds = 1000;

    private readonly SortedDictionary<string, KindControl> _controls = new(StringComparer.Ordinal);

    public int Count => _controls.Count;

    /// <summary>All, by name.</summary>
    public IReadOnlyCollection<KindControl> All => _controls.Values;

    /// <summary>Whether no further kind can be held back.</summary>
    public bool IsFull => Count >= MaxKinds && !_controls.Values.Any(control => control.OnlyCounts);

    public KindControl? Find(string kind) => _controls.GetValueOrDefault(kind);

    public void Add(KindControl control) => _controls.Add(control.Kind, control);

    public void Remove(KindControl control) => _controls.Remove(control.Kind);
}
