using ActorQueue.Contracts;
using ActorQueue.Core;

namespace ActorQueue.Supervision;

/// <summary>Requests about batches: create, seal, look, list, cancel.</summary>
internal sealed class BatchRequests(LiveQueue live, WorkerLinks workers)
{
    public void AddTo(QueueRequests requests)
    {
        requests.On<CreateBatch>(command => live.Decide(into => live.Partition.CreateBatch(command, live.Now, into)));
        requests.On<SealBatch>(command => Found(command.Id, live.Decide(into => live.Partition.SealBatch(command.Id, live.Now, into))));
        requests.On<GetBatch>(query => Found(query.Id, live.State.FindBatch(query.Id)));
        requests.On<ListBatches>(live.State.ListBatches);
        requests.On<CancelBatch>(Cancel);
        requests.On<ReopenBatch>(Reopen);
    }

    /// <summary>In one turn of the queue, so that nothing comes between, and in decisions that each fit a commit.</summary>
    private object Cancel(CancelBatch command)
    {
        if (live.Decide(into => live.Partition.SealForCancel(command.Id, live.Now, into)) is not { } members)
        {
            return new BatchNotFound(command.Id);
        }

        var (changed, running) = (0, 0);
        foreach (var ids in members.Chunk(QueuePartition.MaxTasksAtOnce))
        {
            var (now, requested) = live.Decide(into => live.Partition.CancelEach(ids, TaskFilter.All, waitingOnly: false, live.Now, into));
            changed += now;
            running += requested.Count;
            foreach (var id in requested)
            {
                workers.CancelRunning(id);
            }
        }

        return new BatchCancelAnswered(command.Id, changed - running, running);
    }

    private object Reopen(ReopenBatch command) =>
        live.Decide(into => live.Partition.ReopenBatch(command.Id, live.Now, into)) is { } reopened
            ? new BatchesReopened(reopened, [.. live.State.WithNested(command.Id)])
            : new BatchNotFound(command.Id);

    private static object Found(BatchId id, BatchView? batch) => batch is null ? new BatchNotFound(id) : new BatchFound(batch);
}

/// <summary>Opens a batch, and those within it, while their members get another run; answered by <see cref="BatchesReopened"/> or <see cref="BatchNotFound"/>.</summary>
internal sealed record ReopenBatch(BatchId Id) : IQueueRequest;

/// <summary>The batches that were sealed before, and all those within.</summary>
internal sealed record BatchesReopened(IReadOnlyList<BatchId> Reopened, IReadOnlyList<BatchId> All);
