using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Processors;

/// <summary>All threads for synchronous processors are taken: the task waits out a backoff instead of holding an analyzer, and is a dead letter at the end.</summary>
public sealed class ThreadExhaustionTests
{
    private const string OneThread = "actorqueue { workers { sync-threads = 1, sync-admission = 1ms }, retry { max-retries = 2, delay = 1ms } }";

    [Fact]
    public async Task A_task_that_finds_no_thread_is_retried_and_fails_as_rejected_when_its_retries_are_used_up()
    {
        var holder = new HoldingProcessor();
        await using var embedded = await StartAsync(holder);
        await embedded.Queue.EnqueueAsync(EmbeddedQueue.NewTask("hold"));
        await holder.StartedAsync();

        var measured = new ConcurrentBag<(string, double)>();
        using var listener = new MeterListener { InstrumentPublished = Listen };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured.Add((instrument.Name, value)));

        var rejected = await embedded.RunAsync(EmbeddedQueue.NewTask("compute"));

        (rejected.Status, rejected.Attempts, rejected.Error!.Code).ShouldBe((QueueTaskStatus.Failed, 3, ErrorCodes.Rejected));
        embedded.Queue.ProcessorThreads.Exhaustions.ShouldBe(3);
        embedded.Queue.ProcessorThreads.UtilizationPercent.ShouldBe(100);
        listener.Start();
        listener.RecordObservableInstruments();
        // Other tests' hosts have this meter too.
        measured.ShouldContain(("actorqueue.pool.exhaustion", 3.0));
        holder.Finish.SetResult();
    }

    [Fact]
    public async Task A_rejected_task_runs_when_a_thread_is_free_again()
    {
        var holder = new HoldingProcessor();
        await using var embedded = await StartAsync(holder);
        var first = EmbeddedQueue.NewTask("hold");
        await embedded.Queue.EnqueueAsync(first);
        await holder.StartedAsync();
        var second = EmbeddedQueue.NewTask("compute") with { Retry = RetryOptions.Fixed(TimeSpan.FromMilliseconds(1), maxAttempts: 1000) };
        await embedded.Queue.EnqueueAsync(second);
        while (embedded.Queue.ProcessorThreads.Exhaustions == 0)
        {
            await Task.Yield();
        }

        holder.Finish.SetResult();

        (await embedded.EndOfAsync(second.Id)).Status.ShouldBe(QueueTaskStatus.Completed);
        (await embedded.EndOfAsync(first.Id)).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    // One that runs asynchronously needs none of the threads, however taken they are.
    [Fact]
    public async Task An_asynchronous_processor_is_not_held_up_by_taken_threads()
    {
        var holder = new HoldingProcessor();
        await using var embedded = await StartAsync(holder);
        await embedded.Queue.EnqueueAsync(EmbeddedQueue.NewTask("hold"));
        await holder.StartedAsync();

        (await embedded.RunAsync(EmbeddedQueue.NewTask("await"))).Status.ShouldBe(QueueTaskStatus.Completed);
        holder.Finish.SetResult();
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument is { Name: "actorqueue.pool.exhaustion" })
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static Task<EmbeddedQueue> StartAsync(HoldingProcessor holder) => EmbeddedQueue.StartAsync(
        (services, queue) =>
        {
            services.AddSingleton(holder);
            queue.AddProcessor<HoldingProcessor>("hold").AddProcessor<Computing>("compute").AddProcessor<Awaiting>("await");
        },
        OneThread);

    private sealed class HoldingProcessor : ISyncTaskProcessor
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Finish { get; } = new();

        public Task StartedAsync() => _started.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            _started.TrySetResult();
            Finish.Task.Wait(cancellationToken);
            return TaskResult.Empty;
        }
    }

    private sealed class Computing : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken) => TaskResult.Empty;
    }

    private sealed class Awaiting : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) => ValueTask.FromResult(TaskResult.Empty);
    }
}
