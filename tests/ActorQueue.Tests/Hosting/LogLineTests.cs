using ActorQueue.Contracts;
using ActorQueue.Processors;
using ActorQueue.Tests.Isolation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Tests.Hosting;

/// <summary>The lines that people and programs search a host's log for, to the letter; those about memory are held by <c>ResourceMonitorTests</c>.</summary>
public sealed class LogLineTests
{
    private readonly LogLines _log = new();

    [Fact]
    public async Task What_becomes_of_tasks_is_logged_in_the_words_that_are_promised()
    {
        await using var embedded = await EmbeddedQueue.StartAsync(
            (services, queue) =>
            {
                services.AddSingleton<ILoggerFactory>(new OneLogger(_log));
                queue.AddProcessor<Refusing>("refusing");
            },
            workers: 3);
        var id = TaskId.New(TimeProvider.System);
        await embedded.RunAsync(new TaskSpec
        {
            Id = id,
            Kind = "refusing",
            Name = "song.wav",
            Priority = 7,
            Retry = RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 3),
        });

        // Lines of an actor are written after its answers.
        await LineAsync(LogLevel.Information, line => line.StartsWith("Queue: Started processing with 3 workers", StringComparison.Ordinal));
        await LineAsync(LogLevel.Information, line => line == $"Queue: Added task {id} for song.wav (priority: 7)");
        await LineAsync(LogLevel.Warning, line => line == $"Queue: Task {id} retry 1/2");
        await LineAsync(LogLevel.Warning, line => line == $"Queue: Task {id} retry 2/2");
        await LineAsync(LogLevel.Error, line => line.StartsWith($"Queue: Task {id} failed after 2 retries", StringComparison.Ordinal));
    }

    [Fact]
    public async Task How_far_the_queue_is_is_logged_at_its_interval_in_the_words_that_are_promised()
    {
        await using var embedded = await EmbeddedQueue.StartAsync(
            (services, queue) =>
            {
                services.AddSingleton<ILoggerFactory>(new OneLogger(_log));
                queue.AddProcessor<Refusing>("refusing");
            },
            "actorqueue.progress.update-interval = 100ms");
        (await embedded.Queue.EnqueueAsync(EmbeddedQueue.NewTask("refusing") with { NotBefore = DateTimeOffset.MaxValue })).Result.ShouldBe(EnqueueResult.Accepted);
        for (var i = 0; i < 2; i++)
        {
            await embedded.RunAsync(EmbeddedQueue.NewTask("refusing") with { Retry = RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 1) });
        }

        await LineAsync(LogLevel.Information, line => line == "Queue: Progress: 66.7% (2/3)");
    }

    private async Task LineAsync(LogLevel level, Func<string, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_log.All.Any(line => line.Level == level && isWanted(line.Text)))
        {
            patience.IsCancellationRequested.ShouldBeFalse($"the log is:\n{string.Join('\n', _log.All)}");
            await Task.Yield();
        }
    }

    private sealed class Refusing : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) => throw new IOException("no");
    }
}
