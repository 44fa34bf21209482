using System.Numerics;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Ordering;

/// <summary>
/// Ready tasks, first come first by rank. Where there are lines, a task that arrives in order of acceptance is appended
/// to its rank's line, which costs no comparison; one that comes back (a retry, a released attempt) or has an unusual
/// rank goes to a heap.
/// </summary>
internal sealed class ReadyIndex(SlotStore slots, IOrderPolicy policy, bool hasLines)
{
    private const int LineCount = 64;
    private readonly SlotList<LineLinks>?[]? _lines = hasLines ? new SlotList<LineLinks>?[LineCount] : null;
    private readonly SlotHeap<RankOrder> _heap = new(slots, new RankOrder(policy));
    private ulong _occupied;

    public int Count { get; private set; }

    /// <summary>The task to start next, or none.</summary>
    public int First
    {
        get
        {
            int inLine = _occupied == 0 ? SlotStore.None : _lines![BitOperations.Log2(_occupied)]!.First;
            return Earlier(inLine, _heap.First);
        }
    }

    public bool IsBefore(int left, int right) => new RankOrder(policy).IsBefore(ref slots[left], ref slots[right]);

    public void Add(int slot)
    {
        Count++;
        ref var task = ref slots[slot];
        if (_lines is not null && policy.RankOf(new OrderedTask(ref task)) is { Major: >= 0 and < LineCount, Minor: 0 } rank)
        {
            var line = _lines[rank.Major] ??= new SlotList<LineLinks>(slots);
            if (line.Last == SlotStore.None || slots[line.Last].Sequence < task.Sequence)
            {
                line.Append(slot);
                _occupied |= 1UL << (int)rank.Major;
                return;
            }
        }

        _heap.Add(slot);
    }

    public void Remove(int slot)
    {
        Count--;
        ref var task = ref slots[slot];
        if (task.HeapPosition != SlotStore.None)
        {
            _heap.Remove(slot);
            return;
        }

        int rank = (int)policy.RankOf(new OrderedTask(ref task)).Major;
        var line = _lines![rank]!;
        line.Remove(slot);
        if (line.Count == 0)
        {
            _occupied &= ~(1UL << rank);
        }
    }

    /// <summary>
    /// The first task whose priority lies in a range, or none. Where the rank is the priority, one look at each line in
    /// the range; by other policies it looks at one task after the other.
    /// </summary>
    public int FirstWithin(int minPriority, int maxPriority)
    {
        var range = new PriorityRange(minPriority, maxPriority);
        return Earlier(FirstInLines(range), _heap.FirstWhere(range));
    }

    private int FirstInLines(PriorityRange range)
    {
        bool isPriority = policy is PriorityOrder;
        for (ulong left = _occupied; left != 0;)
        {
            int rank = BitOperations.Log2(left);
            left &= ~(1UL << rank);
            if (isPriority && !range.Contains(rank))
            {
                continue;
            }

            var line = _lines![rank]!;
            for (int slot = line.First; slot != SlotStore.None; slot = line.After(slot))
            {
                if (range.Holds(ref slots[slot]))
                {
                    return slot;
                }
            }
        }

        return SlotStore.None;
    }

    private int Earlier(int left, int right)
    {
        if (left == SlotStore.None || right == SlotStore.None)
        {
            return left == SlotStore.None ? right : left;
        }

        return IsBefore(left, right) ? left : right;
    }

    private readonly struct PriorityRange(int min, int max) : ISlotTest
    {
        public bool Contains(int priority) => priority >= min && priority <= max;

        public bool Holds(ref TaskSlot task) => Contains(task.Priority);
    }

    private readonly struct RankOrder(IOrderPolicy policy) : ISlotOrder
    {
        public bool IsBefore(ref TaskSlot left, ref TaskSlot right)
        {
            var leftRank = policy.RankOf(new OrderedTask(ref left));
            var rightRank = policy.RankOf(new OrderedTask(ref right));
            if (leftRank.Major != rightRank.Major)
            {
                return leftRank.Major > rightRank.Major;
            }

            return leftRank.Minor != rightRank.Minor ? leftRank.Minor > rightRank.Minor : left.Sequence < right.Sequence;
        }
    }
}
