using ActorQueue.Contracts;

namespace ActorQueue.Tests.Workers;

/// <summary>A worker that waits for a task and gives up, through the API of a host.</summary>
public sealed class WaitingWorkerTests
{
    [Fact]
    public async Task A_worker_that_waits_is_given_the_task_that_comes()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, _) => { }, workers: 0);
        var queue = embedded.Queue;
        var worker = await RegisterAsync(queue);
        var waiting = queue.GetNextTaskAsync(worker, GetNextTask.MaxWait);
        await WaitingAsync(queue, 1);

        var task = New();
        await queue.EnqueueAsync(task);

        (await waiting).Leases.ShouldHaveSingleItem().Task.Id.ShouldBe(task.Id);
    }

    [Fact]
    public async Task Who_gives_up_waits_no_longer_and_gets_no_lease()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, _) => { }, workers: 0);
        var queue = embedded.Queue;
        var worker = await RegisterAsync(queue);
        using var giveUp = new CancellationTokenSource();
        var waiting = queue.GetNextTaskAsync(worker, GetNextTask.MaxWait, giveUp.Token);
        await WaitingAsync(queue, 1);

        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await WaitingAsync(queue, 0);
        var task = New();
        await queue.EnqueueAsync(task);
        (await queue.GetNextTaskAsync(worker)).Leases.ShouldHaveSingleItem().Attempt.ShouldBe(1);
    }

    /// <summary>Whichever comes first, the lease or the end of the wait: nobody's lease would hold the task back until it runs out.</summary>
    [Fact]
    public async Task A_lease_that_crosses_with_the_end_of_the_wait_is_handed_back_at_no_cost()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, _) => { }, workers: 0);
        var queue = embedded.Queue;
        var worker = await RegisterAsync(queue);
        for (var i = 0; i < 50; i++)
        {
            using var giveUp = new CancellationTokenSource();
            var waiting = queue.GetNextTaskAsync(worker, GetNextTask.MaxWait, giveUp.Token);
            await WaitingAsync(queue, 1);
            var task = New();
            var submit = queue.EnqueueAsync(task);
            if (i % 2 == 0)
            {
                await submit;
            }

            await giveUp.CancelAsync();
            try
            {
                (await waiting).Leases.ShouldHaveSingleItem().Task.Id.ShouldBe(task.Id);
            }
            catch (OperationCanceledException)
            {
                (await submit).Result.ShouldBe(EnqueueResult.Accepted);
                await WaitingAsync(queue, 0);
                using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
                while ((await queue.GetAsync(task.Id, patience.Token))!.Status != QueueTaskStatus.Pending)
                {
                    // The lease is on its way back.
                }
            }

            var lease = (await queue.HeartbeatAsync(worker)).Leases.SingleOrDefault() ?? (await queue.GetNextTaskAsync(worker)).Leases.ShouldHaveSingleItem();
            (await queue.CompleteTaskAsync(worker, task.Id, lease.Attempt)).Status.ShouldBe(QueueTaskStatus.Completed);
            (await queue.GetAsync(task.Id))!.Attempts.ShouldBe(1);
        }
    }

    private static async Task<WorkerIdentity> RegisterAsync(TaskQueue queue) =>
        (await queue.RegisterWorkerAsync(new WorkerRegistration { Name = "foreign" })).Identity.ShouldNotBeNull();

    private static TaskSpec New() => new() { Id = TaskId.New(TimeProvider.System), Kind = "any", Name = "any" };

    private static async Task WaitingAsync(TaskQueue queue, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await queue.ListWorkersAsync(patience.Token)).Sum(worker => worker.Waiting) != count)
        {
            // It is on its way.
        }
    }
}
