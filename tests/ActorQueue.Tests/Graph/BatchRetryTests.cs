using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Supervision;

namespace ActorQueue.Tests.Graph;

/// <summary>A batch that gets another run while the storage fails under it.</summary>
public sealed class BatchRetryTests() : QueueTestKit
{
    /// <summary>Opened, revived and sealed in commits of their own, a batch stood open after a crash between them, and nobody ever sealed it.</summary>
    [Fact]
    public void A_crash_leaves_all_of_a_batchs_retry_or_nothing()
    {
        var queue = StartQueue();
        var batch = new BatchSpec { Id = new BatchId(TestQueue.Id(100).Value), Name = "batch" };
        BatchMember[] members = [.. Enumerable.Range(1, 3).Select(i => new BatchMember(TestQueue.Id(i), null))];
        Ask<BatchCreateAnswered>(queue, new CreateBatch(batch));
        Enqueue(queue, [.. Enumerable.Range(1, 3).Select(i => TestQueue.Task(i) with { BatchId = batch.Id })]);
        Ask<BatchCancelAnswered>(queue, new CancelBatch(batch.Id));
        Watch(queue);
        Journal.Failure = new IOException("disk full");
        Request(queue, new RetryBatchMembers(batch.Id, members));
        ExpectTerminated(queue);
        Gateway.ExpectMsg<QueueFailed>();
        Journal.Failure = null;

        var recovered = ExpectRestarted();

        Ask<BatchFound>(recovered, new GetBatch(batch.Id)).Batch.ShouldSatisfyAllConditions(
            view => view.Status.ShouldBe(BatchStatus.Failed), view => view.CancelledTasks.ShouldBe(3));
        var rows = Journal.Rows;
        Ask<BatchRetried>(recovered, new RetryBatchMembers(batch.Id, members)).Retried.ShouldBe(3);
        (Journal.Rows - rows).ShouldBe(1);
        Ask<BatchFound>(recovered, new GetBatch(batch.Id)).Batch.ShouldSatisfyAllConditions(
            view => view.Status.ShouldBe(BatchStatus.Sealed), view => view.PendingTasks.ShouldBe(3));
    }
}
