using ActorQueue.Contracts;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Ordering;
using ActorQueue.Core.State;

namespace ActorQueue.Journal;

/// <summary>A state to start replay from: a verified snapshot, or the empty state at 0.</summary>
internal sealed record LoadedSnapshot(long SequenceNr, QueueState State)
{
    /// <summary>Makes recovery start from exactly this one.</summary>
    public SnapshotSelectionCriteria Criteria => SequenceNr == 0 ? SnapshotSelectionCriteria.None : new SnapshotSelectionCriteria(SequenceNr);
}

/// <summary>
/// Saves and loads snapshots through the configured snapshot store. A snapshot is its chunks, each under a persistence id of its own, and then its head under
/// the queue's; one whose head or chunks are damaged or missing is passed over for the one before it.
/// </summary>
internal sealed class QueueSnapshots
{
    // Far beyond what memory holds at 4 MiB each; a number past it is a damaged one.
    private const int MaxChunks = 1 << 20;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(1);

    private readonly string _persistenceId;
    private readonly IOrderPolicy _order;
    private readonly IActorRef _store;
    private readonly ILoggingAdapter _log;

    public QueueSnapshots(ActorSystem system, string persistenceId, IOrderPolicy order)
    {
        _persistenceId = persistenceId;
        _order = order;
        _store = Persistence.Instance.Apply(system).SnapshotStoreFor(string.Empty);
        _log = Logging.GetLogger(system, typeof(QueueSnapshots));
    }

    /// <summary>The newest snapshot that is whole.</summary>
    public async Task<LoadedSnapshot> LoadLatestAsync()
    {
        var below = long.MaxValue;
        while (await LoadAsync(_persistenceId, new SnapshotSelectionCriteria(below)) is { } selected)
        {
            var sequenceNr = selected.Metadata.SequenceNr;
            try
            {
                return new LoadedSnapshot(sequenceNr, await ReadAsync(selected));
            }
            catch (QueueException e)
            {
                _log.Warning("Journal: the snapshot at {0} is damaged and passed over: {1}", sequenceNr, e.Message);
                below = sequenceNr - 1;
            }
        }

        return new LoadedSnapshot(0, new QueueState(_order));
    }

    /// <summary>Saves a state and reads it back.</summary>
    public async Task SaveAsync(QueueState state, long sequenceNr)
    {
        var snapshot = StateCodec.Encode(state);
        for (var i = 0; i < snapshot.Chunks.Count; i++)
        {
            await SaveAsync(ChunkId(i), sequenceNr, new SnapshotChunk(snapshot.Chunks[i]));
        }

        await SaveAsync(_persistenceId, sequenceNr, new SnapshotHead(snapshot.Chunks.Count, snapshot.Manifest));
        var saved = await LoadAsync(_persistenceId, new SnapshotSelectionCriteria(sequenceNr))
            ?? throw new QueueException($"The snapshot at {sequenceNr} was saved and cannot be found.");
        await ReadAsync(saved);
    }

    /// <summary>
    /// Deletes the snapshots before one, each head after its chunks, and the chunks of those whose head was never saved. What cannot be deleted is left for the next time.
    /// </summary>
    public async Task DeleteBeforeAsync(long sequenceNr)
    {
        while (await LoadAsync(_persistenceId, new SnapshotSelectionCriteria(sequenceNr - 1)) is { } old)
        {
            var criteria = new SnapshotSelectionCriteria(old.Metadata.SequenceNr);
            await DeleteChunksAsync(Math.Min((old.Snapshot as SnapshotHead)?.Chunks ?? 0, MaxChunks), criteria);
            await DeleteAsync(_persistenceId, criteria);
        }
    }

    // A save that ended half-way left its chunks from the first on, perhaps more than any later snapshot has.
    private async Task DeleteChunksAsync(int count, SnapshotSelectionCriteria criteria)
    {
        for (var i = 0; i < count || await LoadAsync(ChunkId(i), criteria) is not null; i++)
        {
            await DeleteAsync(ChunkId(i), criteria);
        }
    }

    private string ChunkId(int index) => string.Create(CultureInfo.InvariantCulture, $"{_persistenceId}-snapshot-{index}");

    private async Task<QueueState> ReadAsync(SelectedSnapshot selected)
    {
        if (selected.Snapshot is not SnapshotHead head)
        {
            throw new QueueException($"its head cannot be read: {selected.Snapshot}");
        }

        if (head.Chunks is < 0 or > MaxChunks)
        {
            throw new QueueException($"its head speaks of {head.Chunks} chunks");
        }

        var chunks = new byte[head.Chunks][];
        for (var i = 0; i < chunks.Length; i++)
        {
            // A chunk of another snapshot has another sequence number; it is as good as none.
            var sequenceNr = selected.Metadata.SequenceNr;
            chunks[i] = await LoadAsync(ChunkId(i), new SnapshotSelectionCriteria(sequenceNr)) is { Snapshot: SnapshotChunk chunk } found && found.Metadata.SequenceNr == sequenceNr
                ? chunk.Bytes
                : throw new QueueException($"chunk {i} of {chunks.Length} is missing");
        }

        return StateCodec.Decode(new StateSnapshot(head.Bytes, chunks), _order);
    }

    private async Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        await _store.Ask<object>(new LoadSnapshot(persistenceId, criteria, long.MaxValue), AnswerTimeout) switch
        {
            LoadSnapshotResult result => result.Snapshot,
            LoadSnapshotFailed failed => throw new InvalidOperationException($"The snapshot store failed: {failed.Cause.Message}", failed.Cause),
            var other => throw new InvalidOperationException($"The snapshot store answered with a {other.GetType().Name}."),
        };

    private async Task SaveAsync(string persistenceId, long sequenceNr, object part)
    {
        var answer = await _store.Ask<object>(new SaveSnapshot(new SnapshotMetadata(persistenceId, sequenceNr), part), AnswerTimeout);
        if (answer is SaveSnapshotFailure failure)
        {
            throw new InvalidOperationException($"The snapshot store failed: {failure.Cause.Message}", failure.Cause);
        }
    }

    private async Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        var answer = await _store.Ask<object>(new DeleteSnapshots(persistenceId, criteria), AnswerTimeout);
        if (answer is DeleteSnapshotsFailure failure)
        {
            throw new InvalidOperationException($"The snapshot store failed: {failure.Cause.Message}", failure.Cause);
        }
    }
}
