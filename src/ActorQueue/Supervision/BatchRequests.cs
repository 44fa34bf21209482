using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Commands;

namespace ActorQueue.Supervision;

/// <summary>Requests about batches: create, seal, look, list, cancel, retry.</summary>
internal sealed class BatchRequests(LiveQueue live, WorkerLinks workers)
{
    public void AddTo(QueueRequests requests)
    {
        requests.On<CreateBatch>(command => live.Decide(into => live.Partition.CreateBatch(command, live.Now, into)));
        requests.On<SealBatch>(command => Found(command.Id, live.Decide(into => live.Partition.SealBatch(command.Id, live.Now, into))));
        requests.On<GetBatch>(query => Found(query.Id, live.State.FindBatch(query.Id)));
        requests.On<ListBatches>(live.State.ListBatches);
        requests.On<CancelBatch>(Cancel);
        requests.On<FindNestedBatches>(query => live.State.FindBatch(query.Id) is null ? new BatchNotFound(query.Id) : new NestedBatches([.. live.State.WithNested(query.Id)]));
        requests.On<RetryBatchMembers>(Retry);
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

    private object Retry(RetryBatchMembers command) =>
        (object?)live.Decide(into => live.Partition.RetryBatch(command.Id, command.Members, live.Now, into)) ?? new BatchNotFound(command.Id);

    private static object Found(BatchId id, BatchView? batch) => batch is null ? new BatchNotFound(id) : new BatchFound(batch);
}

/// <summary>Asks for a batch and all those within it; answered by <see cref="NestedBatches"/> or <see cref="BatchNotFound"/>.</summary>
internal sealed record FindNestedBatches(BatchId Id) : IQueueRequest;

/// <summary>A batch and all those within it, outer ones first.</summary>
internal sealed record NestedBatches(IReadOnlyList<BatchId> Ids);

/// <summary>Gives members of a batch another run in one commit; answered by <see cref="BatchRetried"/> or <see cref="BatchNotFound"/>.</summary>
internal sealed record RetryBatchMembers(BatchId Id, IReadOnlyList<BatchMember> Members) : IQueueRequest
{
    /// <inheritdoc/>
    public long PayloadBytes => Members.Sum(member => (long)(member.Ended?.Body.Length ?? 0));
}
