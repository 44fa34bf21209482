using System.Collections.Concurrent;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;

namespace ActorQueue.Tests.Graph;

/// <summary>Tasks that belong together, through the whole queue on SQLite.</summary>
public sealed class WorkflowTests
{
    [Fact]
    public async Task A_workflow_submitted_in_any_order_runs_in_its_own_also_across_a_restart()
    {
        var ran = new Ran();
        await using var embedded = await StartAsync(ran, workers: 0);
        var fetch = New("work", "fetch");
        var left = New("work", "left") with { DependsOn = [new TaskDependency(fetch.Id)] };
        var right = New("work", "right") with { DependsOn = [new TaskDependency(fetch.Id)] };
        var join = New("work", "join") with { DependsOn = [new TaskDependency(left.Id), new TaskDependency(right.Id)] };
        (await embedded.Queue.EnqueueAsync([join, right, left, fetch], atomic: true)).ShouldAllBe(outcome => outcome.Result == EnqueueResult.Accepted);
        (await embedded.Queue.GetAsync(join.Id))!.Status.ShouldBe(QueueTaskStatus.Blocked);
        await embedded.StopAsync();

        await embedded.StartAsync(otherWorkers: 2);
        (await embedded.EndOfAsync(join.Id)).Status.ShouldBe(QueueTaskStatus.Completed);

        ran.Names.First().ShouldBe("fetch");
        ran.Names.Last().ShouldBe("join");
        ran.Names.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_circle_is_an_answer_and_all_or_nothing_leaves_nothing()
    {
        await using var embedded = await StartAsync(new Ran(), workers: 0);
        var first = New("work", "first");
        var second = New("work", "second") with { DependsOn = [new TaskDependency(first.Id)] };
        first = first with { DependsOn = [new TaskDependency(second.Id)] };
        var alone = New("work", "alone");

        var outcomes = await embedded.Queue.EnqueueAsync([first, second, alone], atomic: true);

        outcomes.Select(outcome => outcome.Reason).ShouldBe([RejectReasons.DependencyCycle, RejectReasons.DependencyCycle, RejectReasons.NotAlone]);
        outcomes[0].Message!.ShouldContain($"{first.Id} ('first') → {second.Id} ('second')");
        (await embedded.Queue.GetAsync(alone.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_failure_is_followed_and_told_to_those_that_wait()
    {
        await using var embedded = await StartAsync(new Ran());
        var failing = New("fail", "failing") with
        {
            Retry = new RetryOptions { MaxAttempts = 1 },
            FollowUps = [new FollowUp(DependencyCondition.Failure, Template("mend")), new FollowUp(DependencyCondition.Success, Template("never"))],
        };
        var waiting = New("work", "waiting") with { DependsOn = [new TaskDependency(failing.Id)] };
        await embedded.Queue.EnqueueAsync([failing, waiting]);

        (await embedded.EndOfAsync(waiting.Id)).Error!.Code.ShouldBe(ErrorCodes.DependencyFailed);
        var mended = await embedded.EndOfAsync(FollowUpId.Of(failing.Id, 1, 0));
        (mended.Status, mended.ParentId, mended.Name).ShouldBe((QueueTaskStatus.Completed, failing.Id, "mend"));
        (await embedded.Queue.GetAsync(FollowUpId.Of(failing.Id, 1, 1))).ShouldBeNull();
        (await AfterRestartAsync(embedded, mended.Id)).ParentId.ShouldBe(failing.Id);
    }

    [Fact]
    public async Task A_batch_is_filled_sealed_counted_and_called_back_once()
    {
        var ran = new Ran();
        await using var embedded = await StartAsync(ran);
        var outer = NewBatch("album");
        var inner = NewBatch("disc 1", outer.Id) with { OnCompletion = Template("disc done") };
        outer = outer with { OnCompletion = Template("album done"), OnSuccess = Template("album good"), OnFailure = Template("album bad") };
        (await embedded.Queue.CreateBatchAsync(outer)).Result.ShouldBe(EnqueueResult.Accepted);
        (await embedded.Queue.CreateBatchAsync(inner)).Result.ShouldBe(EnqueueResult.Accepted);
        var members = Enumerable.Range(0, 20).Select(i => New("work", $"{i}") with { BatchId = inner.Id }).ToArray();
        await embedded.Queue.EnqueueAsync(members);
        await embedded.Queue.SealBatchAsync(outer.Id);
        (await embedded.Queue.SealBatchAsync(inner.Id))!.TotalTasks.ShouldBe(20);

        foreach (var member in members)
        {
            await embedded.EndOfAsync(member.Id);
        }

        // They are known as soon as the last member's end is: both stand in one commit.
        (await embedded.EndOfAsync(FollowUpId.Of(outer.Id, 1, 0))).Status.ShouldBe(QueueTaskStatus.Completed);
        (await embedded.EndOfAsync(FollowUpId.Of(outer.Id, 1, 1))).ParentBatchId.ShouldBe(outer.Id);
        (await embedded.EndOfAsync(FollowUpId.Of(inner.Id, 1, 0))).Name.ShouldBe("disc done");
        ran.Names.Count(name => name.StartsWith("album", StringComparison.Ordinal)).ShouldBe(2);
        await embedded.StopAsync();
        await embedded.StartAsync();

        var view = (await embedded.Queue.GetBatchAsync(inner.Id)).ShouldNotBeNull();
        (view.Status, view.CompletedTasks, view.ParentBatchId).ShouldBe((BatchStatus.Completed, 20, outer.Id));
        (await embedded.Queue.ListBatchesAsync(new ListBatches())).Batches.Select(batch => batch.Id).ShouldBe([inner.Id, outer.Id]);
        (await embedded.Queue.EnqueueAsync(New("work", "late") with { BatchId = inner.Id })).Reason.ShouldBe(RejectReasons.BatchSealed);
        (await AfterRestartAsync(embedded, members[0].Id)).BatchId.ShouldBe(inner.Id);
    }

    [Fact]
    public async Task A_batch_is_cancelled_as_a_whole()
    {
        await using var embedded = await StartAsync(new Ran(), workers: 1);
        var batch = NewBatch("unwanted");
        await embedded.Queue.CreateBatchAsync(batch);
        var running = New("wait", "running") with { BatchId = batch.Id, Priority = TaskPriority.High };
        var waiting = New("wait", "waiting") with { BatchId = batch.Id };
        await embedded.Queue.EnqueueAsync([running, waiting]);
        await Waiter.Started.WaitAsync(TimeSpan.FromMinutes(1));

        (await embedded.Queue.CancelBatchAsync(batch.Id)).ShouldBe(new BatchCancelAnswered(batch.Id, Cancelled: 1, Requested: 1));

        (await embedded.EndOfAsync(running.Id)).Status.ShouldBe(QueueTaskStatus.Cancelled);
        var view = (await embedded.Queue.GetBatchAsync(batch.Id))!;
        (view.Status, view.CancelledTasks).ShouldBe((BatchStatus.Failed, 2));
        (await embedded.Queue.CancelBatchAsync(BatchId.New(TimeProvider.System))).ShouldBeNull();
        (await embedded.Queue.GetBatchAsync(BatchId.New(TimeProvider.System))).ShouldBeNull();
        (await embedded.Queue.SealBatchAsync(BatchId.New(TimeProvider.System))).ShouldBeNull();
    }

    [Fact]
    public async Task A_batch_gets_another_run_as_a_whole_and_ends_again_once()
    {
        var ran = new Ran();
        await using var embedded = await StartAsync(ran, workers: 2);
        var batch = NewBatch("again") with { OnFailure = Template("first end"), OnSuccess = Template("second end") };
        await embedded.Queue.CreateBatchAsync(batch);
        var good = New("work", "good") with { BatchId = batch.Id };
        var bad = New("mended", "bad") with { BatchId = batch.Id, Retry = new RetryOptions { MaxAttempts = 1 } };
        var behind = New("work", "behind") with { BatchId = batch.Id, DependsOn = [new TaskDependency(bad.Id)] };
        await embedded.Queue.EnqueueAsync([good, bad, behind]);
        await embedded.Queue.SealBatchAsync(batch.Id);
        await embedded.EndOfAsync(good.Id);
        (await embedded.EndOfAsync(behind.Id)).Error!.Code.ShouldBe(ErrorCodes.DependencyFailed);
        (await embedded.EndOfAsync(FollowUpId.Of(batch.Id, 1, 2))).Name.ShouldBe("first end");
        ran.IsMended = true;

        (await embedded.Queue.RetryBatchAsync(batch.Id)).ShouldBe(new BatchRetryAnswered(batch.Id, Retried: 2, Refused: 0));

        (await embedded.EndOfAsync(behind.Id)).Status.ShouldBe(QueueTaskStatus.Completed);
        (await embedded.EndOfAsync(FollowUpId.Of(batch.Id, 2, 1))).Name.ShouldBe("second end");
        var view = (await embedded.Queue.GetBatchAsync(batch.Id))!;
        (view.Status, view.Runs, view.CompletedTasks, view.FailedTasks).ShouldBe((BatchStatus.Completed, 2, 3, 0));
        (await embedded.Queue.RetryBatchAsync(BatchId.New(TimeProvider.System))).ShouldBeNull();
    }

    [Fact]
    public async Task Another_run_of_a_batch_is_one_of_every_member_however_many_and_of_those_within_it_and_of_no_other_task()
    {
        await using var embedded = await StartAsync(new Ran(), workers: 0);
        var (outer, other) = (NewBatch("album"), NewBatch("other"));
        var inner = NewBatch("disc 1", outer.Id);
        foreach (var batch in new[] { outer, inner, other })
        {
            await embedded.Queue.CreateBatchAsync(batch);
        }

        var members = Enumerable.Range(0, ListTasks.MaxPageSize + 20).Select(i => New("work", $"{i}") with { BatchId = i % 100 == 0 ? inner.Id : outer.Id }).ToArray();
        TaskSpec[] others = [New("work", "other's") with { BatchId = other.Id }, New("work", "nobody's")];
        await embedded.Queue.EnqueueAsync([.. members, .. others]);
        await embedded.Queue.CancelAsync(TaskFilter.All);
        // Stopped, it has written them into the tables.
        await embedded.StopAsync();
        var queue = await embedded.StartAsync();

        (await queue.RetryBatchAsync(outer.Id)).ShouldBe(new BatchRetryAnswered(outer.Id, Retried: members.Length, Refused: 0));

        (await queue.GetStatisticsAsync()).PendingTasks.ShouldBe(members.Length);
        foreach (var task in others)
        {
            (await queue.GetAsync(task.Id))!.Status.ShouldBe(QueueTaskStatus.Cancelled);
        }
    }

    private static Task<EmbeddedQueue> StartAsync(Ran ran, int workers = 4) => EmbeddedQueue.StartAsync(
        (services, queue) =>
        {
            services.AddSingleton(ran);
            queue.AddProcessor<Worker>("work").AddProcessor<Failing>("fail").AddProcessor<Waiter>("wait").AddProcessor<Mended>("mended");
        },
        workers: workers);

    /// <summary>A finished task after a restart.</summary>
    private static async Task<TaskView> AfterRestartAsync(EmbeddedQueue embedded, TaskId id)
    {
        await embedded.StopAsync();
        await embedded.StartAsync();
        return (await embedded.Queue.GetAsync(id)).ShouldNotBeNull();
    }

    private static TaskSpec New(string kind, string name) => EmbeddedQueue.NewTask(kind) with { Name = name };

    private static TaskSpec Template(string name) => new() { Id = default, Kind = "work", Name = name };

    private static BatchSpec NewBatch(string name, BatchId? parent = null) =>
        new() { Id = BatchId.New(TimeProvider.System), Name = name, ParentBatchId = parent };

    private sealed class Ran
    {
        public bool IsMended { get; set; }

        public ConcurrentQueue<string> Names { get; } = new();
    }

    private sealed class Worker(Ran ran) : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            ran.Names.Enqueue(context.Name);
            return ValueTask.FromResult(TaskResult.Empty);
        }
    }

    private sealed class Failing : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("always");
    }

    private sealed class Mended(Ran ran) : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ran.IsMended ? ValueTask.FromResult(TaskResult.Empty) : throw new InvalidOperationException("not yet");
    }

    private sealed class Waiter : ITaskProcessor
    {
        public static SemaphoreSlim Started { get; } = new(0);

        public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
        {
            Started.Release();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return TaskResult.Empty;
        }
    }
}
