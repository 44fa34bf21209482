using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Processors;
using ActorQueue.Tests.Isolation;
using ActorQueue.Tests.Workers;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Tests.Hosting;

/// <summary>Several queues in one host and one folder: each is as if it were alone.</summary>
public sealed class NamedQueuesTests : IAsyncLifetime
{
    private const string Video = "actorqueue.queues.video { workers.max = 1, queue.max-length = 1 }";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StagedProcessor _stage = new();
    private readonly LogLines _log = new();
    private EmbeddedQueue _embedded = null!;

    private TaskQueue Default => _embedded.Queue;

    private TaskQueue Other => Queues["video"];

    private TaskQueues Queues => _embedded.Services.GetRequiredService<TaskQueues>();

    public Task InitializeAsync() => StartAsync(Video);

    public async Task DisposeAsync() => await _embedded.DisposeAsync();

    [Fact]
    public async Task Tasks_of_two_queues_do_not_mix_even_where_they_have_the_same_id()
    {
        await AcceptAsync(Default, Echo(1));
        await AcceptAsync(Other, Echo(1));
        await AcceptAsync(Default, Echo(2));

        (await ResultAsync(Default, 1)).ShouldBe("default");
        (await ResultAsync(Other, 1)).ShouldBe("video");
        (await ResultAsync(Default, 2)).ShouldBe("default");

        (await Default.GetStatisticsAsync()).TotalTasks.ShouldBe(2);
        (await Other.GetStatisticsAsync()).TotalTasks.ShouldBe(1);
        (await Other.GetAsync(TestQueue.Id(2))).ShouldBeNull();
        (await Other.ListAsync(new ListTasks())).Tasks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Each_queue_has_its_own_limits_and_workers_and_a_full_one_holds_up_no_other()
    {
        await AcceptAsync(Other, TestQueue.Task(1));
        await _stage.StartedAsync(1);
        await AcceptAsync(Other, TestQueue.Task(2));

        (await Other.EnqueueAsync(TestQueue.Task(3))).Reason.ShouldBe(RejectReasons.QueueFull);
        await AcceptAsync(Default, TestQueue.Task(4), TestQueue.Task(5), TestQueue.Task(6));
        await _stage.StartedAsync(4);
        await _stage.StartedAsync(5);

        (await Other.GetAsync(TestQueue.Id(2)))!.Status.ShouldBe(QueueTaskStatus.Pending);
        (await Default.GetAsync(TestQueue.Id(6)))!.Status.ShouldBe(QueueTaskStatus.Pending);
        (await Default.ListWorkersAsync()).Single().ShouldSatisfyAllConditions(pool => pool.MaxAttempts.ShouldBe(2), pool => pool.Running.ShouldBe(2));
        (await Other.ListWorkersAsync()).Single().ShouldSatisfyAllConditions(pool => pool.MaxAttempts.ShouldBe(1), pool => pool.Running.ShouldBe(1));
        (await FinishAsync(Other, 1)).Status.ShouldBe(QueueTaskStatus.Completed);
        await _stage.StartedAsync(2);
    }

    [Fact]
    public async Task What_is_done_to_one_queue_is_nothing_to_another()
    {
        await Other.PauseAsync();
        await Default.PauseKindAsync("test");
        await AcceptAsync(Other, Echo(1));
        await AcceptAsync(Default, TestQueue.Task(2), Echo(3));

        (await ResultAsync(Default, 3)).ShouldBe("default");
        (await Other.GetAsync(TestQueue.Id(1)))!.Status.ShouldBe(QueueTaskStatus.Pending);

        (await Other.PurgeAsync(new TaskFilter())).ShouldBe(1);
        (await Default.GetAsync(TestQueue.Id(2)))!.Status.ShouldBe(QueueTaskStatus.Pending);
        (await Default.PurgeAsync(new TaskFilter { Statuses = [QueueTaskStatus.Completed] })).ShouldBe(1);
        (await Other.GetAsync(TestQueue.Id(1)))!.Status.ShouldBe(QueueTaskStatus.Cancelled);
        (await Queues.ListAsync()).Select(queue => (queue.Name, queue.IsDefault, queue.Mode, queue.PendingTasks, queue.CancelledTasks))
            .ShouldBe([("default", true, QueueMode.Running, 1, 0), ("video", false, QueueMode.Paused, 0, 1)]);
    }

    [Fact]
    public async Task A_restart_keeps_both_and_tasks_of_a_queue_that_is_not_configured_any_more_wait_and_are_told_of()
    {
        await Other.PauseAsync();
        await AcceptAsync(Other, Echo(1));
        await AcceptAsync(Default, Echo(2));
        await ResultAsync(Default, 2);

        await RestartAsync("");
        Queues.Names.ShouldBe(["default"]);
        (await Default.GetAsync(TestQueue.Id(2)))!.Status.ShouldBe(QueueTaskStatus.Completed);
        await AwaitAsync(() => _log.All.Any(line => line.Level == LogLevel.Warning && line.Text.Contains("until their queue 'video' is configured", StringComparison.Ordinal) && line.Text.EndsWith(": 1 task", StringComparison.Ordinal)));

        await RestartAsync(Video);
        (await Other.GetAsync(TestQueue.Id(1)))!.Status.ShouldBe(QueueTaskStatus.Pending);
        await Other.ResumeAsync();
        (await ResultAsync(Other, 1)).ShouldBe("video");

        var warnings = _log.All.Count(line => line.Text.Contains("is configured", StringComparison.Ordinal));
        await RestartAsync("");
        await AwaitAsync(async () => !await ExistsAsync("/user/unconfigured-queues"));
        _log.All.Count(line => line.Text.Contains("is configured", StringComparison.Ordinal)).ShouldBe(warnings, "nothing of it waits any more");
    }

    [Fact]
    public async Task A_queue_that_loses_its_journal_recovers_and_the_other_goes_on_meanwhile()
    {
        await AcceptAsync(Default, TestQueue.Task(1));
        var run = await _stage.StartedAsync(1);
        await AcceptAsync(Other, TestQueue.Task(2));
        var other = await _stage.StartedAsync(2);
        var supervisor = await FindAsync("/user/queue/supervisor");

        (await FindAsync("/user/queue-video/supervisor/journal")).Tell(Kill.Instance);
        await AwaitAsync(async () => _log.All.Any(line => line.Text.StartsWith("Queue video: The journal has stopped", StringComparison.Ordinal)) && await AnswersAsync(Other));

        (await FindAsync("/user/queue/supervisor")).ShouldBe(supervisor);
        run.Finish.SetResult(TaskResult.Empty);
        other.Finish.SetResult(TaskResult.Empty);
        (await EndOfAsync(Default, 1)).Attempts.ShouldBe(1);
        (await EndOfAsync(Other, 2)).Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_takes_each_of_its_stages_for_all_queues_at_once()
    {
        await RestartAsync(Video + "\nactorqueue.shutdown { drain-timeout = 100ms, cancel-timeout = 30s }");
        await AcceptAsync(Other, TestQueue.Task(1) with { Kind = "told" });
        await AcceptAsync(Default, TestQueue.Task(2) with { Kind = "waits-for-other" });
        await _stage.StartedAsync(1);
        await _stage.StartedAsync(2);

        // Ended one after another, the default queue would wait for an end that comes only after its own, and give up.
        await RestartAsync(Video, workers: 0);

        (await Default.GetAsync(TestQueue.Id(2)))!.Status.ShouldBe(QueueTaskStatus.Completed);
        _log.All.ShouldNotContain(line => line.Text.StartsWith("Attempts that do not stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_queue_is_injected_by_its_name_and_an_unknown_one_is_told_with_the_names_that_there_are()
    {
        var services = _embedded.Services;

        services.GetRequiredService<TaskQueue>().ShouldBeSameAs(Queues.Default);
        services.GetRequiredKeyedService<TaskQueue>("video").ShouldBeSameAs(Other);
        services.GetRequiredKeyedService<TaskQueue>("default").ShouldBeSameAs(Default);
        (Default.Name, Other.Name).ShouldBe(("default", "video"));
        Should.Throw<QueueException>(() => services.GetRequiredKeyedService<TaskQueue>("vidoe")).Message.ShouldBe("There is no queue 'vidoe' here; there are: default, video.");

        await AcceptAsync(Default, TestQueue.Task(1) with { Kind = "hand-on" });
        (await EndOfAsync(Default, 1)).Status.ShouldBe(QueueTaskStatus.Completed);
        (await ResultAsync(Other, 2)).ShouldBe("video");
    }

    [Fact]
    public async Task A_callback_is_told_of_the_task_of_its_own_queue()
    {
        await AcceptAsync(Default, Echo(1) with { Name = "of default" });
        await AcceptAsync(Other, Echo(1) with { Name = "of video", FollowUps = [new FollowUp(DependencyCondition.Success, CallbackTask.To("note"))] });

        (await _embedded.Services.GetRequiredService<Note>().Told.Task.WaitAsync(Patience)).ShouldBe("of video");
    }

    [Fact]
    public async Task A_worker_registers_with_the_queue_that_it_names()
    {
        var answer = await Queues.RegisterWorkerAsync(new WorkerRegistration { Name = "far", Queue = "video" });

        answer.Identity.ShouldNotBeNull();
        (await Other.GetNextTaskAsync(answer.Identity)).IsAccepted.ShouldBeTrue();
        (await Default.GetNextTaskAsync(answer.Identity)).IsAccepted.ShouldBeFalse();
        (await Queues.RegisterWorkerAsync(new WorkerRegistration { Name = "lost", Queue = "audio" }))
            .ShouldSatisfyAllConditions(refused => refused.Reason.ShouldBe(WorkerRefusals.WrongQueue), refused => refused.Message!.ShouldContain("default, video"));
    }

    [Fact]
    public async Task The_host_is_as_healthy_as_the_worst_of_its_queues_and_says_which()
    {
        (await Queues.GetHealthAsync()).Status.ShouldBe(Contracts.HealthStatus.Healthy);
        await Other.PauseAsync();

        var health = await Queues.GetHealthAsync();

        health.Status.ShouldBe(Contracts.HealthStatus.Warning);
        health.Reasons.Select(reason => (reason.Queue, reason.Code)).ShouldBe([("video", HealthCodes.Paused)]);
        (await Default.GetHealthAsync()).Status.ShouldBe(Contracts.HealthStatus.Healthy);
        var check = (await _embedded.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["actorqueue"];
        check.Status.ShouldBe(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded);
        check.Description.ShouldNotBeNull().ShouldStartWith("video: ");
    }

    [Fact]
    public async Task A_log_line_about_another_than_the_default_queue_names_it()
    {
        await AcceptAsync(Other, Echo(1));
        await AcceptAsync(Default, Echo(2));

        await AwaitAsync(() => _log.All.Any(line => line.Text.StartsWith($"Queue video: Added task {TestQueue.Id(1)}", StringComparison.Ordinal)));
        await AwaitAsync(() => _log.All.Any(line => line.Text.StartsWith($"Queue: Added task {TestQueue.Id(2)}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Queues_can_be_named_in_code()
    {
        await _embedded.StopAsync();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddActorQueue(options =>
        {
            options.DataDirectory = _embedded.Folder;
            options.Hocon = "actorqueue.queues.video.queue.max-length = 7";
            options.Queues["video"] = "workers.max = 0\nqueue.max-length = 3";
            options.Queues["mail"] = "";
        });
        using var host = builder.Build();
        var queues = host.Services.GetRequiredService<TaskQueues>();

        queues.Names.ShouldBe(["default", "video", "mail"], ignoreOrder: true);

        await host.StartAsync();
        queues["video"].Settings.Queue.MaxLength.ShouldBe(3);
        queues["mail"].Settings.Queue.MaxLength.ShouldBe(1000);
        (await queues["video"].ListWorkersAsync()).ShouldBeEmpty();
        await host.StopAsync();
    }

    private static TaskSpec Echo(int number) => TestQueue.Task(number) with { Kind = "echo" };

    private static async Task AcceptAsync(TaskQueue queue, params TaskSpec[] tasks) =>
        (await queue.EnqueueAsync(tasks)).ShouldAllBe(outcome => outcome.Result == EnqueueResult.Accepted);

    private static async Task<TaskView> EndOfAsync(TaskQueue queue, int task)
    {
        using var patience = new CancellationTokenSource(Patience);
        return (await queue.WaitAsync(TestQueue.Id(task), patience.Token)).ShouldNotBeNull();
    }

    private static async Task<string> ResultAsync(TaskQueue queue, int task) =>
        System.Text.Encoding.UTF8.GetString((await EndOfAsync(queue, task)).Result.ShouldNotBeNull().Span);

    private static Task AwaitAsync(Func<bool> condition) => AwaitAsync(() => Task.FromResult(condition()));

    private static async Task AwaitAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<bool> AnswersAsync(TaskQueue queue)
    {
        try
        {
            await queue.GetStatisticsAsync();
            return true;
        }
        catch (QueueUnavailableException)
        {
            return false;
        }
    }

    private async Task<TaskView> FinishAsync(TaskQueue queue, int task)
    {
        (await _stage.StartedAsync(task)).Finish.SetResult(TaskResult.Empty);
        return await EndOfAsync(queue, task);
    }

    private Task<IActorRef> FindAsync(string path) =>
        _embedded.Services.GetRequiredService<ActorQueueHost>().System.ActorSelection(path).ResolveOne(Patience);

    private async Task<bool> ExistsAsync(string path)
    {
        try
        {
            await _embedded.Services.GetRequiredService<ActorQueueHost>().System.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(1));
            return true;
        }
        catch (ActorNotFoundException)
        {
            return false;
        }
    }

    private async Task StartAsync(string hocon) => _embedded = await EmbeddedQueue.StartAsync(Configure, hocon, workers: 2);

    private async Task RestartAsync(string hocon, int workers = 2)
    {
        await _embedded.StopAsync();
        await _embedded.StartAsync(hocon.Length > 0 ? Configure : ConfigureDefault, workers, hocon);
    }

    private void Configure(IServiceCollection services, ActorQueueBuilder queue)
    {
        ConfigureDefault(services, queue);

        // Made when the host starts, which fails where there is no queue of the name that it has injected.
        queue.AddProcessor<HandOn>("hand-on");
    }

    private void ConfigureDefault(IServiceCollection services, ActorQueueBuilder queue)
    {
        services.AddSingleton(_stage);
        services.AddSingleton<ILoggerFactory>(new OneLogger(_log));
        services.AddHealthChecks().AddActorQueue();
        queue.AddProcessor<StagedProcessor>("test").AddProcessor<EchoQueue>("echo").AddProcessor<Told>("told").AddProcessor<WaitsForOther>("waits-for-other");
        queue.AddCallback<Note>("note");
    }

    private sealed class EchoQueue : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskResult(System.Text.Encoding.UTF8.GetBytes(context.Queue), "text/plain"));
    }

    private sealed class HandOn([FromKeyedServices("video")] TaskQueue video) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            await video.EnqueueAsync(Echo(2), cancellationToken);
            return TaskResult.Empty;
        }
    }

    private sealed class Told(StagedProcessor stage) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            var run = stage.Begin(context);
            await using var told = cancellationToken.Register(() => run.Cancelled.TrySetResult());
            await run.Cancelled.Task;
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private sealed class WaitsForOther(StagedProcessor stage) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            stage.Begin(context);
            await (await stage.StartedAsync(1)).Cancelled.Task;
            return TaskResult.Empty;
        }
    }

    private sealed class Note : ITaskCallback
    {
        public TaskCompletionSource<string> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask InvokeAsync(CallbackContext context, CancellationToken cancellationToken)
        {
            Told.TrySetResult(context.Task!.Name);
            return ValueTask.CompletedTask;
        }
    }
}
