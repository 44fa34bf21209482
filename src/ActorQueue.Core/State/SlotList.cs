namespace ActorQueue.Core.State;

/// <summary>Which pair of a slot's links a list uses.</summary>
internal interface ISlotLinks
{
    static abstract ref int Previous(ref TaskSlot slot);

    static abstract ref int Next(ref TaskSlot slot);
}

/// <summary>The links of the list of all live tasks by acceptance.</summary>
internal readonly struct AgeLinks : ISlotLinks
{
    public static ref int Previous(ref TaskSlot slot) => ref slot.AgePrevious;

    public static ref int Next(ref TaskSlot slot) => ref slot.AgeNext;
}

/// <summary>The links of the one line (ready bucket or finished) that a task stands in.</summary>
internal readonly struct LineLinks : ISlotLinks
{
    public static ref int Previous(ref TaskSlot slot) => ref slot.LinePrevious;

    public static ref int Next(ref TaskSlot slot) => ref slot.LineNext;
}

/// <summary>
/// A list threaded through the slots themselves: append and remove in constant time, no memory of its own.
/// </summary>
internal sealed class SlotList<TLinks>(SlotStore slots)
    where TLinks : struct, ISlotLinks
{
    public int First { get; private set; } = SlotStore.None;

    public int Last { get; private set; } = SlotStore.None;

    public int Count { get; private set; }

    public int After(int slot) => TLinks.Next(ref slots[slot]);

    public void Append(int slot)
    {
        ref var task = ref slots[slot];
        TLinks.Previous(ref task) = Last;
        TLinks.Next(ref task) = SlotStore.None;
        if (Last == SlotStore.None)
        {
            First = slot;
        }
        else
        {
            TLinks.Next(ref slots[Last]) = slot;
        }

        Last = slot;
        Count++;
    }

    public void Remove(int slot)
    {
        ref var task = ref slots[slot];
        int previous = TLinks.Previous(ref task);
        int next = TLinks.Next(ref task);
        if (previous == SlotStore.None)
        {
            First = next;
        }
        else
        {
            TLinks.Next(ref slots[previous]) = next;
        }

        if (next == SlotStore.None)
        {
            Last = previous;
        }
        else
        {
            TLinks.Previous(ref slots[next]) = previous;
        }

        TLinks.Previous(ref task) = TLinks.Next(ref task) = SlotStore.None;
        Count--;
    }
}
