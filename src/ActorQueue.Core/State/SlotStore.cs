namespace ActorQueue.Core.State;

/// <summary>
/// The slots of all live tasks, in chunks so that growing never copies and a reference stays good while it grows.
/// </summary>
internal sealed class SlotStore
{
    public const int None = -1;
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;
    private readonly List<TaskSlot[]> _chunks = [];
    private TaskSlot[][] _view = [];
    private int _used;
    private int _firstFree = None;

    public int Count { get; private set; }

    public ref TaskSlot this[int slot] => ref _view[slot >> ChunkBits][slot & (ChunkSize - 1)];

    /// <summary>A slot with default content and all links at an end.</summary>
    public int Allocate()
    {
        int slot = _firstFree;
        if (slot != None)
        {
            _firstFree = this[slot].AgeNext;
        }
        else
        {
            slot = _used++;
            if (slot >> ChunkBits == _chunks.Count)
            {
                _chunks.Add(new TaskSlot[ChunkSize]);
                _view = [.. _chunks];
            }
        }

        Count++;
        ref var task = ref this[slot];
        task = default;
        task.AgePrevious = task.AgeNext = task.LinePrevious = task.LineNext = task.HeapPosition = None;
        return slot;
    }

    /// <summary>Gives a slot back; what it referred to can be collected.</summary>
    public void Free(int slot)
    {
        ref var task = ref this[slot];
        task = default;
        task.AgeNext = _firstFree;
        _firstFree = slot;
        Count--;
    }
}

/// <summary>The ids of live tasks, for their index.</summary>
internal readonly struct SlotIds(SlotStore slots) : IIdSource
{
    public Contracts.TaskId IdAt(int place) => slots[place].Id;
}
