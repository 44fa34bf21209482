using System.Text;
using System.Threading.Channels;
using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Callbacks;

/// <summary>Callbacks by registered name: tasks of their own, made in the commit of the end that they are about.</summary>
public sealed class CallbackTests
{
    private const string Quick = "actorqueue.retry { max-retries = 2, delay = 1ms }";

    [Fact]
    public async Task The_callback_of_the_end_that_came_is_called_with_the_task_and_what_was_given()
    {
        var calls = new Calls();
        await using var embedded = await StartAsync(calls);
        var good = Both(EmbeddedQueue.NewTask("echo", "hello"));
        var bad = Both(EmbeddedQueue.NewTask("missing"));

        await embedded.RunAsync(good);
        await embedded.RunAsync(bad);

        var (first, second) = (await calls.NextAsync(), await calls.NextAsync());
        (first.Name, first.Context.Task!.Id, Encoding.UTF8.GetString(first.Context.Data.Span)).ShouldBe(("success", good.Id, "given"));
        first.Context.CallId.ShouldBe(FollowUpId.Of(good.Id, 1, 0));
        (second.Name, second.Context.Task!.Error!.Code).ShouldBe(("failure", ErrorCodes.FileNotFound));
        (await embedded.EndOfAsync(FollowUpId.Of(bad.Id, 1, 1))).Status.ShouldBe(QueueTaskStatus.Completed);

        static TaskSpec Both(TaskSpec task) => task
            .WithCallback(DependencyCondition.Success, "success", "given"u8.ToArray())
            .WithCallback(DependencyCondition.Failure, "failure");
    }

    // The pain of peers: a callback that is called after the task's end, and lost by a crash between the two.
    [Fact]
    public async Task A_callback_that_was_due_when_the_process_ended_is_called_after_the_next_start()
    {
        var calls = new Calls();
        await using var embedded = await StartAsync(calls);
        calls.Fail = true;
        var task = EmbeddedQueue.NewTask("echo").WithCallback(DependencyCondition.End, "success", retry: RetryOptions.Fixed(TimeSpan.FromDays(1)));
        await embedded.RunAsync(task);
        await calls.NextAsync();
        await embedded.StopAsync();
        calls.Fail = false;

        await embedded.StartAsync();
        var call = (await embedded.Queue.GetAsync(FollowUpId.Of(task.Id, 1, 0))).ShouldNotBeNull();

        (call.Status, call.Attempts, call.ParentId).ShouldBe((QueueTaskStatus.Retry, 1, task.Id));
    }

