namespace ActorQueue.Core.State;

/// <summary>A total order of tasks; ties are impossible because sequences differ.</summary>
internal interface ISlotOrder
{
    bool IsBefore(ref TaskSlot left, ref TaskSlot right);
}

/// <summary>Whether a task is one of those that are looked for.</summary>
internal interface ISlotTest
{
    bool Holds(ref TaskSlot task);
}

/// <summary>By time to wake, then by acceptance.</summary>
internal readonly struct WakeOrder : ISlotOrder
{
    public bool IsBefore(ref TaskSlot left, ref TaskSlot right) =>
        left.WakeAt != right.WakeAt ? left.WakeAt < right.WakeAt : left.Sequence < right.Sequence;
}

/// <summary>A four-way heap of slot indexes; each slot knows its place, so any task can be taken out.</summary>
internal sealed class SlotHeap<TOrder>(SlotStore slots, TOrder order)
    where TOrder : struct, ISlotOrder
{
    private const int Arity = 4;
    private int[] _heap = [];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Slots => _heap.AsSpan(0, Count);

    /// <summary>The first in order, or none.</summary>
    public int First => Count == 0 ? SlotStore.None : _heap[0];

    public void Add(int slot)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Math.Max(4, Count * 2));
        }

        RiseFrom(Count++, slot);
    }

    public void Remove(int slot)
    {
        ref var task = ref slots[slot];
        int hole = task.HeapPosition;
        task.HeapPosition = SlotStore.None;
        int moved = _heap[--Count];
        if (moved != slot)
        {
            SinkFrom(hole, moved);
        }
    }

    /// <summary>The first in order that passes a test, or none; looks only at what stands before the answer.</summary>
    public int FirstWhere<TTest>(TTest test)
        where TTest : struct, ISlotTest
    {
        int found = SlotStore.None;
        Look(0, test, ref found);
        return found;
    }

    private void Look<TTest>(int position, TTest test, ref int found)
        where TTest : struct, ISlotTest
    {
        if (position >= Count)
        {
            return;
        }

        ref var task = ref slots[_heap[position]];
        if (found != SlotStore.None && !order.IsBefore(ref task, ref slots[found]))
        {
            return;
        }

        if (test.Holds(ref task))
        {
            // Everything below it comes later.
            found = _heap[position];
            return;
        }

        for (int child = 1; child <= Arity; child++)
        {
            Look((position * Arity) + child, test, ref found);
        }
    }

    private void RiseFrom(int position, int slot)
    {
        ref var task = ref slots[slot];
        while (position > 0)
        {
            int parent = (position - 1) / Arity;
            if (!order.IsBefore(ref task, ref slots[_heap[parent]]))
            {
                break;
            }

            Place(position, _heap[parent]);
            position = parent;
        }

        Place(position, slot);
    }

    private void SinkFrom(int position, int slot)
    {
        ref var task = ref slots[slot];
        while (true)
        {
            int best = SlotStore.None;
            int first = (position * Arity) + 1;
            int end = Math.Min(first + Arity, Count);
            for (int child = first; child < end; child++)
            {
                if (best == SlotStore.None || order.IsBefore(ref slots[_heap[child]], ref slots[_heap[best]]))
                {
                    best = child;
                }
            }

            if (best == SlotStore.None || !order.IsBefore(ref slots[_heap[best]], ref task))
            {
                // The hole may be in another branch than the moved slot came from, where it belongs further up.
                RiseFrom(position, slot);
                return;
            }

            Place(position, _heap[best]);
            position = best;
        }
    }

    private void Place(int position, int slot)
    {
        _heap[position] = slot;
        slots[slot].HeapPosition = position;
    }
}
