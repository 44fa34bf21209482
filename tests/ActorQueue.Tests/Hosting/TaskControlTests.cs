using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Hosting;

/// <summary>Pause, resume, purge and listings by filter, on SQLite as a host application uses them.</summary>
public sealed class TaskControlTests : EmbeddedHosts
{
    private readonly Signals _signals = new();

    [Fact]
    public async Task A_running_processor_sees_the_pause_and_its_task_waits_at_no_cost_until_it_is_resumed_after_a_restart()
    {
        var host = await StartAsync();
        var task = NewTask("yielding");
        await Queue(host).EnqueueAsync(task);
        await _signals.Started.WaitAsync();

        (await Queue(host).PauseTaskAsync(task.Id)).Result.ShouldBe(TaskControlResult.Requested);
        await WaitForAsync(Queue(host), task.Id, QueueTaskStatus.Paused);
        await StopAsync(host);

        var queue = Queue(await StartAsync());
        var paused = (await queue.GetAsync(task.Id))!;
        (paused.Status, paused.Attempts).ShouldBe((QueueTaskStatus.Paused, 0));
        (await queue.ResumeTaskAsync(task.Id)).Result.ShouldBe(TaskControlResult.Done);
        await _signals.Started.WaitAsync();
        _signals.Finish.Release();
        (await queue.WaitAsync(task.Id))!.Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task A_paused_kind_waits_while_another_runs()
    {
        var queue = Queue(await StartAsync());
        (await queue.PauseKindAsync("held")).Changed.ShouldBeTrue();
        var (held, free) = (NewTask("held"), NewTask("echo"));

        await queue.EnqueueAsync([held, free]);

        (await queue.WaitAsync(free.Id))!.Status.ShouldBe(QueueTaskStatus.Completed);
        (await queue.GetAsync(held.Id))!.Status.ShouldBe(QueueTaskStatus.Pending);
        await queue.ResumeKindAsync("held");
        (await queue.WaitAsync(held.Id))!.Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task A_purge_ends_what_waits_and_deletes_finished_tasks_only_where_their_status_is_named()
    {
        var queue = Queue(await StartAsync());
        var done = NewTask("echo");
        await queue.EnqueueAsync(done);
        await queue.WaitAsync(done.Id);
        await queue.PauseKindAsync("held");
        TaskSpec[] waiting = [NewTask("held"), NewTask("held", priority: 50), NewTask("held", priority: 50)];
        await queue.EnqueueAsync(waiting);

        (await queue.PurgeAsync(new TaskFilter { MinPriority = 50 })).ShouldBe(2);
        (await queue.GetAsync(waiting[0].Id))!.Status.ShouldBe(QueueTaskStatus.Pending);
        (await queue.GetAsync(done.Id)).ShouldNotBeNull();

        (await queue.PurgeAsync(new TaskFilter { Statuses = [QueueTaskStatus.Completed] })).ShouldBe(1);
        (await queue.GetAsync(done.Id)).ShouldBeNull();
        (await queue.CancelAsync(new TaskFilter { Kind = "held" })).ShouldBe(1);
    }

    [Theory]
    [InlineData(TaskSort.Priority, true)]
    [InlineData(TaskSort.Created, false)]
    [InlineData(TaskSort.Ended, true)]
    public async Task A_sorted_listing_runs_through_live_and_finished_tasks_as_one(TaskSort sort, bool isDescending)
    {
        var host = await StartAsync();
        var queue = Queue(host);
        await queue.PauseKindAsync("held");
        var tasks = Enumerable.Range(0, 40).Select(i => NewTask(i % 2 == 0 ? "echo" : "held", i % 7) with { Tags = i % 4 < 2 ? ["half"] : [] }).ToArray();
        await queue.EnqueueAsync(tasks);
        foreach (var task in tasks.Where(task => task.Kind == "echo"))
        {
            await queue.WaitAsync(task.Id);
        }

        // Stopped, it has written all that ended into the tables: until then the queue itself might still answer for them.
        await StopAsync(host);
        queue = Queue(await StartAsync());
        List<TaskView> listed = [];
        var query = new ListTasks { Sort = sort, IsDescending = isDescending, PageSize = 7, Filter = new TaskFilter { Tag = "half" } };
        do
        {
            var page = await queue.ListAsync(query);
            listed.AddRange(page.Tasks);
            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null);

        listed.Select(task => task.Id).ShouldBe(tasks.Where(task => task.Tags.Count > 0).Select(task => task.Id), ignoreOrder: true);
        var keys = listed.Select(task => TaskSortKey.Of(sort, task)).ToArray();
        keys.ShouldBe(isDescending ? keys.OrderDescending() : keys.Order());
    }

    [Fact]
    public async Task Health_names_the_kind_without_a_worker_and_an_unstarted_queue_is_offline()
    {
        var host = await StartAsync();
        var queue = Queue(host);
        (await queue.GetHealthAsync()).Status.ShouldBe(HealthStatus.Healthy);
        await queue.PauseAsync();
        await queue.EnqueueAsync([NewTask("nobody"), NewTask("echo")]);

        var health = await queue.GetHealthAsync();
        health.Reasons.Single(reason => reason.Code == HealthCodes.NoWorker).Message.ShouldContain("nobody");
        health.Reasons.ShouldNotContain(reason => reason.Code == HealthCodes.NoWorker && reason.Message.Contains("echo"));
        (await queue.GetStatisticsAsync()).ByKind.Select(kind => kind.Name).ShouldBe(["nobody", "echo"], ignoreOrder: true);

        await StopAsync(host);
        (await queue.GetHealthAsync()).Status.ShouldBe(HealthStatus.Offline);
    }

    private protected override void AddProcessors(IServiceCollection services, ActorQueueBuilder builder)
    {
        services.AddSingleton(_signals);
        builder.AddProcessor<EchoProcessor>("echo").AddProcessor<EchoProcessor>("held").AddProcessor<YieldingProcessor>("yielding");
    }

    private sealed class Signals
    {
        public SemaphoreSlim Started { get; } = new(0);

        public SemaphoreSlim Finish { get; } = new(0);
    }

    private sealed class EchoProcessor : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskResult(context.Payload, context.ContentType));
    }

    private sealed class YieldingProcessor(Signals signals) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            signals.Started.Release();
            await signals.Finish.WaitAsync(context.PauseRequested);
            return TaskResult.Empty;
        }
    }
}
