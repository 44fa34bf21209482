using System.Runtime.CompilerServices;
using ActorQueue.Contracts;

namespace ActorQueue.Core.State;

/// <summary>
/// Where the ids stand that an index points to. A struct, so that the lookup compiles to a direct read.
/// </summary>
internal interface IIdSource
{
    TaskId IdAt(int place);
}

/// <summary>
/// From an id to its place. The ids stand where the places point to; the table holds a hash beside each place, so that
/// a search touches no other memory until it has very probably found (a cache miss each at a million ids). Linear
/// probing with the runtime's seeded hash: chosen ids cannot make it slow, and its order is never visible.
/// </summary>
internal sealed class IdIndex<TSource>(TSource source)
    where TSource : struct, IIdSource
{
    private const int NotFound = -1;
    private Bucket[] _table = new Bucket[16];

    public int Count { get; private set; }

    /// <summary>The place of an id, or −1.</summary>
    public int Find(TaskId id)
    {
        int bucket = BucketOf(id);
        return bucket == NotFound ? NotFound : _table[bucket].Place;
    }

    /// <summary>Adds an id that is not there.</summary>
    public void Add(TaskId id, int place)
    {
        // At most two thirds full: beyond that, searches for what is not there grow long.
        if ((Count + 1) * 3L > _table.Length * 2L)
        {
            Resize(checked(_table.Length * 2));
        }

        Insert(_table, new Bucket(HashOf(id), place));
        Count++;
    }

    /// <summary>Removes an id that is there, while its place still holds it.</summary>
    public void Remove(TaskId id)
    {
        int mask = _table.Length - 1;
        int hole = BucketOf(id);
        if (hole == NotFound)
        {
            throw new InvalidOperationException($"{id} is not in the index.");
        }

        // Move followers up that probed past the hole, so that no search ends at it too early.
        for (int next = (hole + 1) & mask; !_table[next].IsEmpty; next = (next + 1) & mask)
        {
            int home = _table[next].Hash & mask;
            if (((next - home) & mask) >= ((next - hole) & mask))
            {
                _table[hole] = _table[next];
                hole = next;
            }
        }

        _table[hole] = default;
        Count--;
    }

    /// <summary>Makes room for a number of ids known beforehand.</summary>
    public void Reserve(int count)
    {
        int length = _table.Length;
        while (count * 3L > length * 2L)
        {
            length = checked(length * 2);
        }

        if (length > _table.Length)
        {
            Resize(length);
        }
    }

    private int BucketOf(TaskId id)
    {
        var table = _table;
        int mask = table.Length - 1;
        int hash = HashOf(id);
        for (int bucket = hash & mask; ; bucket = (bucket + 1) & mask)
        {
            var candidate = table[bucket];
            if (candidate.IsEmpty)
            {
                return NotFound;
            }

            if (candidate.Hash == hash && source.IdAt(candidate.Place) == id)
            {
                return bucket;
            }
        }
    }

    private void Resize(int length)
    {
        var larger = new Bucket[length];
        foreach (var bucket in _table)
        {
            if (!bucket.IsEmpty)
            {
                Insert(larger, bucket);
            }
        }

        _table = larger;
    }

    private static void Insert(Bucket[] table, Bucket added)
    {
        int mask = table.Length - 1;
        int bucket = added.Hash & mask;
        while (!table[bucket].IsEmpty)
        {
            bucket = (bucket + 1) & mask;
        }

        table[bucket] = added;
    }

    private static int HashOf(TaskId id)
    {
        // Guid's own hash xors its parts, which anyone can make equal.
        var parts = Unsafe.BitCast<Guid, Parts>(id.Value);
        return HashCode.Combine(parts.A, parts.B, parts.C, parts.D);
    }

    private readonly struct Bucket(int hash, int place)
    {
        private readonly int _placePlusOne = place + 1;

        public int Hash { get; } = hash;

        public int Place => _placePlusOne - 1;

        public bool IsEmpty => _placePlusOne == 0;
    }

    private readonly record struct Parts(int A, int B, int C, int D);
}
