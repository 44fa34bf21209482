using ActorQueue.Core.State;

namespace ActorQueue.Core.Ordering;

/// <summary>
/// The ready tasks under one order policy. Tasks that may start under the same conditions stand in one lane, lanes of one
/// fairness key in a flow, flows of one kind in a node of their own, and each level is a heap by first task: the next
/// task, and the next one that a certain worker may have, is found without looking at tasks that may not start. Tasks
/// with nothing special share one lane per kind. Which tasks are ready follows from history; the shape of the index does
/// not, and a dispatch may change it.
/// </summary>
/// <param name="slots">The tasks.</param>
/// <param name="policy">The order.</param>
/// <param name="number">Which of a kind's nodes is this index's, from 0.</param>
/// <param name="takesTurns">Whether fairness keys count.</param>
internal sealed class ReadyTasks(SlotStore slots, IOrderPolicy policy, int number, bool takesTurns)
{
    private readonly NodeHeap<ReadyKind> _kinds = new();
    private readonly FairTurns _turns = new();
    private readonly ReadyTurns _keyless = new(key: null);
    private readonly Dictionary<string, ReadyTurns> _turnsByKey = new(StringComparer.Ordinal);

    public IOrderPolicy Policy => policy;

    public int Count { get; private set; }

    public void Add(int slot)
    {
        Count++;
        ref var task = ref slots[slot];
        var lane = LaneFor(ref task);
        lane.Tasks.Add(slot);
        if (takesTurns && lane.Key.FairnessKey is { } key
            && _turns.Join(key, task.Extras!.Admission!.Weight, policy.RankOf(new OrderedTask(ref task)).Major))
        {
            RefreshAll(_keyless);
        }

        // Most tasks arrive behind others, where nothing changes but the length of the lane.
        if (lane.Gate is null && (!lane.IsOpen || lane.Tasks.First != lane.Head.Slot))
        {
            Refresh(lane);
        }
    }

    public void Remove(int slot)
    {
        Count--;
        ref var task = ref slots[slot];
        var lane = task.Extras?.Admission?.Lane ?? task.Kind.Ready[number]!.Plain!;
        lane.Tasks.Remove(slot);
        bool isLast = takesTurns && lane.Key.FairnessKey is { } key
            && _turns.Leave(key, policy.RankOf(new OrderedTask(ref task)).Major);
        if (lane.IsOpen && lane.Head.Slot == slot)
        {
            Refresh(lane);
        }

        if (isLast)
        {
            RefreshAll(_keyless);
        }

        if (task.Extras?.Admission is { Lane: not null } admission)
        {
            admission.Lane = null;
            if (lane.Tasks.Count == 0)
            {
                Drop(lane);
            }
        }
    }

    /// <summary>A ready task is about to start: its fairness key has had its turn.</summary>
    public void TakeTurn(int slot)
    {
        if (_turns.IsIdle)
        {
            return;
        }

        ref var task = ref slots[slot];
        var admission = task.Extras?.Admission;
        if (_turns.Take(admission?.FairnessKey, admission?.Weight ?? 1, policy.RankOf(new OrderedTask(ref task)).Major))
        {
            RefreshAll(admission?.FairnessKey is { } key ? _turnsByKey[key] : _keyless);
        }
    }

    /// <summary>Which of two ready tasks the policy puts first, whosever turn it is.</summary>
    public bool IsBefore(int left, int right) => HeadOf(left).IsBefore(HeadOf(right));

    /// <summary>The place of a ready task.</summary>
    public ReadyHead HeadOf(int slot)
    {
        ref var task = ref slots[slot];
        return new ReadyHead(slot, policy.RankOf(new OrderedTask(ref task)), turn: 0, task.Sequence);
    }

    /// <summary>The number that says whose turn it is; 0 where nobody takes turns.</summary>
    public long TurnOf(string? fairnessKey, long major) => _turns.IsIdle ? 0 : _turns.Of(fairnessKey, major);

    /// <summary>Whether fairness keys take turns at a rank now.</summary>
    public bool TakesTurnsAt(long major) => _turns.ClockOf(major) is not null;

    /// <summary>The number of the key that started last at a rank.</summary>
    public long ClockOf(long major) => _turns.ClockOf(major) ?? 0;

    /// <summary>
    /// Finds what a worker gets next. Lanes at whose gate it comes by and that are shut are parked on the way; each was
    /// opened since it was last looked at, so that costs no more than opening them did.
    /// </summary>
    public void Find(ref Dispatch dispatch)
    {
        if (_kinds.Count > 0 && dispatch.TakesAnything && _kinds[0].Open[0].Open[0] is { IsFree: true } first)
        {
            dispatch.Offer(first, _kinds[0].Head);
            return;
        }

        do
        {
            dispatch.Begin();
            if (dispatch.Kinds is { } wanted)
            {
                foreach (var kind in wanted)
                {
                    if (kind.Ready[number] is { IsOpen: true } node && dispatch.IsBetter(node.Head))
                    {
                        LookInFlows(node, 0, ref dispatch);
                    }
                }
            }
            else
            {
                LookInKinds(0, ref dispatch);
            }
        }
        while (dispatch.ParkShut());
    }

