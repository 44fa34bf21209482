using System.Collections.Concurrent;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Hosting;

/// <summary>Dead letters and checkpoints, on SQLite as a host application uses them.</summary>
public sealed class DeadLetterTests : EmbeddedHosts
{
    private const string NoRetries = "actorqueue.retry { max-retries = 1, delay = 1ms }";
    private readonly Behaviour _behaviour = new();

    [Fact]
    public async Task A_dead_letter_is_kept_with_every_error_and_runs_again_under_its_id_after_a_restart()
    {
        var host = await StartAsync(NoRetries);
        var task = NewTask("moody") with { Name = "the song", Payload = "payload"u8.ToArray() };
        await Queue(host).EnqueueAsync(task);
        (await Queue(host).WaitAsync(task.Id))!.Status.ShouldBe(QueueTaskStatus.Failed);
        await StopAsync(host);

        var queue = Queue(await StartAsync(NoRetries));
        var dead = (await queue.ListDeadLettersAsync(new TaskFilter { ErrorContains = "MOOD" })).Tasks.ShouldHaveSingleItem();
        dead.Errors.Select(error => error.Attempt).ShouldBe([1, 2]);
        dead.Errors.ShouldAllBe(error => error.Message.Contains("not in the mood") && error.WorkerId != null);
        _behaviour.IsGood = true;

        var answer = await queue.RetryAsync(task.Id);

        (answer.Result, answer.Run).ShouldBe((TaskRetryResult.Retried, 2));
        var done = (await queue.WaitAsync(task.Id))!;
        (done.Status, done.Run, done.Attempts, done.Name).ShouldBe((QueueTaskStatus.Completed, 2, 1, "the song"));
        _behaviour.Attempts.ShouldBe([1, 2, 3]);
        done.Result!.Value.ToArray().ShouldBe("payload"u8.ToArray());
        (await queue.ListDeadLettersAsync(TaskFilter.All)).Tasks.ShouldBeEmpty();
        (await queue.RetryAsync(task.Id)).Result.ShouldBe(TaskRetryResult.Completed);
        (await queue.RetryAsync(TaskId.New(TimeProvider.System))).Result.ShouldBe(TaskRetryResult.NotFound);
    }

    [Fact]
    public async Task All_that_fit_are_retried_or_deleted_at_once()
    {
        var queue = Queue(await StartAsync(NoRetries));
        var tasks = Enumerable.Range(0, 130).Select(i => NewTask(i % 2 == 0 ? "moody" : "missing", i % 13)).ToArray();
        await queue.EnqueueAsync(tasks);
        foreach (var task in tasks)
        {
            await queue.WaitAsync(task.Id);
        }

        _behaviour.IsGood = true;
        (await queue.RetryDeadLettersAsync(new TaskFilter { ErrorCode = ErrorCodes.Failed })).ShouldBe(65);
        foreach (var task in tasks.Where(task => task.Kind == "moody"))
        {
            (await queue.WaitAsync(task.Id))!.Status.ShouldBe(QueueTaskStatus.Completed);
        }

        (await queue.DeleteDeadLettersAsync(new TaskFilter { MinPriority = 7 })).ShouldBe(tasks.Count(task => task.Kind == "missing" && task.Priority >= 7));
        (await queue.DeleteDeadLettersAsync(TaskFilter.All)).ShouldBe(tasks.Count(task => task.Kind == "missing" && task.Priority < 7));
        (await queue.GetAsync(tasks[1].Id)).ShouldBeNull();
    }

