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

    /// <summary>Places of the ring in use: remembered ids, and those taken out between them.</summary>
    private int _used;

    public int Count { get; private set; }

    /// <summary>All, in the order in which they left the state.</summary>
    public IEnumerable<(TaskId Id, long EndedAt, QueueTaskStatus Status)> All
    {
        get
        {
            for (int age = 0; age < _used; age++)
            {
                var entry = _ring[(_first + age) & (_ring.Length - 1)];
                if (entry.Id.IsValid)
                {
                    yield return (entry.Id, entry.EndedAt, entry.Status);
                }
            }
        }
    }

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
        if (_used == _ring.Length)
        {
            MakeRoom();
        }

        int place = (_first + _used) & (_ring.Length - 1);
        _ring[place] = new Entry(id, endedAt, status);
        _used++;
        Count++;
        _index.Add(id, place);
    }

    /// <summary>Takes out an id whose task lives again; does nothing when it is not there.</summary>
    public void Remove(TaskId id)
    {
        int place = _index.Find(id);
        if (place >= 0)
        {
            _index.Remove(id);
            _ring[place] = default;
            Count--;
            SkipTakenOut();
        }
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

    public void RestoreFloor(long ticks) => FloorTicks = ticks;

    private void DropFirst()
    {
        _index.Remove(_ring[_first].Id);
        _ring[_first] = default;
        Count--;
        SkipTakenOut();
    }

    /// <summary>The oldest place in use always holds an id.</summary>
    private void SkipTakenOut()
    {
        while (_used > 0 && !_ring[_first].Id.IsValid)
        {
            _first = (_first + 1) & (_ring.Length - 1);
            _used--;
        }
    }

    private void MakeRoom()
    {
        var larger = new Entry[Count * 2 > _ring.Length ? _ring.Length * 2 : _ring.Length];
        int place = 0;
        foreach (var (id, endedAt, status) in All)
        {
            larger[place++] = new Entry(id, endedAt, status);
        }

        _ring = larger;
        _first = 0;
        _used = Count;
        _index = new IdIndex<RingIds>(new RingIds(this));
        for (place = 0; place < Count; place++)
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
