using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Ordering;

/// <summary>One search for the task that a worker gets next: what the worker takes, what is free on it, and the best
/// that has been found.</summary>
internal ref struct Dispatch
{
    private readonly QueueState _state;
    private readonly AdmissionSettings _settings;
    private readonly WorkerTerms _terms;
    private readonly WorkerEntry? _worker;
    private readonly ResourceHold? _hold;
    private readonly long _now;
    private ReadyHead _best;
    private ReadyHead _blockedHead;
    private ReadyLane? _shut;
    private LaneGate? _gate;

    public Dispatch(QueueState state, AdmissionSettings settings, WorkerTerms terms, string workerId, long now)
    {
        _state = state;
        _settings = settings;
        _terms = terms;
        _worker = state.Workers.Find(workerId);
        _now = now;
        Kinds = state.Kinds.Find(terms.Kinds);
        TakesAnything = terms.Kinds is null && terms is { MinPriority: null, MaxPriority: null };
        _hold = state.Hold?.WorkerId == workerId ? state.Hold : null;
    }

    /// <summary>Whether only the tasks' own conditions count.</summary>
    public bool TakesAnything { get; }

    /// <summary>The kinds that the worker takes and that there are; null: all.</summary>
    public IReadOnlyList<KindEntry>? Kinds { get; }

    /// <summary>The best task so far, or none.</summary>
    public int Found { get; private set; } = SlotStore.None;

    /// <summary>The first lane in order whose task the worker could run if less were reserved; null: none before the
    /// found task.</summary>
    public ReadyLane? Blocked { get; private set; }

    public ReadyHead BlockedHead => _blockedHead;

    public void Begin()
    {
        Found = SlotStore.None;
        Blocked = null;
        _shut = null;
    }

    public readonly bool IsBetter(in ReadyHead head) => _shut is null && (Found == SlotStore.None || head.IsBefore(_best));

    public void Offer(ReadyLane lane, in ReadyHead head)
    {
        Found = head.Slot;
        _best = head;
        if (Blocked is not null && !_blockedHead.IsBefore(head))
        {
            Blocked = null;
        }
    }

    /// <summary>Looks whether a lane's first task may start here and now.</summary>
    public void Look(ReadyLane lane)
    {
        if (IsShut(lane))
        {
            return;
        }

        var head = lane.Head;
        if (!TakesAnything && !_terms.TakesPriority(_state.Slots[head.Slot].Priority))
        {
            int within = lane.Tasks.FirstWithin(_terms.MinPriority ?? int.MinValue, _terms.MaxPriority ?? int.MaxValue);
            if (within == SlotStore.None)
            {
                return;
            }

            head = lane.Owner.HeadOf(within);
        }

        head = head.AtTurn(lane.Owner.TurnOf(lane.Key.FairnessKey, head.Rank.Major));
        if (!IsBetter(head))
        {
            return;
        }

        if (HasRoom(lane, head.Slot))
        {
            Offer(lane, head);
        }
        else if (_terms.CouldRun(NeedsOf(head.Slot)) && (Blocked is null || head.IsBefore(_blockedHead)))
        {
            Blocked = lane;
            _blockedHead = head;
        }
    }

    /// <summary>Parks the lane that was found shut, so that the search begins anew; false when there was none.</summary>
    public readonly bool ParkShut()
    {
        if (_shut is null)
        {
            return false;
        }

        _gate!.Park(_shut);
        return true;
    }

    private bool IsShut(ReadyLane lane)
    {
        _gate = null;
        if (lane.Key.Concurrency is { } concurrency && _settings.ConcurrencyLimitOf(concurrency.Key) is > 0 and var limit
            && concurrency.Running >= limit)
        {
            (_shut, _gate) = (lane, concurrency);
        }
        else if (lane.Key.Rate is { } rate && _settings.RateLimitOf(rate.Key) is { } rateLimit
            && rateLimit.NextStartAt(rate) is var next && next > _now)
        {
            (_shut, _gate) = (lane, rate);
            _state.Rates.WakeAt(rate, next);
        }

        return _gate is not null;
    }

    private readonly bool HasRoom(ReadyLane lane, int slot)
    {
        if (lane.Key.Needs.IsNone)
        {
            return true;
        }

        var needs = NeedsOf(slot);
        if (_hold is null || _hold.Slot == slot)
        {
            return _terms.HasRoom(_worker, needs, kept: null);
        }

        // The worker is kept for another task: only what leaves that one its room may start beside it.
        return _terms.HasRoom(_worker, needs, NeedsOf(_hold.Slot));
    }

    private readonly ResourceNeeds NeedsOf(int slot) => _state.Slots[slot].Extras?.Admission?.Needs ?? TaskAdmission.NoNeeds;
}