    [Fact]
    public async Task Dead_letters_come_in_pages_those_that_failed_last_first()
    {
        var queue = Queue(await StartAsync(NoRetries));
        TaskSpec[] tasks = [NewTask("missing"), NewTask("missing"), NewTask("missing")];
        foreach (var task in tasks)
        {
            await queue.EnqueueAsync(task);
            await queue.WaitAsync(task.Id);
        }

        var first = await queue.ListDeadLettersAsync(TaskFilter.All, pageSize: 2);
        var second = await queue.ListDeadLettersAsync(TaskFilter.All, pageSize: 2, first.NextCursor.ShouldNotBeNull());

        // Two that ended in the same millisecond come by their ids.
        TaskView[] listed = [.. first.Tasks, .. second.Tasks];
        (first.Tasks.Count, second.Tasks.Count, second.NextCursor).ShouldBe((2, 1, null));
        listed.Select(task => task.Id).ShouldBe(tasks.Select(task => task.Id), ignoreOrder: true);
        listed.Select(task => TaskSortKey.Of(TaskSort.Ended, task)).ShouldBe(listed.Select(task => TaskSortKey.Of(TaskSort.Ended, task)).OrderDescending());
    }

    [Fact]
    public async Task A_retried_dead_letter_that_waits_is_listed_once_and_not_as_a_dead_letter()
    {
        var queue = Queue(await StartAsync(NoRetries));
        var task = NewTask("moody");
        await queue.EnqueueAsync(task);
        await queue.WaitAsync(task.Id);
        await queue.PauseAsync();

        (await queue.RetryAsync(task.Id)).Result.ShouldBe(TaskRetryResult.Retried);

        (await queue.ListDeadLettersAsync(TaskFilter.All)).Tasks.ShouldBeEmpty();
        (await queue.DeleteDeadLettersAsync(TaskFilter.All)).ShouldBe(0);
        (await queue.ListAsync(new ListTasks())).Tasks.ShouldHaveSingleItem().Status.ShouldBe(QueueTaskStatus.Pending);
        (await queue.RetryAsync(task.Id)).Result.ShouldBe(TaskRetryResult.NotEnded);
    }

    [Fact]
    public async Task An_attempt_goes_on_from_what_the_one_before_has_saved()
    {
        var queue = Queue(await StartAsync(NoRetries));
        var task = NewTask("saving");
        await queue.EnqueueAsync(task);

        var done = (await queue.WaitAsync(task.Id))!;

        (done.Status, done.Attempts).ShouldBe((QueueTaskStatus.Completed, 2));
        done.Result!.Value.ToArray().ShouldBe("second half"u8.ToArray());
    }

    [Fact]
    public async Task A_checkpoint_that_is_too_large_fails_its_task_for_good()
    {
        var queue = Queue(await StartAsync(NoRetries + "\nactorqueue.attempt.max-checkpoint-bytes = 4 B"));
        var task = NewTask("saving");
        await queue.EnqueueAsync(task);

        var failed = (await queue.WaitAsync(task.Id))!;
        (failed.Status, failed.Attempts, failed.Error!.Code).ShouldBe((QueueTaskStatus.Failed, 1, ErrorCodes.CheckpointTooLarge));
    }

    private protected override void AddProcessors(IServiceCollection services, ActorQueueBuilder builder)
    {
        services.AddSingleton(_behaviour);
        builder.AddProcessor<MoodyProcessor>("moody").AddProcessor<MissingProcessor>("missing").AddProcessor<SavingProcessor>("saving");
    }

    private sealed class Behaviour
    {
        public volatile bool IsGood;

        public ConcurrentQueue<int> Attempts { get; } = new();
    }

    private sealed class MoodyProcessor(Behaviour behaviour) : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            behaviour.Attempts.Enqueue(context.Attempt);
            return behaviour.IsGood
                ? ValueTask.FromResult(new TaskResult(context.Payload, context.ContentType))
                : throw new InvalidOperationException("not in the mood");
        }
    }

    private sealed class MissingProcessor : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) => throw new FileNotFoundException("gone", "/no/such/file");
    }

    private sealed class SavingProcessor : ITaskProcessor
    {
        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            if (context.Checkpoint is not { } checkpoint)
            {
                await context.SaveCheckpointAsync("second half"u8.ToArray(), cancellationToken);
                throw new InvalidOperationException("lost its way");
            }

            return new TaskResult(checkpoint, "text/plain");
        }
    }
}