    [Fact]
    public async Task A_callback_that_throws_is_called_again_and_is_a_dead_letter_at_the_end()
    {
        var calls = new Calls { Fail = true };
        await using var embedded = await StartAsync(calls);
        var task = EmbeddedQueue.NewTask("echo").WithCallback(DependencyCondition.End, "success");

        await embedded.RunAsync(task);
        var call = await embedded.EndOfAsync(FollowUpId.Of(task.Id, 1, 0));

        (call.Status, call.Attempts).ShouldBe((QueueTaskStatus.Failed, 3));
        (await embedded.Queue.GetAsync(task.Id))!.Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task A_name_that_nobody_has_registered_fails_for_good_and_says_which_names_there_are()
    {
        await using var embedded = await StartAsync(new Calls());
        var task = EmbeddedQueue.NewTask("echo").WithCallback(DependencyCondition.End, "nobody");

        await embedded.RunAsync(task);
        var call = await embedded.EndOfAsync(FollowUpId.Of(task.Id, 1, 0));

        (call.Attempts, call.Error!.Code).ShouldBe((1, ErrorCodes.UnknownHandler));
        call.Error.Message.ShouldContain("failure, success");
    }

    [Fact]
    public async Task A_callback_task_that_follows_nothing_fails_for_good()
    {
        await using var embedded = await StartAsync(new Calls());

        var call = await embedded.RunAsync(CallbackTask.To("success") with { Id = TaskId.New(TimeProvider.System) });

        call.Error!.Code.ShouldBe(ErrorCodes.ParentGone);
    }

    [Fact]
    public async Task A_payload_that_is_no_callbacks_fails_for_good()
    {
        await using var embedded = await StartAsync(new Calls());

        var call = await embedded.RunAsync(EmbeddedQueue.NewTask(CallbackTask.Kind, "nonsense"));

        (call.Attempts, call.Error!.Code).ShouldBe((1, ErrorCodes.PayloadInvalid));
    }

    [Fact]
    public async Task A_batchs_callback_is_called_with_the_batch()
    {
        var calls = new Calls();
        await using var embedded = await StartAsync(calls);
        var batch = new BatchSpec { Id = BatchId.New(TimeProvider.System), Name = "album", OnCompletion = CallbackTask.To("success") };
        await embedded.Queue.CreateBatchAsync(batch);
        await embedded.Queue.EnqueueAsync(EmbeddedQueue.NewTask("echo") with { BatchId = batch.Id });
        await embedded.Queue.SealBatchAsync(batch.Id);

        var context = (await calls.NextAsync()).Context;

        context.Task.ShouldBeNull();
        (context.Batch!.Id, context.Batch.CompletedTasks).ShouldBe((batch.Id, 1));
    }

    [Fact]
    public async Task A_queue_wide_callback_takes_nothing_from_the_tasks_own()
    {
        var calls = new Calls();
        await using var embedded = await StartAsync(calls, queue => queue.AddQueueWideFollowUp(DependencyCondition.End, CallbackTask.To("failure")));

        await embedded.RunAsync(EmbeddedQueue.NewTask("echo").WithCallback(DependencyCondition.End, "success").WithCallback(DependencyCondition.End, "success", "2"u8.ToArray()));

        string[] called = [(await calls.NextAsync()).Name, (await calls.NextAsync()).Name, (await calls.NextAsync()).Name];
        called.ShouldBe(["success", "success", "failure"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_queue_wide_callback_is_called_for_every_task_that_the_application_submits_and_for_none_of_its_own_calls()
    {
        var calls = new Calls();
        await using var embedded = await StartAsync(calls, queue => queue.AddQueueWideFollowUp(DependencyCondition.End, CallbackTask.To("success")));
        TaskSpec[] tasks = [EmbeddedQueue.NewTask("echo"), EmbeddedQueue.NewTask("missing")];

        await embedded.Queue.EnqueueAsync(tasks);

        TaskId[] told = [(await calls.NextAsync()).Context.Task!.Id, (await calls.NextAsync()).Context.Task!.Id];
        told.ShouldBe(tasks.Select(task => task.Id), ignoreOrder: true);
        foreach (var task in tasks)
        {
            await embedded.EndOfAsync(FollowUpId.Of(task.Id, 1, 0));
        }

        (await embedded.Queue.GetStatisticsAsync()).TotalTasks.ShouldBe(4);
    }

    [Fact]
    public async Task A_continuation_runs_after_the_task()
    {
        await using var embedded = await StartAsync(new Calls());
        var task = EmbeddedQueue.NewTask("echo").WithFollowUp(DependencyCondition.Success, EmbeddedQueue.NewTask("echo", "next"));

        await embedded.RunAsync(task);

        var next = await embedded.EndOfAsync(FollowUpId.Of(task.Id, 1, 0));
        Encoding.UTF8.GetString(next.Result!.Value.Span).ShouldBe("next");
    }

    [Fact]
    public async Task Two_callbacks_of_one_name_are_told_when_the_host_starts() => await Should.ThrowAsync<QueueConfigurationException>(
        () => StartAsync(new Calls(), queue => queue.AddCallback<OnSuccess>("success")));

    private static Task<EmbeddedQueue> StartAsync(Calls calls, Action<ActorQueueBuilder>? configure = null) => EmbeddedQueue.StartAsync(
        (services, queue) =>
        {
            services.AddSingleton(calls);
            queue.AddProcessor<Echo>("echo").AddProcessor<Missing>("missing").AddCallback<OnSuccess>("success").AddCallback<OnFailure>("failure");
            configure?.Invoke(queue);
        },
        Quick);

    private sealed class Calls
    {
        private readonly Channel<(string Name, CallbackContext Context)> _calls = Channel.CreateUnbounded<(string, CallbackContext)>();

        public bool Fail { get; set; }

        public void Add(string name, CallbackContext context)
        {
            _calls.Writer.TryWrite((name, context));
            if (Fail)
            {
                throw new InvalidOperationException("not now");
            }
        }

        public Task<(string Name, CallbackContext Context)> NextAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
    }

    // The queue is injected too: a callback that submits is the usual one.
    private sealed class OnSuccess(Calls calls, TaskQueue queue) : ITaskCallback
    {
        public async ValueTask InvokeAsync(CallbackContext context, CancellationToken cancellationToken)
        {
            await queue.GetStatisticsAsync(cancellationToken);
            calls.Add("success", context);
        }
    }

    private sealed class OnFailure(Calls calls) : ITaskCallback
    {
        public ValueTask InvokeAsync(CallbackContext context, CancellationToken cancellationToken)
        {
            calls.Add("failure", context);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Echo : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskResult(context.Payload, context.ContentType));
    }

    private sealed class Missing : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) => throw new FileNotFoundException("gone");
    }
}