    /// <summary>Puts a lane, and what it stands in, where its first task now belongs.</summary>
    public void Refresh(ReadyLane lane)
    {
        int first = lane.Gate is null ? lane.Tasks.First : SlotStore.None;
        if (first != SlotStore.None)
        {
            lane.Head = HeadOf(first);
            lane.Flow.Open.Place(lane);
        }
        else if (lane.IsOpen)
        {
            lane.Flow.Open.Remove(lane);
        }

        Refresh(lane.Flow);
    }

    private void Refresh(ReadyFlow flow)
    {
        if (flow.Open.Count > 0)
        {
            var head = flow.Open[0].Head;
            flow.Head = head.AtTurn(TurnOf(flow.Turns.Key, head.Rank.Major));
            flow.Turns.Enter(flow);
            flow.Kind.Open.Place(flow);
        }
        else if (flow.IsOpen)
        {
            flow.Kind.Open.Remove(flow);
            flow.Turns.Leave(flow);
        }

        var kind = flow.Kind;
        if (kind.Open.Count > 0)
        {
            kind.Head = kind.Open[0].Head;
            _kinds.Place(kind);
        }
        else if (kind.IsOpen)
        {
            _kinds.Remove(kind);
        }
    }

    private void RefreshAll(ReadyTurns turns)
    {
        for (int i = 0; i < turns.Flows.Count; i++)
        {
            Refresh(turns.Flows[i]);
        }
    }

    // A node's head stands before everything below it, so a branch ends where something better has been found.
    private void LookInKinds(int position, ref Dispatch dispatch)
    {
        if (position < _kinds.Count && dispatch.IsBetter(_kinds[position].Head))
        {
            LookInFlows(_kinds[position], 0, ref dispatch);
            LookInKinds((2 * position) + 1, ref dispatch);
            LookInKinds((2 * position) + 2, ref dispatch);
        }
    }

    private static void LookInFlows(ReadyKind kind, int position, ref Dispatch dispatch)
    {
        if (position < kind.Open.Count && dispatch.IsBetter(kind.Open[position].Head))
        {
            LookInLanes(kind.Open[position], 0, ref dispatch);
            LookInFlows(kind, (2 * position) + 1, ref dispatch);
            LookInFlows(kind, (2 * position) + 2, ref dispatch);
        }
    }

    private static void LookInLanes(ReadyFlow flow, int position, ref Dispatch dispatch)
    {
        if (position < flow.Open.Count)
        {
            var lane = flow.Open[position];
            if (dispatch.IsBetter(lane.Head.AtTurn(lane.Owner.TurnOf(flow.Turns.Key, lane.Head.Rank.Major))))
            {
                dispatch.Look(lane);
                LookInLanes(flow, (2 * position) + 1, ref dispatch);
                LookInLanes(flow, (2 * position) + 2, ref dispatch);
            }
        }
    }

    private ReadyLane LaneFor(ref TaskSlot task)
    {
        var kind = task.Kind.Ready[number] ??= new ReadyKind(task.Kind, _keyless);
        if (task.Extras?.Admission is not { IsPlain: false } admission)
        {
            return kind.Plain ??= NewLane(kind.Keyless, default);
        }

        var key = takesTurns ? admission.Key : admission.Key with { FairnessKey = null };
        if (!kind.Lanes.TryGetValue(key, out var lane))
        {
            lane = NewLane(FlowFor(kind, key.FairnessKey), key);
            kind.Lanes.Add(key, lane);
        }

        admission.Lane = lane;
        return lane;
    }

    private ReadyFlow FlowFor(ReadyKind kind, string? key)
    {
        if (key is null)
        {
            return kind.Keyless;
        }

        if (!kind.Flows.TryGetValue(key, out var flow))
        {
            if (!_turnsByKey.TryGetValue(key, out var turns))
            {
                _turnsByKey.Add(key, turns = new ReadyTurns(key));
            }

            turns.References++;
            kind.Flows.Add(key, flow = new ReadyFlow(kind, turns));
        }

        return flow;
    }

    private ReadyLane NewLane(ReadyFlow flow, LaneKey key)
    {
        flow.LaneCount++;
        return new ReadyLane(this, flow, key, new ReadyIndex(slots, policy, hasLines: key == default));
    }

    /// <summary>Lets an empty lane go, and its flow with the last of its lanes.</summary>
    private void Drop(ReadyLane lane)
    {
        lane.Gate?.Forget(lane);
        var (flow, kind) = (lane.Flow, lane.Flow.Kind);
        kind.Lanes.Remove(lane.Key);
        if (--flow.LaneCount == 0 && flow.Turns.Key is { } key)
        {
            kind.Flows.Remove(key);
            if (--flow.Turns.References == 0)
            {
                _turnsByKey.Remove(key);
            }
        }
    }
}
