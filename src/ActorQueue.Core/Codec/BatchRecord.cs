using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Codec;

/// <summary>
/// The batches in a snapshot, by age, so that each stands behind the one that it is in. The counts of live members are
/// not written: the members' own records give them.
/// </summary>
internal static class BatchRecord
{
    private const byte Floor = 1;
    private const byte Batch = 2;
    private const byte IsSealed = 1;
    private const byte EndedWell = 2;
    private const int MaxFixedBytes = 200;
    private const int MaxUtf8BytesPerChar = 3;
    private static readonly QueueTaskStatus[] Finals = [QueueTaskStatus.Completed, QueueTaskStatus.Failed, QueueTaskStatus.Cancelled];

    public static void WriteAll(ChunkWriter chunks, BatchTable batches)
    {
        if (batches.FloorTicks > 0)
        {
            var bytes = chunks.Record(ChunkContent.Batches, MaxFixedBytes);
            bytes.Byte(Floor);
            bytes.Varint((ulong)batches.FloorTicks);
        }

        foreach (var batch in batches.ByAge)
        {
            Write(chunks.Record(ChunkContent.Batches, MaxBytesOf(batch)), batch);
        }
    }

    public static void Read(ref ByteReader reader, QueueState state)
    {
        while (reader.Remaining > 0)
        {
            byte kind = reader.Byte();
            switch (kind)
            {
                case Floor:
                    state.Batches.RestoreFloor(StoredTime.Checked(reader.LongNatural()));
                    break;
                case Batch:
                    ReadBatch(ref reader, state);
                    break;
                default:
                    throw new CorruptQueueDataException($"A snapshot of batches has the unknown record {kind}.");
            }
        }
    }

    /// <summary>Counts a restored task in its batch.</summary>
    public static void EnterMember(QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        if (!task.Body.HasBelongings
            || task.Body.ToSpec(task.Id, task.Kind.Name, task.Priority, notBefore: null).BatchId is not { } id
            || state.Batches.Find(id) is not { } batch)
        {
            return;
        }

        (task.Extras ??= new TaskExtras()).Batch = batch;
        batch.Count(QueueTaskStatus.None, task.Status);
    }

    public static void Finish(QueueState state)
    {
        state.Batches.RestoreEnds();
        foreach (var batch in state.Batches.ByAge)
        {
            if (batch.IsDone || (batch.HasEnded && (batch.OpenTasks > 0 || batch.OpenBatches > 0)))
            {
                throw new CorruptQueueDataException(
                    $"The snapshot cannot be right: batch {batch.Id} has {batch.OpenTasks} open members and its end at {batch.EndedPosition}.");
            }
        }
    }

    private static void Write(ByteWriter bytes, BatchEntry batch)
    {
        bytes.Byte(Batch);
        bytes.Guid(batch.Id.Value);
        bytes.Text(batch.Name);
        bytes.Byte((byte)((batch.IsSealed ? IsSealed : 0) | (batch.EndedWell ? EndedWell : 0)));
        BatchCodec.WriteParent(bytes, batch.Parent?.Id);
        bytes.Varint((ulong)batch.Sequence);
        bytes.Varint((ulong)batch.CreatedAt);
        bytes.Count(batch.Runs);
        bytes.Varint((ulong)batch.EndedAt);
        bytes.Varint((ulong)batch.EndedPosition);
        foreach (var status in Finals)
        {
            bytes.Varint((ulong)batch.ArchivedOf(status));
        }

        bytes.Varint((ulong)batch.CompletedBatches);
        bytes.Varint((ulong)batch.FailedBatches);
        BatchCodec.WriteCallbacks(bytes, batch.Callbacks);
    }

    private static void ReadBatch(ref ByteReader reader, QueueState state)
    {
        var id = BatchCodec.Id(ref reader);
        string name = reader.Text();
        byte flags = reader.Byte();
        var parentId = BatchCodec.ReadParent(ref reader);
        var parent = parentId is { } known ? state.Batches.Find(known) : null;
        long sequence = reader.LongNatural();
        long createdAt = StoredTime.Checked(reader.LongNatural());
        int runs = reader.Natural();
        long endedAt = StoredTime.Checked(reader.LongNatural());
        long endedPosition = reader.LongNatural();
        if (state.Batches.Find(id) is not null || (parentId is not null && parent is null)
            || flags > (IsSealed | EndedWell) || parent?.Depth >= BatchSpec.MaxDepth)
        {
            throw new CorruptQueueDataException($"The snapshot cannot be right: batch {id} stands there twice, or its parent does not.");
        }

        Span<long> archived = stackalloc long[Finals.Length];
        for (int i = 0; i < archived.Length; i++)
        {
            archived[i] = reader.LongNatural();
        }

        long completedBatches = reader.LongNatural();
        long failedBatches = reader.LongNatural();
        var batch = new BatchEntry
        {
            Id = id,
            Name = name,
            Sequence = sequence,
            CreatedAt = createdAt,
            Parent = parent,
            Callbacks = BatchCodec.ReadCallbacks(ref reader),
            IsSealed = (flags & IsSealed) != 0,
            EndedWell = (flags & EndedWell) != 0,
            Runs = runs,
            EndedAt = endedAt,
            EndedPosition = endedPosition,
            CompletedBatches = completedBatches,
            FailedBatches = failedBatches,
        };
        for (int i = 0; i < archived.Length; i++)
        {
            batch.RestoreArchived(Finals[i], archived[i]);
        }

        if (parent is not null && !batch.HasEnded)
        {
            parent.OpenBatches++;
        }

        state.Batches.Add(batch);
        state.AddBytes(batch.Bytes);
    }

    private static int MaxBytesOf(BatchEntry batch) =>
        MaxFixedBytes + (MaxUtf8BytesPerChar * batch.Name.Length)
        + batch.Callbacks.Sum(callback => 32 + callback.Body.Length + (MaxUtf8BytesPerChar * callback.Kind.Length));
}
