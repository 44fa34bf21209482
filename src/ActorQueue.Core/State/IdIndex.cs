using ActorQueue.Contracts;

namespace ActorQueue.Core.State;

/// <summary>Where the ids stand that an index points to.</summary>
internal interface IIdSource
{
    TaskId IdAt(int place);
}

/// <summary>
/// From an id to its place: a table of places only (4 to 8 bytes a task), the ids stand where they point to. Linear probing;
/// the runtime's seeded hash, so that chosen ids cannot make it slow. Its order is never visible.
/// </summary>
internal sealed class IdIndex<TSource>(TSource source)
    where TSource : IIdSource
{
    private const int Empty = -1;
    private int[] _table = NewTable(16);

    public int Count { get; private set; }

    /// <summary>The place of an id, or −1.</summary>
    public int Find(TaskId id)
    {
        int mask = _table.Length - 1;
        for (int bucket = HashOf(id) & mask; ; bucket = (bucket + 1) & mask)
        {
            int place = _table[bucket];
            if (place == Empty || source.IdAt(place) == id)
            {
                return place;
            }
        }
    }

    /// <summary>Adds an id that is not there.</summary>
    public void Add(TaskId id, int place)
    {
        if ((Count + 1) * 4L > _table.Length * 3L)
        {
            Grow();
        }

        Insert(_table, id, place);
        Count++;
    }

    /// <summary>Removes an id that is there, while its place still holds it.</summary>
    public void Remove(TaskId id)
    {
        int mask = _table.Length - 1;
        int hole = HashOf(id) & mask;
        while (source.IdAt(_table[hole]) != id)
        {
            hole = (hole + 1) & mask;
        }

        // Move followers up that probed past the hole, so that no search ends at it too early.
        for (int next = (hole + 1) & mask; _table[next] != Empty; next = (next + 1) & mask)
        {
            int home = HashOf(source.IdAt(_table[next])) & mask;
            if (((next - home) & mask) >= ((next - hole) & mask))
            {
                _table[hole] = _table[next];
                hole = next;
            }
        }

        _table[hole] = Empty;
        Count--;
    }

    private void Grow()
    {
        int[] larger = NewTable(checked(_table.Length * 2));
        foreach (int place in _table)
        {
            if (place != Empty)
            {
                Insert(larger, source.IdAt(place), place);
            }
        }

        _table = larger;
    }

    private static void Insert(int[] table, TaskId id, int place)
    {
        int mask = table.Length - 1;
        int bucket = HashOf(id) & mask;
        while (table[bucket] != Empty)
        {
            bucket = (bucket + 1) & mask;
        }

        table[bucket] = place;
    }

    private static int HashOf(TaskId id) => HashCode.Combine(id.Value);

    private static int[] NewTable(int length)
    {
        int[] table = new int[length];
        Array.Fill(table, Empty);
        return table;
    }
}
