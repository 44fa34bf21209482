using System.Collections.Concurrent;
using System.Threading.Channels;
using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Processors;
using ActorQueue.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Hosting;

/// <summary>What a host application does with the queue beside submitting.</summary>
public sealed class HostApiTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_submit_to_a_full_queue_waits_until_there_is_room()
    {
        await using var embedded = await StartAsync("actorqueue.queue.max-length = 2", workers: 0);
        var tasks = Enumerable.Range(0, 3).Select(_ => EmbeddedQueue.NewTask("echo")).ToArray();
        await embedded.Queue.EnqueueAsync(tasks[..2]);

        var submitting = embedded.Queue.EnqueueWhenRoomAsync(tasks[2]);
        (await embedded.Queue.GetAsync(tasks[2].Id)).ShouldBeNull();
        submitting.IsCompleted.ShouldBeFalse();
        await embedded.Queue.CancelAsync(tasks[0].Id);

        (await submitting.WaitAsync(Patience)).Result.ShouldBe(EnqueueResult.Accepted);
        (await embedded.Queue.GetAsync(tasks[2].Id))!.Status.ShouldBe(QueueTaskStatus.Pending);
    }

    [Fact]
    public async Task Many_more_tasks_than_the_queue_holds_go_through_in_their_order_and_each_is_accepted_once()
    {
        await using var embedded = await StartAsync("actorqueue.queue.max-length = 5", workers: 2);
        var tasks = Enumerable.Range(0, 300).Select(_ => EmbeddedQueue.NewTask("echo")).ToArray();

        var outcomes = await embedded.Queue.EnqueueWhenRoomAsync(tasks).WaitAsync(Patience);

        outcomes.Select(outcome => outcome.Id).ShouldBe(tasks.Select(task => task.Id));
        outcomes.ShouldAllBe(outcome => outcome.Result == EnqueueResult.Accepted);
        (await embedded.EndOfAsync(tasks[^1].Id)).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task The_wait_for_room_ends_with_its_token()
    {
        await using var embedded = await StartAsync("actorqueue.queue.max-length = 1", workers: 0);
        await embedded.Queue.EnqueueAsync(EmbeddedQueue.NewTask("echo"));
        using var stop = new CancellationTokenSource();

        var submitting = embedded.Queue.EnqueueWhenRoomAsync(EmbeddedQueue.NewTask("echo"), stop.Token);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(submitting);
    }

    [Fact]
    public async Task The_wait_for_room_ends_with_the_queue()
    {
        await using var embedded = await StartAsync("actorqueue.queue.max-length = 1", workers: 0);
        await embedded.Queue.EnqueueAsync(EmbeddedQueue.NewTask("echo"));
        var submitting = embedded.Queue.EnqueueWhenRoomAsync(EmbeddedQueue.NewTask("echo"));

        await embedded.StopAsync();

        await Should.ThrowAsync<QueueUnavailableException>(() => submitting.WaitAsync(Patience));
    }

    [Fact]
    public async Task One_task_is_watched_from_its_present_state_to_its_end()
    {
        await using var embedded = await StartAsync();
        var task = EmbeddedQueue.NewTask("gated");
        await embedded.Queue.EnqueueAsync(task);
        await Gate(embedded).StartedAsync();
        List<TaskChangeKind> seen = [];

        using var patience = new CancellationTokenSource(Patience);
        await foreach (var change in embedded.Queue.WatchAsync(task.Id, patience.Token))
        {
            seen.Add(change.Kind);
            change.Task!.Id.ShouldBe(task.Id);
            if (change.Kind == TaskChangeKind.None)
            {
                await embedded.Queue.EnqueueAsync(EmbeddedQueue.NewTask("echo"));
                Gate(embedded).Open();
            }
        }

        seen.ShouldBe([TaskChangeKind.None, TaskChangeKind.Completed]);
        (await CountAsync(embedded.Queue.WatchAsync(TaskId.New(TimeProvider.System)))).ShouldBe(0);
    }

    [Fact]
    public async Task Processing_stops_and_starts_again_without_an_end_of_the_host()
    {
        await using var embedded = await StartAsync();
        var running = EmbeddedQueue.NewTask("gated");
        await embedded.Queue.EnqueueAsync(running);
        await Gate(embedded).StartedAsync();

        var stopping = embedded.Queue.StopProcessingAsync();
        var waiting = EmbeddedQueue.NewTask("echo");
        await embedded.Queue.EnqueueAsync(waiting);
        Gate(embedded).Open();
        (await stopping.WaitAsync(Patience)).ShouldBeTrue();

        (await embedded.Queue.GetAsync(running.Id))!.Status.ShouldBe(QueueTaskStatus.Completed);
        (await embedded.Queue.GetAsync(waiting.Id))!.Status.ShouldBe(QueueTaskStatus.Pending);
        (await embedded.Queue.StartProcessingAsync()).ShouldBeTrue();
        (await embedded.EndOfAsync(waiting.Id)).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task What_runs_too_long_when_processing_stops_is_cancelled_at_no_cost_of_an_attempt()
    {
        await using var embedded = await StartAsync("actorqueue.shutdown.drain-timeout = 0s");
        var task = EmbeddedQueue.NewTask("gated");
        await embedded.Queue.EnqueueAsync(task);
        await Gate(embedded).StartedAsync();

        (await embedded.Queue.StopProcessingAsync().WaitAsync(Patience)).ShouldBeTrue();

        var handedBack = (await embedded.Queue.GetAsync(task.Id))!;
        (handedBack.Status, handedBack.Attempts).ShouldBe((QueueTaskStatus.Pending, 0));
        Gate(embedded).Open();
        await embedded.Queue.StartProcessingAsync();
        (await embedded.EndOfAsync(task.Id)).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task A_process_without_workers_says_that_it_does_not_process()
    {
        await using var embedded = await StartAsync(workers: 0);

        (await embedded.Queue.StartProcessingAsync()).ShouldBeFalse();
        (await embedded.Queue.StopProcessingAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Progress_of_the_whole_queue_is_told_at_an_interval_and_once_more_at_the_end()
    {
        await using var embedded = await StartAsync("actorqueue.progress.update-interval = 1ms");
        var told = Channel.CreateUnbounded<QueueStatistics>();
        (await embedded.Queue.StartProcessingAsync(new Told(told.Writer))).ShouldBeTrue();

        (await told.Reader.ReadAsync().AsTask().WaitAsync(Patience)).TotalTasks.ShouldBe(0);
        await embedded.RunAsync(EmbeddedQueue.NewTask("echo"));
        await embedded.Queue.StopProcessingAsync();
        told.Writer.Complete();

        var last = (await told.Reader.ReadAllAsync().ToListAsync())[^1];
        (last.TotalTasks, last.CompletedTasks).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Callbacks_of_the_running_process_are_called_for_one_task_or_for_all()
    {
        await using var embedded = await StartAsync("actorqueue.retry.max-retries = 0");
        var all = new ConcurrentQueue<(string, TaskId)>();
        var ended = new TaskCompletionSource<TaskView>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (good, bad) = (EmbeddedQueue.NewTask("echo"), EmbeddedQueue.NewTask("missing"));
        var subscription = await embedded.Queue.SubscribeAsync(new TaskCallbacks
        {
            OnSuccess = task =>
            {
                all.Enqueue(("success", task.Id));
                throw new InvalidOperationException("a callback that throws costs nothing but itself");
            },
            OnFailure = task =>
            {
                all.Enqueue(("failure", task.Id));
                ended.TrySetResult(task);
                return ValueTask.CompletedTask;
            },
        });

        await embedded.RunAsync(good);
        await embedded.RunAsync(bad);

        (await ended.Task.WaitAsync(Patience)).Id.ShouldBe(bad.Id);
        await subscription.DisposeAsync();
        all.ShouldBe([("success", good.Id), ("failure", bad.Id)]);

        // Subscribed after the end, it is told at once.
        var late = new TaskCompletionSource<TaskView>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var once = await embedded.Queue.SubscribeAsync(
            new TaskCallbacks
            {
                OnSuccess = task =>
                {
                    late.TrySetResult(task);
                    return ValueTask.CompletedTask;
                },
            },
            good.Id);
        (await late.Task.WaitAsync(Patience)).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    // Each was made with the host before, whose factory it then called again without end.
    [Fact]
    public async Task A_processor_may_have_the_queue_injected()
    {
        await using var embedded = await EmbeddedQueue.StartAsync((_, queue) => queue.AddProcessor<Parent>("parent").AddProcessor<Echo>("echo"));

        var parent = await embedded.RunAsync(EmbeddedQueue.NewTask("parent"));

        parent.Status.ShouldBe(QueueTaskStatus.Completed, parent.ErrorMessage);
    }

    [Fact]
    public async Task The_queue_that_was_started_first_is_the_default_one()
    {
        await using var first = await StartAsync(workers: 0);
        await using var second = await StartAsync(workers: 0);
        var queues = new DefaultQueue();
        queues.Current.ShouldBeNull();

        queues.Add(first.Queue);
        queues.Add(second.Queue);
        queues.Current.ShouldBe(first.Queue);
        queues.Remove(first.Queue);

        queues.Current.ShouldBe(second.Queue);
        TaskQueue.Default.ShouldNotBeNull();
    }

    [Fact]
    public void A_closed_gate_lets_nothing_through_and_an_allowance_so_many()
    {
        var gate = new ProcessingGate();
        (gate.Limit(7), gate.TryPass()).ShouldBe((7, true));
        gate.Close();
        (gate.Limit(7), gate.TryPass()).ShouldBe((0, false));
        gate.Allow(2);
        (gate.Limit(7), gate.TryPass(), gate.TryPass(), gate.TryPass(), gate.Limit(7)).ShouldBe((2, true, true, false, 0));
        gate.Open();
        (gate.Limit(7), gate.TryPass()).ShouldBe((7, true));
    }

    private static Task<EmbeddedQueue> StartAsync(string hocon = "", int workers = 2) => EmbeddedQueue.StartAsync(
        (services, queue) =>
        {
            services.AddSingleton<Gated>();
            queue.AddProcessor<Echo>("echo").AddProcessor<Gated>("gated").AddProcessor<Missing>("missing");
        },
        hocon,
        workers);

    private static Gated Gate(EmbeddedQueue embedded) => embedded.Services.GetRequiredService<Gated>();

    private static async Task<int> CountAsync(IAsyncEnumerable<TaskChange> changes)
    {
        var count = 0;
        await foreach (var _ in changes)
        {
            count++;
        }

        return count;
    }

    private sealed class Told(ChannelWriter<QueueStatistics> to) : IProgress<QueueStatistics>
    {
        public void Report(QueueStatistics value) => to.TryWrite(value);
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

    private sealed class Parent(TaskQueue queue) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            var child = EmbeddedQueue.NewTask("echo");
            await queue.EnqueueAsync(child, cancellationToken);
            (await queue.WaitAsync(child.Id, cancellationToken))!.Status.ShouldBe(QueueTaskStatus.Completed);
            return TaskResult.Empty;
        }
    }

    private sealed class Gated : ITaskProcessor
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StartedAsync() => _started.Task.WaitAsync(Patience);

        public void Open() => _open.TrySetResult();

        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            _started.TrySetResult();
            await _open.Task.WaitAsync(cancellationToken);
            return TaskResult.Empty;
        }
    }
}
