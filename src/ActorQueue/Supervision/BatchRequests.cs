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
    }

    private object Cancel(CancelBatch command)
    {
        if (live.Decide(into => live.Partition.CancelBatch(command.Id, live.Now, into)) is not { } cancelled)
        {
            return new BatchNotFound(command.Id);
        }

        foreach (var id in cancelled.Requested)
        {
            workers.CancelRunning(id);
        }

        return new BatchCancelAnswered(cancelled.Id, cancelled.Cancelled, cancelled.Requested.Count);
    }

    private static object Found(BatchId id, BatchView? batch) => batch is null ? new BatchNotFound(id) : new BatchFound(batch);
}
