using System.Numerics;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Ordering;

/// <summary>
/// The ready tasks, first come first by rank. A task that arrives in order of acceptance is appended to its rank's
/// line, which costs no comparison; one that comes back (a retry, a released attempt) or has an unusual rank goes to a
/// heap.
/// </summary>
internal sealed class ReadyIndex
{
    private const int Lines = 64;
    private readonly SlotStore _slots;
    private readonly IOrderPolicy _policy;
    private readonly SlotList<LineLinks>[] _lines = new SlotList<LineLinks>[Lines];
    private readonly SlotHeap<RankOrder> _heap;
    private ulong _occupied;

    public ReadyIndex(SlotStore slots, IOrderPolicy policy)
    {
        _slots = slots;
        _policy = policy;
        _heap = new SlotHeap<RankOrder>(slots, new RankOrder(policy));
        for (int rank = 0; rank < Lines; rank++)
        {
            _lines[rank] = new SlotList<LineLinks>(slots);
        }
    }

    public int Count { get; private set; }

    /// <summary>The task to start next, or none.</summary>
    public int First
    {
        get
        {
            int inLine = _occupied == 0 ? SlotStore.None : _lines[BitOperations.Log2(_occupied)].First;
            int inHeap = _heap.First;
            if (inLine == SlotStore.None || inHeap == SlotStore.None)
            {
                return inLine == SlotStore.None ? inHeap : inLine;
            }

            return IsBefore(inLine, inHeap) ? inLine : inHeap;
        }
    }

    public bool IsBefore(int left, int right) => new RankOrder(_policy).IsBefore(ref _slots[left], ref _slots[right]);

    public void Add(int slot)
    {
        Count++;
        ref var task = ref _slots[slot];
        int rank = _policy.RankOf(task.Priority);
        if (rank is >= 0 and < Lines)
        {
            var line = _lines[rank];
            if (line.Last == SlotStore.None || _slots[line.Last].Sequence < task.Sequence)
            {
                line.Append(slot);
                _occupied |= 1UL << rank;
                return;
            }
        }

        _heap.Add(slot);
    }

    public void Remove(int slot)
    {
        Count--;
        ref var task = ref _slots[slot];
        if (task.HeapPosition != SlotStore.None)
        {
            _heap.Remove(slot);
            return;
        }

        int rank = _policy.RankOf(task.Priority);
        var line = _lines[rank];
        line.Remove(slot);
        if (line.Count == 0)
        {
            _occupied &= ~(1UL << rank);
        }
    }

    private readonly struct RankOrder(IOrderPolicy policy) : ISlotOrder
    {
        public bool IsBefore(ref TaskSlot left, ref TaskSlot right)
        {
            int leftRank = policy.RankOf(left.Priority);
            int rightRank = policy.RankOf(right.Priority);
            return leftRank != rightRank ? leftRank > rightRank : left.Sequence < right.Sequence;
        }
    }
}
