using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests;

public sealed class CancelTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void A_waiting_task_is_cancelled_at_once_whatever_it_waits_for()
    {
        var retrying = _queue.Submit();
        _queue.Fail(_queue.Assign()[0]);
        var scheduled = _queue.Spec() with { NotBefore = _queue.Now.AddHours(1) };
        _queue.Enqueue(scheduled);
        var pending = _queue.Submit();

        foreach (var id in new[] { retrying, scheduled.Id, pending })
        {
            _queue.Cancel(id).ShouldBe(new TaskCancelAnswered(id, CancelResult.Cancelled, QueueTaskStatus.Cancelled));
            _queue.View(id).Error!.Code.ShouldBe(ErrorCodes.Cancelled);
        }

        _queue.Pass(TimeSpan.FromHours(2));
        _queue.Assign(10).ShouldBeEmpty();
        _queue.State.WaitingCount.ShouldBe(0);
    }

    [Fact]
    public void A_running_task_is_asked_to_stop_and_cancelled_when_its_worker_reports()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];

        _queue.Cancel(id).Result.ShouldBe(CancelResult.Requested);
        _queue.View(id).IsCancelRequested.ShouldBeTrue();
        _queue.Cancel(id).Result.ShouldBe(CancelResult.Requested);
        _queue.Last.ShouldBeEmpty();
        _queue.State.CancelsUnderWay("w1").ShouldBe([(id, 1)]);

        _queue.Fail(attempt, FailureClass.Cancelled).Outcome.ShouldBe(AttemptOutcome.Cancelled);
        _queue.View(id).Status.ShouldBe(QueueTaskStatus.Cancelled);
    }

    [Fact]
    public void Any_failure_of_a_task_to_be_cancelled_cancels_it_instead_of_a_retry()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        _queue.Cancel(id);
        _queue.Fail(attempt).Outcome.ShouldBe(AttemptOutcome.Cancelled);
    }

    [Fact]
    public void An_attempt_that_was_cancelled_where_it_ran_cancels_its_task()
    {
        _queue.Submit();
        _queue.Fail(_queue.Assign()[0], FailureClass.Cancelled).Outcome.ShouldBe(AttemptOutcome.Cancelled);
    }

    [Fact]
    public void Handing_back_a_task_to_be_cancelled_cancels_it()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        _queue.Cancel(id);
        _queue.Release(attempt).Outcome.ShouldBe(AttemptOutcome.Cancelled);
    }

    [Fact]
    public void The_loss_of_its_worker_cancels_it()
    {
        var id = _queue.Submit();
        _queue.Assign();
        _queue.Cancel(id);
        _queue.Lose("w1").ShouldBe(new WorkersLost(0, 0, 1));
        _queue.View(id).Status.ShouldBe(QueueTaskStatus.Cancelled);
    }

    [Fact]
    public void Work_that_was_done_all_the_same_counts()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        _queue.Cancel(id);
        _queue.Complete(attempt).Outcome.ShouldBe(AttemptOutcome.Completed);
    }

    [Fact]
    public void Finished_and_unknown_tasks_say_so()
    {
        var id = _queue.Submit();
        _queue.Complete(_queue.Assign()[0]);
        _queue.Cancel(id).ShouldBe(new TaskCancelAnswered(id, CancelResult.AlreadyFinished, QueueTaskStatus.Completed));
        _queue.Archive();
        _queue.Cancel(id).ShouldBe(new TaskCancelAnswered(id, CancelResult.AlreadyFinished, QueueTaskStatus.Completed));
        var unknown = _queue.NewId();
        _queue.Cancel(unknown).ShouldBe(new TaskCancelAnswered(unknown, CancelResult.NotFound, QueueTaskStatus.None));
        _queue.Journal.OfType<TaskCancelled>().ShouldBeEmpty();
    }
}
