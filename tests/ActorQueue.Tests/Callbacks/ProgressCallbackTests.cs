using System.Threading.Channels;
using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Processors;
using ActorQueue.Tests.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Callbacks;

/// <summary>Progress handlers by registered name, through a whole queue.</summary>
public sealed class ProgressCallbackTests
{
    [Fact]
    public async Task The_last_progress_is_told_before_the_callback_of_the_end()
    {
        var told = new Told();
        await using var embedded = await EmbeddedQueue.StartAsync(Configure(told), "actorqueue.progress.callback-interval = 1h");

        await embedded.RunAsync(EmbeddedQueue.NewTask("two").WithProgressCallback("bar").WithCallback(DependencyCondition.End, "end"));

        // The first is told at once. The pause after it is an hour, which the end does not wait out.
        (await told.UpToAsync("end")).ShouldBe(["two 1", "two 2", "end"]);
    }

    [Fact]
    public async Task The_name_is_kept_with_the_task_over_a_restart()
    {
        var told = new Told();
        await using var embedded = await EmbeddedQueue.StartAsync(Configure(told), workers: 0);
        var task = EmbeddedQueue.NewTask("steps").WithProgressCallback("bar");
        await embedded.Queue.EnqueueAsync(task);
        await embedded.StopAsync();

        await embedded.StartAsync(otherWorkers: 2);

        await told.UpToAsync("steps 100");
        (await embedded.EndOfAsync(task.Id)).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task A_handler_that_throws_or_is_not_there_does_not_fail_the_task()
    {
        await using var embedded = await EmbeddedQueue.StartAsync(Configure(new Told { Fails = true }));

        foreach (var handler in new[] { "bar", "nobody" })
        {
            var end = await embedded.RunAsync(EmbeddedQueue.NewTask("steps").WithProgressCallback(handler).WithCallback(DependencyCondition.End, "end"));
            end.Status.ShouldBe(QueueTaskStatus.Completed);
            (await embedded.EndOfAsync(FollowUpId.Of(end.Id, 1, 0))).Status.ShouldBe(QueueTaskStatus.Completed);
        }
    }

    [Fact]
    public async Task Statistics_are_told_to_each_callback_at_the_interval_and_when_the_host_stops_also_when_one_throws()
    {
        var told = new Told();
        await using var embedded = new EmbeddedQueue(Configure(told, queue => queue.AddStatisticsCallback<Board>("board").AddStatisticsCallback<Broken>("broken")), "actorqueue.progress.update-interval = 1ms");
        for (var start = 1; start <= 2; start++)
        {
            await embedded.StartAsync();
            using var measured = new MeasuredValues(embedded.Services.GetRequiredService<ActorQueueHost>().Runtimes[0].Metrics.Meter);
            await told.UpToAsync($"default {start - 1}");
            await embedded.RunAsync(EmbeddedQueue.NewTask("steps"));
            await told.UpToAsync($"default {start}");
            await told.UpToAsync("broken");
            await told.UpToAsync("broken");
            measured.Sum("actorqueue.callbacks.failed", "callback", "broken").ShouldBeGreaterThan(0);
            await embedded.StopAsync();
        }
    }

    [Fact]
    public async Task Without_an_interval_nobody_is_told_statistics()
    {
        var told = new Told();
        await using var embedded = await EmbeddedQueue.StartAsync(Configure(told, queue => queue.AddStatisticsCallback<Board>("board")), "actorqueue.progress.update-interval = 0");

        await embedded.RunAsync(EmbeddedQueue.NewTask("steps"));
        await embedded.StopAsync();

        told.Any.ShouldBeFalse();
    }

    [Fact]
    public async Task Two_progress_callbacks_of_one_name_are_told_when_the_host_starts() => await Should.ThrowAsync<QueueConfigurationException>(
        () => EmbeddedQueue.StartAsync(Configure(new Told(), queue => queue.AddProgressCallback<Bar>("bar"))));

    private static Action<IServiceCollection, ActorQueueBuilder> Configure(Told told, Action<ActorQueueBuilder>? more = null) => (services, queue) =>
    {
        services.AddSingleton(told);
        queue.AddProcessor<Steps>("steps").AddProcessor<Two>("two").AddProgressCallback<Bar>("bar").AddCallback<End>("end");
        more?.Invoke(queue);
    };

    private sealed class Told
    {
        private readonly Channel<string> _calls = Channel.CreateUnbounded<string>();

        public bool Fails { get; init; }

        /// <summary>Ends with the first call.</summary>
        public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Any => _calls.Reader.Count > 0;

        public void Add(string call)
        {
            _calls.Writer.TryWrite(call);
            First.TrySetResult();
            if (Fails)
            {
                throw new InvalidOperationException("not now");
            }
        }

        public async Task<List<string>> UpToAsync(string last)
        {
            List<string> calls = [];
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            do
            {
                calls.Add(await _calls.Reader.ReadAsync(patience.Token));
            }
            while (calls[^1] != last);
            return calls;
        }
    }

    private sealed class Steps : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            for (var step = 1; step <= 100; step++)
            {
                context.ReportProgress(step, 100);
            }

            return ValueTask.FromResult(TaskResult.Empty);
        }
    }

    /// <summary>Reports a second time when the first has been told.</summary>
    private sealed class Two(Told told) : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            context.ReportProgress(1, 2);
            await told.First.Task.WaitAsync(cancellationToken);
            context.ReportProgress(2, 2);
            return TaskResult.Empty;
        }
    }

    // The queue is injected: a handler that asks it is the usual one.
    private sealed class Bar(Told told, TaskQueue queue) : IProgressCallback
    {
        public async ValueTask ReportAsync(ProgressContext context, CancellationToken cancellationToken)
        {
            await queue.GetStatisticsAsync(cancellationToken);
            told.Add($"{context.Task.Kind} {context.Progress.Current}");
        }
    }

    private sealed class End(Told told) : ITaskCallback
    {
        public ValueTask InvokeAsync(CallbackContext context, CancellationToken cancellationToken)
        {
            if (!told.Fails)
            {
                told.Add("end");
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class Board(Told told) : IStatisticsCallback
    {
        public ValueTask ReportAsync(StatisticsContext context, CancellationToken cancellationToken)
        {
            told.Add($"{context.Queue} {context.Statistics.TotalTasks}");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Broken(Told told) : IStatisticsCallback
    {
        public ValueTask ReportAsync(StatisticsContext context, CancellationToken cancellationToken)
        {
            told.Add("broken");
            throw new InvalidOperationException("never");
        }
    }
}
