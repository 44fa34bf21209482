using ActorQueue.Contracts;

namespace ActorQueue.Core.State;

/// <summary>
/// The batches that have not ended, and those that have until they are forgotten. Forgetting raises the floor below which
/// unknown batch ids are refused: a forgotten batch is never taken for new.
/// </summary>
internal sealed class BatchTable
{
    private readonly Dictionary<BatchId, BatchEntry> _batches = [];
    private readonly LinkedList<BatchEntry> _byAge = new();
    private readonly LinkedList<BatchEntry> _byEnd = new();

    public int Count => _batches.Count;

    public int OpenCount => _batches.Count - _byEnd.Count;

    /// <summary>Unknown batch ids created at this time (UTC ticks) or before are refused.</summary>
    public long FloorTicks { get; private set; }

    /// <summary>The oldest first.</summary>
    public IEnumerable<BatchEntry> ByAge => _byAge;

    public IEnumerable<BatchEntry> NewestFirst
    {
        get
        {
            for (var node = _byAge.Last; node is not null; node = node.Previous)
            {
                yield return node.Value;
            }
        }
    }

    /// <summary>The batch that ended first of those that are still here.</summary>
    public BatchEntry? FirstEnded => _byEnd.First?.Value;

    public BatchEntry? Find(BatchId id) => _batches.GetValueOrDefault(id);

    public void Add(BatchEntry batch)
    {
        _batches.Add(batch.Id, batch);
        _byAge.AddLast(batch.ByAge);
        if (batch.HasEnded)
        {
            _byEnd.AddLast(batch.ByEnd);
        }
    }

    public void End(BatchEntry batch, long at, long position)
    {
        batch.Runs++;
        batch.EndedAt = at;
        batch.EndedPosition = position;
        batch.EndedWell = batch.IsSuccess;
        _byEnd.AddLast(batch.ByEnd);
        if (batch.Parent is { } parent)
        {
            CountEnd(parent, batch.EndedWell, +1);
        }
    }

    /// <summary>A member of an ended batch runs again: the batch, and those that it is in, have not ended after all.</summary>
    public void Reopen(BatchEntry batch)
    {
        for (var open = batch; open is not null && open.ByEnd.List is not null; open = open.Parent)
        {
            _byEnd.Remove(open.ByEnd);
            open.EndedAt = open.EndedPosition = 0;
            if (open.Parent is { } parent)
            {
                CountEnd(parent, open.EndedWell, -1);
            }
        }
    }

    /// <summary>Forgets the batch that ended first.</summary>
    public BatchEntry ForgetFirst()
    {
        var batch = _byEnd.First!.Value;
        FloorTicks = Math.Max(FloorTicks, batch.Id.CreatedAt.UtcTicks);
        _byEnd.RemoveFirst();
        _byAge.Remove(batch.ByAge);
        _batches.Remove(batch.Id);
        return batch;
    }

    public void RestoreFloor(long ticks) => FloorTicks = ticks;

    /// <summary>Puts the ended batches of a snapshot, which come by age, into the order of their ends.</summary>
    public void RestoreEnds()
    {
        var ended = _byEnd.OrderBy(batch => batch.EndedPosition).ToArray();
        _byEnd.Clear();
        foreach (var batch in ended)
        {
            _byEnd.AddLast(batch.ByEnd);
        }
    }

    private static void CountEnd(BatchEntry parent, bool endedWell, int change)
    {
        parent.OpenBatches -= change;
        if (endedWell)
        {
            parent.CompletedBatches += change;
        }
        else
        {
            parent.FailedBatches += change;
        }
    }
}
