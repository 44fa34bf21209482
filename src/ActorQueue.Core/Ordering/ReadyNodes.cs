using ActorQueue.Core.State;

namespace ActorQueue.Core.Ordering;

/// <summary>
/// Where a node's first task stands: by major, then by whose turn it is among the fairness keys, then by minor and by
/// acceptance. Kept in the node, so that comparing nodes asks neither slots nor policy.
/// </summary>
internal readonly struct ReadyHead(int slot, OrderRank rank, long turn, long sequence)
{
    public int Slot { get; } = slot;

    public OrderRank Rank { get; } = rank;

    public long Turn { get; } = turn;

    public long Sequence { get; } = sequence;

    public ReadyHead AtTurn(long turn) => new(Slot, Rank, turn, Sequence);

    public bool IsBefore(in ReadyHead other)
    {
        if (Rank.Major != other.Rank.Major)
        {
            return Rank.Major > other.Rank.Major;
        }

        if (Turn != other.Turn)
        {
            return Turn < other.Turn;
        }

        return Rank.Minor != other.Rank.Minor ? Rank.Minor > other.Rank.Minor : Sequence < other.Sequence;
    }
}

/// <summary>A group of ready tasks that stands in a heap by its first one.</summary>
internal abstract class ReadyNode
{
    public ReadyHead Head { get; set; }

    /// <summary>Its place in its heap; <see cref="SlotStore.None"/> while nothing in it can start.</summary>
    public int Position { get; set; } = SlotStore.None;

    public bool IsOpen => Position != SlotStore.None;
}

/// <summary>The tasks of one kind.</summary>
internal sealed class ReadyKind : ReadyNode
{
    public ReadyKind(KindEntry kind, ReadyTurns keyless)
    {
        Kind = kind;
        Keyless = new ReadyFlow(this, keyless);
    }

    public KindEntry Kind { get; }

    /// <summary>The tasks without a fairness key.</summary>
    public ReadyFlow Keyless { get; }

    public Dictionary<string, ReadyFlow> Flows { get; } = new(StringComparer.Ordinal);

    public Dictionary<LaneKey, ReadyLane> Lanes { get; } = [];

    public NodeHeap<ReadyFlow> Open { get; } = new();

    /// <summary>The tasks with nothing special; made when the first comes and kept.</summary>
    public ReadyLane? Plain { get; set; }
}

/// <summary>The tasks of one kind and one fairness key.</summary>
internal sealed class ReadyFlow(ReadyKind kind, ReadyTurns turns) : ReadyNode
{
    public ReadyKind Kind { get; } = kind;

    public ReadyTurns Turns { get; } = turns;

    /// <summary>Its place among the open flows of its key.</summary>
    public int TurnsPosition { get; set; } = SlotStore.None;

    public NodeHeap<ReadyLane> Open { get; } = new();

    public int LaneCount { get; set; }
}

/// <summary>
/// Tasks that may start under the same conditions, so that one look at the first tells about all: same kind, fairness
/// key, concurrency key, rate key and class of needs. While a condition of the whole queue is not met, the lane is
/// parked at the gate that will open it; no dispatch looks at its tasks.
/// </summary>
internal sealed class ReadyLane(ReadyTasks owner, ReadyFlow flow, LaneKey key, ReadyIndex tasks) : ReadyNode
{
    public ReadyTasks Owner { get; } = owner;

    public ReadyFlow Flow { get; } = flow;

    public LaneKey Key { get; } = key;

    public ReadyIndex Tasks { get; } = tasks;

    /// <summary>Whether nothing but the kind decides whether its tasks may start.</summary>
    public bool IsFree { get; } = key is { Concurrency: null, Rate: null, Needs.IsNone: true };

    /// <summary>The gate that it is parked at, or null.</summary>
    public LaneGate? Gate { get; set; }

    /// <summary>Its place in the gate's list.</summary>
    public int GatePosition { get; set; }

    /// <summary>How often others started where its first task could have run, had there been room.</summary>
    public int Bypasses { get; set; }

    /// <summary>The task that <see cref="Bypasses"/> was counted for.</summary>
    public long BypassedSequence { get; set; }
}

/// <summary>What the tasks of one lane have in common, beside their kind.</summary>
internal readonly record struct LaneKey(string? FairnessKey, ConcurrencyEntry? Concurrency, RateEntry? Rate, NeedsClass Needs);

/// <summary>
/// A condition that holds for the whole queue and may keep lanes from starting. It opens for all of them at once, and
/// those that still may not start are parked again when their turn comes.
/// </summary>
internal abstract class LaneGate
{
    private readonly List<ReadyLane> _parked = [];

    /// <summary>Lanes that wait here.</summary>
    public int Parked => _parked.Count;

    public void Park(ReadyLane lane)
    {
        lane.Gate = this;
        lane.GatePosition = _parked.Count;
        _parked.Add(lane);
        lane.Owner.Refresh(lane);
    }

    public void Forget(ReadyLane lane)
    {
        var last = _parked[^1];
        _parked[lane.GatePosition] = last;
        last.GatePosition = lane.GatePosition;
        _parked.RemoveAt(_parked.Count - 1);
        lane.Gate = null;
    }

    public void Open()
    {
        while (_parked.Count > 0)
        {
            var lane = _parked[^1];
            Forget(lane);
            lane.Owner.Refresh(lane);
        }
    }
}
