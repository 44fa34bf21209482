using ActorQueue.Contracts;

namespace ActorQueue.Core.State;

/// <summary>
/// The ids of tasks that have left the state, in the order in which they left, so that a repeated submit is still the
/// same task: about 36 bytes each in a ring and its index. What is forgotten early for want of room raises the floor,
/// below which unknown ids are refused: too old to be sure is never taken for new.
/// </summary>
internal sealed class RememberedIds
{
    private const int StatusBits = 2;
    private Entry[] _ring = new Entry[16];
    private int _first;
    private IdIndex<RingIds> _index;

    public RememberedIds() => _index = new IdIndex<RingIds>(new RingIds(this));

    public int Count { get; private set; }

    /// <summary>Unknown ids created at this time (UTC ticks) or before are refused.</summary>
    public long FloorTicks { get; private set; }

    /// <summary>The final status of a remembered id, else <see cref="QueueTaskStatus.None"/>.</summary>
    public QueueTaskStatus StatusOf(TaskId id)
    {
        int place = _index.Find(id);
        return place < 0 ? QueueTaskStatus.None : _ring[place].Status;
    }

    public void Add(TaskId id, long endedAt, QueueTaskStatus status)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        int place = (_first + Count) & (_ring.Length - 1);
        _ring[place] = new Entry(id, endedAt, status);
        Count++;
        _index.Add(id, place);
    }

    /// <summary>Forgets what ended before a time, from the oldest on, and the oldest beyond a number.</summary>
    public void Forget(long endedBefore, int keep)
    {
        while (Count > 0 && _ring[_first].EndedAt < endedBefore)
        {
            DropFirst();
        }

        while (Count > keep)
        {
            FloorTicks = Math.Max(FloorTicks, _ring[_first].Id.CreatedAt.UtcTicks);
            DropFirst();
        }
    }

    /// <summary>The entry at an age, 0 the oldest.</summary>
    public (TaskId Id, long EndedAt, QueueTaskStatus Status) At(int age)
    {
        ref var entry = ref _ring[(_first + age) & (_ring.Length - 1)];
        return (entry.Id, entry.EndedAt, entry.Status);
    }

    public void RestoreFloor(long ticks) => FloorTicks = ticks;

    private void DropFirst()
    {
        _index.Remove(_ring[_first].Id);
        _ring[_first] = default;
        _first = (_first + 1) & (_ring.Length - 1);
        Count--;
    }

    private void Grow()
    {
        var larger = new Entry[_ring.Length * 2];
        for (int age = 0; age < Count; age++)
        {
            larger[age] = _ring[(_first + age) & (_ring.Length - 1)];
        }

        _ring = larger;
        _first = 0;
        _index = new IdIndex<RingIds>(new RingIds(this));
        for (int place = 0; place < Count; place++)
        {
            _index.Add(larger[place].Id, place);
        }
    }

    private readonly struct RingIds(RememberedIds owner) : IIdSource
    {
        public TaskId IdAt(int place) => owner._ring[place].Id;
    }

    /// <summary>An id with its end; the status shares a number with the time, so that an entry has 24 bytes.</summary>
    private readonly struct Entry(TaskId id, long endedAt, QueueTaskStatus status)
    {
        private readonly ulong _end = ((ulong)endedAt << StatusBits) | (uint)(status - QueueTaskStatus.Completed);

        public TaskId Id { get; } = id;

        public long EndedAt => (long)(_end >> StatusBits);

        public QueueTaskStatus Status => QueueTaskStatus.Completed + (byte)(_end & 3);
    }
}
