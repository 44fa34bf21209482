using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests.Graph;

public sealed class DependencyTests
{
    private readonly QueueScenario _queue = new(new QueueSettings { MaxLength = 0 });

    [Fact]
    public void A_task_is_blocked_until_all_that_it_waits_for_have_completed()
    {
        var first = _queue.Submit("first");
        var second = _queue.Submit("second");
        var after = Submit([new TaskDependency(first), new TaskDependency(second)]);

        _queue.View(after).Status.ShouldBe(QueueTaskStatus.Blocked);
        _queue.View(after).DependsOn.Select(dependency => dependency.Id).ShouldBe([first, second]);
        var running = _queue.Assign(10);
        running.Select(attempt => attempt.Id).ShouldBe([first, second], "a blocked task is not given out");
        _queue.Complete(running[0]);
        _queue.View(after).Status.ShouldBe(QueueTaskStatus.Blocked);
        _queue.View(after).DependsOn.ShouldHaveSingleItem().Id.ShouldBe(second);
        _queue.Complete(running[1]);
        _queue.View(after).Status.ShouldBe(QueueTaskStatus.Pending);
        _queue.Assign().ShouldHaveSingleItem().Id.ShouldBe(after);
    }

    [Theory]
    [InlineData(DependencyCondition.Success, QueueTaskStatus.Completed, true)]
    [InlineData(DependencyCondition.Success, QueueTaskStatus.Failed, false)]
    [InlineData(DependencyCondition.Success, QueueTaskStatus.Cancelled, false)]
    [InlineData(DependencyCondition.Failure, QueueTaskStatus.Completed, false)]
    [InlineData(DependencyCondition.Failure, QueueTaskStatus.Failed, true)]
    [InlineData(DependencyCondition.Failure, QueueTaskStatus.Cancelled, true)]
    [InlineData(DependencyCondition.End, QueueTaskStatus.Completed, true)]
    [InlineData(DependencyCondition.End, QueueTaskStatus.Failed, true)]
    [InlineData(DependencyCondition.End, QueueTaskStatus.Cancelled, true)]
    public void It_runs_after_the_end_that_it_asked_for(DependencyCondition on, QueueTaskStatus end, bool runs)
    {
        var expected = runs ? QueueTaskStatus.Pending : QueueTaskStatus.Failed;
        var first = _queue.Submit();
        var waiting = Submit([new TaskDependency(first, on)]);
        End(first, end);
        _queue.View(waiting).Status.ShouldBe(expected);

        Submit([new TaskDependency(first, on)], out var status);
        status.ShouldBe(expected, "an end that was before the submit counts at once");
        _queue.Archive();
        Submit([new TaskDependency(first, on)], out status);
        status.ShouldBe(expected, "and so does that of a task of which only the id is remembered");
    }

    [Fact]
    public void A_task_whose_dependency_failed_fails_by_name_in_the_same_commit()
    {
        var first = _queue.Submit("decode");
        var waiting = Submit([new TaskDependency(first)]);
        _queue.Fail(_queue.Assign()[0], FailureClass.Permanent, ErrorCodes.FileNotFound);

        _queue.Last.Select(@event => @event.GetType()).ShouldBe([typeof(TaskFailed), typeof(TaskFailed)]);
        var error = _queue.View(waiting).Error!;
        error.Code.ShouldBe(ErrorCodes.DependencyFailed);
        error.Message.ShouldBe($"It depends on task {first} ('decode'), which failed (file-not-found).");
        _queue.View(waiting).Attempts.ShouldBe(0);
    }

    [Fact]
    public void The_policy_decides_what_becomes_of_it()
    {
        var first = _queue.Submit();
        var other = _queue.Submit();
        var cancelled = Submit([new TaskDependency(first)], DependencyFailurePolicy.Cancel);
        var run = Submit([new TaskDependency(first), new TaskDependency(other)], DependencyFailurePolicy.Run);
        _queue.Cancel(first);

        _queue.View(cancelled).Status.ShouldBe(QueueTaskStatus.Cancelled);
        _queue.View(run).Status.ShouldBe(QueueTaskStatus.Blocked, "it still waits for the other");
        _queue.Cancel(other);
        _queue.View(run).Status.ShouldBe(QueueTaskStatus.Pending);
    }

    [Fact]
    public void A_failure_goes_through_the_whole_graph_and_each_task_ends_once()
    {
        var root = _queue.Submit();
        var left = Submit([new TaskDependency(root)]);
        var right = Submit([new TaskDependency(root)]);
        var join = Submit([new TaskDependency(left), new TaskDependency(right)]);
        var cleanup = Submit([new TaskDependency(join, DependencyCondition.Failure), new TaskDependency(root, DependencyCondition.End)]);
        _queue.Cancel(root);

        foreach (var id in new[] { left, right, join })
        {
            _queue.View(id).Status.ShouldBe(QueueTaskStatus.Failed);
        }

        _queue.View(cleanup).Status.ShouldBe(QueueTaskStatus.Pending);
        _queue.Last.OfType<TaskFailed>().Select(failed => failed.Id).ShouldBe([left, right, join]);
    }

