using ActorQueue.Core.State;

namespace ActorQueue.Core.Tests.Ordering;

public sealed class SlotHeapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_put_in_and_taken_out_the_first_is_the_first_of_all_and_of_those_that_are_looked_for(int seed)
    {
        var random = new Random(seed);
        var slots = new SlotStore();
        var heap = new SlotHeap<WakeOrder>(slots, default);
        List<int> inside = [];
        for (int i = 0; i < 3000; i++)
        {
            if (inside.Count == 0 || random.Next(inside.Count < 60 ? 3 : 2) > 0)
            {
                int slot = slots.Allocate();
                (slots[slot].WakeAt, slots[slot].Sequence, slots[slot].Priority) = (random.Next(100), i, random.Next(5));
                heap.Add(slot);
                inside.Add(slot);
            }
            else
            {
                // From anywhere: the hole is filled by a task of another branch.
                int which = random.Next(inside.Count);
                heap.Remove(inside[which]);
                slots.Free(inside[which]);
                inside.RemoveAt(which);
            }

            int wanted = random.Next(5);
            heap.First.ShouldBe(First(inside));
            heap.FirstWhere(new HasPriority(wanted)).ShouldBe(First(inside.Where(slot => slots[slot].Priority == wanted)));
        }

        int First(IEnumerable<int> found) => found
            .OrderBy(slot => slots[slot].WakeAt).ThenBy(slot => slots[slot].Sequence).FirstOrDefault(SlotStore.None);
    }

    [Fact]
    public void A_slot_that_was_given_back_is_used_again_and_empty()
    {
        var slots = new SlotStore();
        int first = slots.Allocate();
        slots[first].Priority = 7;
        slots.Free(first);

        slots.Allocate().ShouldBe(first, "else memory would grow with every task that there ever was");
        slots[first].Priority.ShouldBe(0);
    }

    private readonly struct HasPriority(int priority) : ISlotTest
    {
        public bool Holds(ref TaskSlot task) => task.Priority == priority;
    }
}
