using System.Collections.Concurrent;
using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Callbacks;

/// <summary>Callbacks for the life of the process.</summary>
public sealed class CallbackSubscriptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_callbacks_of_one_task_hear_of_its_progress_and_its_end_and_of_no_other()
    {
        await using var embedded = await StartAsync();
        var told = new Told();
        var task = EmbeddedQueue.NewTask("gated");
        await using var subscription = await embedded.Queue.SubscribeAsync(told.Callbacks, task.Id);

        await embedded.RunAsync(EmbeddedQueue.NewTask("echo"));
        await embedded.Queue.EnqueueAsync(task);
        (await told.Progress.Task.WaitAsync(Patience)).Progress!.Percent.ShouldBe(50);
        embedded.Services.GetRequiredService<Gated>().Open.SetResult();

        (await told.End.Task.WaitAsync(Patience)).Status.ShouldBe(QueueTaskStatus.Completed);
        told.Ids.ShouldAllBe(id => id == task.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_task_is_none_that_succeeded(bool isSubscribedBefore)
    {
        await using var embedded = await StartAsync(workers: 0);
        var told = new Told();
        var task = EmbeddedQueue.NewTask("echo");
        await embedded.Queue.EnqueueAsync(task);
        await using var before = isSubscribedBefore ? await embedded.Queue.SubscribeAsync(told.Callbacks, task.Id) : null;

        await embedded.Queue.CancelAsync(task.Id);

        await using var after = isSubscribedBefore ? null : await embedded.Queue.SubscribeAsync(told.Callbacks, task.Id);
        (await told.End.Task.WaitAsync(Patience)).Status.ShouldBe(QueueTaskStatus.Cancelled);
        told.Successes.ShouldBe(0);
    }

    [Fact]
    public async Task A_progress_that_throws_is_told_again_and_one_that_is_replaced_is_not()
    {
        await using var embedded = await StartAsync(hocon: "actorqueue.progress.update-interval = 1ms");
        var (first, second) = (new ThrowingProgress(), new ThrowingProgress());
        await embedded.Queue.StartProcessingAsync(first);
        await first.ThirdTime.Task.WaitAsync(Patience);

        await embedded.Queue.StartProcessingAsync(second);

        var times = first.Times;
        await second.ThirdTime.Task.WaitAsync(Patience);
        await embedded.Queue.StopProcessingAsync();
        first.Times.ShouldBe(times);
    }

    [Fact]
    public async Task At_the_end_the_statistics_are_told_once_more_however_long_the_interval()
    {
        await using var embedded = await StartAsync(hocon: "actorqueue.progress.update-interval = 1d");
        var told = new LastProgress();
        await embedded.Queue.StartProcessingAsync(told);
        await embedded.RunAsync(EmbeddedQueue.NewTask("echo"));
        told.Last.ShouldBeNull();

        await embedded.Queue.StopProcessingAsync();

        told.Last.ShouldNotBeNull().CompletedTasks.ShouldBe(1);
    }

    private static Task<EmbeddedQueue> StartAsync(string hocon = "", int workers = 2) => EmbeddedQueue.StartAsync(
        (services, queue) =>
        {
            services.AddSingleton<Gated>();
            queue.AddProcessor<Echo>("echo").AddProcessor<Gated>("gated");
        },
        hocon,
        workers);

    private sealed class Told
    {
        private int _successes;

        public Told() => Callbacks = new TaskCallbacks
        {
            OnSuccess = task =>
            {
                Interlocked.Increment(ref _successes);
                return Ended(task);
            },
            OnFailure = Ended,
            OnProgress = task =>
            {
                Ids.Enqueue(task.Id);
                Progress.TrySetResult(task);
                return ValueTask.CompletedTask;
            },
        };

        public TaskCallbacks Callbacks { get; }

        public ConcurrentQueue<TaskId> Ids { get; } = new();

        public int Successes => _successes;

        public TaskCompletionSource<TaskView> Progress { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<TaskView> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private ValueTask Ended(TaskView task)
        {
            Ids.Enqueue(task.Id);
            End.TrySetResult(task);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class LastProgress : IProgress<QueueStatistics>
    {
        public QueueStatistics? Last { get; private set; }

        public void Report(QueueStatistics value) => Last = value;
    }

    private sealed class ThrowingProgress : IProgress<QueueStatistics>
    {
        private int _times;

        public int Times => Volatile.Read(ref _times);

        public TaskCompletionSource ThirdTime { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Report(QueueStatistics value)
        {
            if (Interlocked.Increment(ref _times) == 3)
            {
                ThirdTime.SetResult();
            }

            throw new InvalidOperationException("a progress that throws costs nothing but itself");
        }
    }

    private sealed class Echo : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskResult(context.Payload, context.ContentType));
    }

    private sealed class Gated : ITaskProcessor
    {
        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            context.ReportProgress(1, 2);
            await Open.Task.WaitAsync(cancellationToken);
            return TaskResult.Empty;
        }
    }
}