    [Fact]
    public void A_wait_that_goes_well_does_not_rescue_a_task_that_another_one_has_doomed()
    {
        // Both ends fall into one commit: root fails, and by that also its cleanup's dependency "left" ends.
        var root = _queue.Submit();
        var left = Submit([new TaskDependency(root)]);
        var doomed = Submit([new TaskDependency(root), new TaskDependency(left, DependencyCondition.End)]);
        _queue.Cancel(root);
        _queue.View(doomed).Status.ShouldBe(QueueTaskStatus.Failed);
        _queue.Assign(5).ShouldBeEmpty();
    }

    [Fact]
    public void A_not_before_time_is_waited_for_after_the_dependencies()
    {
        var first = _queue.Submit();
        var late = _queue.Spec() with { DependsOn = [new TaskDependency(first)], NotBefore = _queue.Now.AddMinutes(1) };
        var later = _queue.Spec() with { DependsOn = [new TaskDependency(first)], NotBefore = _queue.Now.AddHours(1) };
        _queue.EnqueueMany(late, later).ShouldAllBe(outcome => outcome.Status == QueueTaskStatus.Blocked);
        var attempt = _queue.Assign()[0];
        _queue.Pass(TimeSpan.FromMinutes(2));
        _queue.State.NextDueAt().ShouldBeNull("a blocked task wakes nobody");
        _queue.Complete(attempt);

        _queue.Assign(5).ShouldHaveSingleItem().Id.ShouldBe(late.Id);
        _queue.View(later.Id).Status.ShouldBe(QueueTaskStatus.Scheduled);
        _queue.Pass(TimeSpan.FromHours(1));
        _queue.Assign(5).ShouldHaveSingleItem().Id.ShouldBe(later.Id);
    }

    [Fact]
    public void A_blocked_task_can_be_cancelled_and_is_waited_for_no_more()
    {
        var first = _queue.Submit();
        var waiting = Submit([new TaskDependency(first)]);
        var behind = Submit([new TaskDependency(waiting, DependencyCondition.End)]);
        _queue.Cancel(waiting).Result.ShouldBe(CancelResult.Cancelled);
        _queue.View(behind).Status.ShouldBe(QueueTaskStatus.Pending);
        _queue.State.Dependencies.Count.ShouldBe(0);
        _queue.Complete(_queue.Assign()[0]);
        _queue.View(waiting).Status.ShouldBe(QueueTaskStatus.Cancelled);
    }

    [Fact]
    public void A_retry_of_the_dependency_does_not_end_the_wait()
    {
        var first = _queue.Submit();
        var waiting = Submit([new TaskDependency(first)]);
        _queue.Fail(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.RetryScheduled);
        _queue.View(waiting).Status.ShouldBe(QueueTaskStatus.Blocked);
        _queue.Pass(TimeSpan.FromMinutes(1));
        _queue.Complete(_queue.Assign()[0]);
        _queue.View(waiting).Status.ShouldBe(QueueTaskStatus.Pending);
    }

    [Fact]
    public void What_a_task_waits_for_and_what_becomes_of_it_is_known_after_a_restart_from_a_snapshot()
    {
        var first = _queue.Submit();
        var second = _queue.Submit();
        var onFailure = Submit([new TaskDependency(first, DependencyCondition.Failure)]);
        var onSuccess = Submit([new TaskDependency(first)], DependencyFailurePolicy.Cancel);
        var anyhow = Submit([new TaskDependency(first), new TaskDependency(second)], DependencyFailurePolicy.Run);
        _queue.Continue(StateCodec.Decode(StateCodec.Encode(_queue.State)));
        _queue.View(anyhow).DependsOn.ShouldBe([new TaskDependency(first), new TaskDependency(second)]);

        _queue.Cancel(first);
        _queue.View(onFailure).Status.ShouldBe(QueueTaskStatus.Pending);
        _queue.View(onSuccess).Status.ShouldBe(QueueTaskStatus.Cancelled);
        _queue.View(anyhow).Status.ShouldBe(QueueTaskStatus.Blocked);
        _queue.Complete(second, _queue.Assign()[0].Attempt);
        _queue.View(anyhow).Status.ShouldBe(QueueTaskStatus.Pending);
    }

    [Fact]
    public void A_task_that_runs_again_waits_for_those_that_run_again_too_by_the_same_policy()
    {
        var first = _queue.Submit();
        var waiting = Submit([new TaskDependency(first)], DependencyFailurePolicy.Cancel);
        _queue.Cancel(first);
        _queue.Retry(first);
        _queue.Retry(waiting).Status.ShouldBe(QueueTaskStatus.Blocked);

        _queue.Fail(_queue.Assign(9).ShouldHaveSingleItem(), FailureClass.Permanent);

        _queue.View(waiting).Status.ShouldBe(QueueTaskStatus.Cancelled);
    }

