using ActorQueue.Core.Ordering;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Codec;

/// <summary>A state as bytes.</summary>
/// <param name="Manifest">Counts, meters, and length and checksum of every chunk. Saved last: without it there is no
/// snapshot.</param>
/// <param name="Chunks">At most <see cref="StateCodec.MaxChunkBytes"/> each.</param>
public sealed record StateSnapshot(byte[] Manifest, IReadOnlyList<byte[]> Chunks);

/// <summary>
/// A partition's state as bytes and back. Two states that went through the same events give the same bytes, however
/// they came there (live, replayed, restored), because tasks are written in order of acceptance and nothing of the
/// memory layout is. What is not part of history (progress, counts of refused reports) is not written.
/// </summary>
public static class StateCodec
{
    /// <summary>No chunk is larger.</summary>
    public const int MaxChunkBytes = 4 * 1024 * 1024;

    /// <summary>The format's version, first byte of manifest and chunks.</summary>
    public const byte Version = 1;

    /// <summary>Writes a state.</summary>
    public static StateSnapshot Encode(QueueState state) => Encode(state, MaxChunkBytes);

    internal static StateSnapshot Encode(QueueState state, int chunkBytes)
    {
        ArgumentNullException.ThrowIfNull(state);
        var chunks = new ChunkWriter(chunkBytes);

        // Before the tasks: what holds a kind back decides where its tasks stand.
        foreach (var control in state.Kinds.Controls.All)
        {
            KindControlRecord.Write(chunks, control);
        }

        chunks.End();
        DedupCodec.WriteKeys(chunks, state.DedupKeys);
        if (state.Position > 0)
        {
            GroupMetersCodec.Write(chunks, state.Groups);
            GroupTimesCodec.Write(chunks, state.Groups);
        }

        // Before the tasks too: they find their batch when they are read.
        BatchRecord.WriteAll(chunks, state.Batches);
        chunks.End();
        foreach (int slot in InOrderOfAcceptance(state))
        {
            TaskRecord.Write(chunks, state, slot);
        }

        chunks.End();
        foreach (var (id, endedAt, status) in state.Remembered.All)
        {
            RememberedRecord.Write(chunks, id, endedAt, status);
        }

        chunks.End();
        ScheduleCodec.WriteAll(chunks, state.Schedules);
        chunks.End();
        WorkerCodec.WriteAll(chunks, state.Registry);
        chunks.End();
        AdmissionRecords.Write(chunks, state);
        return new StateSnapshot(SnapshotManifest.Write(state, chunks.Chunks), chunks.Chunks);
    }

    /// <summary>Reads a state.</summary>
    /// <param name="snapshot">Manifest and all chunks.</param>
    /// <param name="order">The order policy to go on with; null: by priority. It is not part of the bytes.</param>
    /// <exception cref="CorruptQueueDataException">Damaged, incomplete, inconsistent, or of an unknown
    /// version.</exception>
    public static QueueState Decode(StateSnapshot snapshot, IOrderPolicy? order = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var state = new QueueState(order);
        var manifest = SnapshotManifest.Read(snapshot.Manifest, state);
        manifest.Check(snapshot.Chunks);
        var restored = new TaskRecordReader(state);
        restored.Reserve(manifest.Tasks, snapshot.Chunks.Sum(chunk => (long)chunk.Length));
        foreach (byte[] chunk in snapshot.Chunks)
        {
            restored.ReadChunk(chunk);
        }

        restored.Finish(manifest.Tasks, manifest.Remembered);
        return state;
    }

    private static IEnumerable<int> InOrderOfAcceptance(QueueState state)
    {
        for (int slot = state.ByAge.First; slot != SlotStore.None; slot = state.ByAge.After(slot))
        {
            yield return slot;
        }
    }
}
