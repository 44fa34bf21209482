using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Hosting;

/// <summary>Schedules and foreign workers through <see cref="TaskQueue"/>, on SQLite, across restarts.</summary>
public sealed class SchedulesAndWorkersTests
{
    [Fact]
    public async Task A_schedule_runs_its_task_and_is_still_there_after_a_restart()
    {
        await using var embedded = await EmbeddedQueue.StartAsync(WithEcho);
        var added = await embedded.Queue.AddScheduleAsync(new ScheduleSpec
        {
            Id = "often",
            Cron = "* * * * * ?",
            TimeZone = "Europe/Berlin",
            Task = new TaskSpec { Id = default, Kind = "echo", Payload = "hello"u8.ToArray() },
        });
        added.Result.ShouldBe(ScheduleResult.Added, added.Message);

        var first = await embedded.EndOfAsync(await LastTaskOfAsync(embedded.Queue));
        (first.Status, first.ScheduleId).ShouldBe((QueueTaskStatus.Completed, "often"));
        await embedded.Queue.PauseScheduleAsync("often");
        await embedded.StopAsync();
        var queue = await embedded.StartAsync();

        (await queue.GetAsync(first.Id))!.ScheduleId.ShouldBe("often", "the history keeps it");
        var kept = (await queue.ListSchedulesAsync(upcoming: 3)).ShouldHaveSingleItem();
        (kept.IsPaused, kept.TimeZone, kept.Fired > 0).ShouldBe((true, "Europe/Berlin", true));
        var id = TaskId.New(TimeProvider.System);
        (await queue.TriggerScheduleAsync("often", id)).TaskId.ShouldBe(id);
        (await queue.TriggerScheduleAsync("often")).TaskId.ShouldNotBeNull();
        (await queue.ResumeScheduleAsync("often")).Schedule!.NextAt.ShouldNotBeNull();
        (await queue.ListSchedulesAsync(upcoming: 3)).ShouldHaveSingleItem().Upcoming.Count.ShouldBe(3);
        (await queue.RemoveScheduleAsync("often")).Result.ShouldBe(ScheduleResult.Removed);
        (await queue.ListSchedulesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_of_another_process_takes_tasks_by_lease_and_keeps_them_across_a_restart_of_the_queue()
    {
        await using var embedded = await EmbeddedQueue.StartAsync(WithEcho, workers: 0);
        var queue = embedded.Queue;
        var worker = (await queue.RegisterWorkerAsync(new WorkerRegistration { Name = "remote", Kinds = ["echo"], MaxAttempts = 2 })).Identity.ShouldNotBeNull();
        var (one, two) = (EmbeddedQueue.NewTask("echo"), EmbeddedQueue.NewTask("echo"));
        await queue.EnqueueAsync([one, two, EmbeddedQueue.NewTask("other")]);
        var lease = (await queue.GetNextTaskAsync(worker)).Leases.ShouldHaveSingleItem();
        await embedded.StopAsync();

        queue = await embedded.StartAsync();

        (await queue.HeartbeatAsync(worker)).Leases.ShouldHaveSingleItem().Attempt.ShouldBe(lease.Attempt);
        (await queue.CompleteTaskAsync(worker, lease.Task.Id, lease.Attempt, "done"u8.ToArray())).Status.ShouldBe(QueueTaskStatus.Completed);
        var second = (await queue.GetNextTaskAsync(worker)).Leases.ShouldHaveSingleItem();
        (await queue.ReleaseTaskAsync(worker, second.Task.Id, second.Attempt)).Status.ShouldBe(QueueTaskStatus.Pending);
        second = (await queue.GetNextTaskAsync(worker)).Leases.ShouldHaveSingleItem();
        (await queue.FailTaskAsync(worker, second.Task.Id, second.Attempt, new TaskError("failed", "no"), FailureClass.Permanent)).Status.ShouldBe(QueueTaskStatus.Failed);
        (await queue.GetNextTaskAsync(worker)).Leases.ShouldBeEmpty("it does not take the other kind");
        (await queue.GetAsync(lease.Task.Id))!.WorkerId.ShouldBe(worker.WorkerId);

        (await queue.PauseWorkerAsync(worker.WorkerId)).Changed.ShouldBeTrue();
        var view = (await queue.ListWorkersAsync()).ShouldHaveSingleItem();
        (view.Name, view.Status, view.Processed, view.Failures).ShouldBe(("remote", WorkerStatus.Paused, 1, 1));
        (await queue.ResumeWorkerAsync(worker.WorkerId)).Changed.ShouldBeTrue();
        (await queue.UnregisterWorkerAsync(worker)).IsAccepted.ShouldBeTrue();
        (await queue.HeartbeatAsync(worker)).Reason.ShouldBe(WorkerRefusals.UnknownWorker);
    }

    [Fact]
    public async Task The_pool_of_the_process_that_runs_is_listed_and_no_other()
    {
        await using var embedded = await EmbeddedQueue.StartAsync(WithEcho, workers: 2);
        await embedded.RunAsync(EmbeddedQueue.NewTask("echo"));
        var first = (await embedded.Queue.ListWorkersAsync()).ShouldHaveSingleItem();
        (first.IsLocal, first.Processed, first.Failures).ShouldBe((true, 1, 0));
        await embedded.StopAsync();

        var queue = await embedded.StartAsync();

        (await queue.ListWorkersAsync()).ShouldHaveSingleItem().Id.ShouldNotBe(first.Id);
    }

    private static async Task<TaskId> LastTaskOfAsync(TaskQueue queue)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var change in queue.WatchAsync(patience.Token))
        {
            if (change.Task?.ScheduleId is not null)
            {
                return change.Task.Id;
            }
        }

        throw new InvalidOperationException("The watch has ended.");
    }

    private static void WithEcho(IServiceCollection services, ActorQueueBuilder queue) => queue.AddProcessor<EchoProcessor>("echo");

    private sealed class EchoProcessor : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskResult(context.Payload, context.ContentType));
    }
}