    [Fact]
    public void Unknown_and_too_many_dependencies_are_refused()
    {
        var unknown = _queue.NewId();
        var outcome = _queue.Enqueue(_queue.Spec() with { DependsOn = [new TaskDependency(unknown)] });
        outcome.Reason.ShouldBe(RejectReasons.UnknownDependency);
        outcome.Message!.ShouldContain(unknown.ToString());

        var many = Enumerable.Range(0, 101).Select(_ => new TaskDependency(_queue.Submit())).ToArray();
        outcome = _queue.Enqueue(_queue.Spec() with { DependsOn = many });
        outcome.Reason.ShouldBe(RejectReasons.TooManyDependencies);
        outcome.Message!.ShouldContain("101");
        _queue.Enqueue(_queue.Spec() with { DependsOn = many[1..] }).Result.ShouldBe(EnqueueResult.Accepted);

        // Forgotten: only the history may know it, which says nothing of whether this is the same task.
        var old = _queue.Submit("old");
        _queue.Cancel(old);
        _queue.Archive();
        _queue.Pass(TimeSpan.FromHours(2));
        _queue.Cancel(_queue.Submit());
        _queue.Archive();
        _queue.Enqueue(_queue.Spec() with { DependsOn = [new TaskDependency(old)] }).Reason.ShouldBe(RejectReasons.UnknownDependency);
    }

    [Fact]
    public void Every_rule_of_a_description_is_named()
    {
        var other = _queue.Submit();
        Problem(_queue.Spec() with { DependsOn = [new TaskDependency(other), new TaskDependency(other)] }).ShouldContain("twice");
        Problem(_queue.Spec() with { DependsOn = [new TaskDependency(other, DependencyCondition.None)] }).ShouldContain("success, failure or end");
        Problem(_queue.Spec() with { OnDependencyFailed = DependencyFailurePolicy.None }).ShouldContain("onDependencyFailed");
        Problem(_queue.Spec() with { BatchId = default(BatchId) }).ShouldContain("batchId");
        Problem(_queue.Spec() with { ParentId = other }).ShouldContain("parent");

        string Problem(TaskSpec spec)
        {
            var outcome = _queue.Enqueue(spec);
            outcome.Reason.ShouldBe(RejectReasons.Invalid);
            return outcome.Message!;
        }
    }

    [Theory]
    [InlineData(QueueTaskStatus.Completed)]
    [InlineData(QueueTaskStatus.Cancelled)]
    public void A_chain_of_a_hundred_thousand_is_submitted_ended_and_recovered_without_recursion(QueueTaskStatus end)
    {
        const int Length = 100_000;
        var queue = new QueueScenario(new QueueSettings { MaxLength = 0, MaxBytes = 0 });
        var chain = new TaskSpec[Length];
        for (int i = 0; i < Length; i++)
        {
            chain[i] = queue.Spec("link") with { DependsOn = i == 0 ? [] : [new TaskDependency(chain[i - 1].Id)] };
        }

        // The last link first: the queue brings them into order.
        Array.Reverse(chain);
        queue.EnqueueMany(chain).ShouldAllBe(outcome => outcome.Result == EnqueueResult.Accepted);
        queue.State.CountOf(QueueTaskStatus.Blocked).ShouldBe(Length - 1);
        var restored = StateCodec.Decode(StateCodec.Encode(queue.State));
        restored.Dependencies.Count.ShouldBe(Length - 1);

        if (end == QueueTaskStatus.Completed)
        {
            queue.Complete(queue.Assign(10).ShouldHaveSingleItem());
            queue.View(chain[^2].Id).Status.ShouldBe(QueueTaskStatus.Pending);
        }
        else
        {
            queue.Cancel(chain[^1].Id);
            queue.State.CountOf(QueueTaskStatus.Failed).ShouldBe(Length - 1);
        }

        QueueScenario.SnapshotBytes(queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(queue.State));
    }

    private TaskId Submit(IReadOnlyList<TaskDependency> dependsOn, DependencyFailurePolicy policy = DependencyFailurePolicy.Fail)
    {
        var outcome = _queue.Enqueue(_queue.Spec() with { DependsOn = dependsOn, OnDependencyFailed = policy });
        outcome.Result.ShouldBe(EnqueueResult.Accepted, outcome.Message);
        return outcome.Id;
    }

    private void Submit(IReadOnlyList<TaskDependency> dependsOn, out QueueTaskStatus status) =>
        status = _queue.Enqueue(_queue.Spec() with { DependsOn = dependsOn }).Status;

    private void End(TaskId id, QueueTaskStatus end)
    {
        if (end == QueueTaskStatus.Cancelled)
        {
            _queue.Cancel(id);
            return;
        }

        var attempt = _queue.Assign()[0];
        attempt.Id.ShouldBe(id);
        if (end == QueueTaskStatus.Completed)
        {
            _queue.Complete(attempt);
        }
        else
        {
            _queue.Fail(attempt, FailureClass.Permanent);
        }
    }
}
