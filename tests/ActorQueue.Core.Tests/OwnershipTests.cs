using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests;

public sealed class OwnershipTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void After_a_crash_of_the_process_every_attempt_is_taken_back_uncharged()
    {
        var ids = new[] { _queue.Submit(), _queue.Submit() };
        var lost = _queue.Assign(2);
        _queue.Recover();

        _queue.TakeOwnership(1).ShouldBe(new WorkersLost(2, 0, 0));

        _queue.Last.OfType<AttemptInterrupted>().ShouldAllBe(interrupted => !interrupted.IsCharged);
        foreach (var id in ids)
        {
            _queue.View(id).Status.ShouldBe(QueueTaskStatus.Pending);
        }

        _queue.Complete(lost[0]).Outcome.ShouldBe(AttemptOutcome.Stale);
    }

    [Fact]
    public void Where_workers_may_live_on_their_attempts_stay_theirs()
    {
        _queue.Submit();
        var attempt = _queue.Assign()[0];
        _queue.Recover();

        _queue.TakeOwnership(1, allWorkersLost: false).ShouldBe(new WorkersLost(0, 0, 0));

        _queue.Complete(attempt).Outcome.ShouldBe(AttemptOutcome.Completed);
    }

    [Fact]
    public void An_epoch_is_taken_once()
    {
        _queue.TakeOwnership(7);
        _queue.State.Epoch.ShouldBe(7);
        Should.Throw<ArgumentException>(() => _queue.TakeOwnership(7));
    }

    [Fact]
    public void Suspects_run_alone_one_after_the_other()
    {
        var first = _queue.Submit("first");
        var second = _queue.Submit("second");
        _queue.Assign(2);
        _queue.TakeOwnership(1);
        _queue.Submit("innocent");
        _queue.State.ReadyCount.ShouldBe(3, "suspects are ready too");

        var alone = _queue.Assign(8).ShouldHaveSingleItem();
        (alone.Id, alone.IsAlone).ShouldBe((first, true));
        _queue.State.AssignmentsOf("w1").ShouldHaveSingleItem().IsAlone.ShouldBeTrue("told again after a restart");
        _queue.Assign(8).ShouldBeEmpty();

        _queue.Complete(alone);
        var next = _queue.Assign(8).ShouldHaveSingleItem();
        (next.Id, next.IsAlone).ShouldBe((second, true));

        _queue.Complete(next);
        var last = _queue.Assign(8).ShouldHaveSingleItem();
        (last.Task.Name, last.IsAlone).ShouldBe(("innocent", false));
    }

    [Fact]
    public void A_suspect_whose_attempt_ended_by_itself_is_one_no_more()
    {
        _queue.Submit();
        _queue.Assign();
        _queue.TakeOwnership(1);
        _queue.Fail(_queue.Assign()[0]);
        _queue.Pass(TimeSpan.FromMinutes(1));
        _queue.Submit();

        _queue.Assign(2).Select(attempt => attempt.IsAlone).ShouldBe([false, false]);
    }

    [Fact]
    public void Only_crashes_while_alone_are_charged_and_past_the_budget_the_task_has_crashed()
    {
        var poison = _queue.Submit("poison", TaskPriority.High);
        var innocent = _queue.Submit("innocent");
        _queue.Assign(2);
        _queue.TakeOwnership(1);
        for (int epoch = 2; epoch <= 4; epoch++)
        {
            _queue.Assign(2).ShouldHaveSingleItem().Id.ShouldBe(poison);
            _queue.TakeOwnership(epoch).ShouldBe(new WorkersLost(1, 0, 0));
            _queue.Last.OfType<AttemptInterrupted>().Single().IsCharged.ShouldBeTrue();
        }

        _queue.Assign(2);
        _queue.TakeOwnership(5).ShouldBe(new WorkersLost(0, 1, 0));

        _queue.View(poison).Status.ShouldBe(QueueTaskStatus.Failed);
        _queue.View(poison).Error!.Code.ShouldBe(ErrorCodes.Crashed);
        _queue.Assign(2).ShouldHaveSingleItem().Id.ShouldBe(innocent);
    }

    [Fact]
    public void A_busy_worker_is_let_run_dry_for_a_suspect_while_others_go_on()
    {
        var suspect = _queue.Submit("suspect", TaskPriority.High);
        _queue.Assign(1, "dead");
        for (int i = 0; i < 6; i++)
        {
            _queue.Submit($"n{i}");
        }

        var busy = _queue.Assign(2, "a");
        _queue.Assign(1, "b").Count.ShouldBe(1);
        _queue.Lose("dead");

        _queue.Assign(1, "b").ShouldBeEmpty("the least busy worker waits for the suspect");
        _queue.Assign(1, "a").ShouldHaveSingleItem().Task.Name.ShouldBe("n3");
        _queue.Complete(_queue.State.AssignmentsOf("b")[0]);
        _queue.Assign(5, "b").ShouldHaveSingleItem().Id.ShouldBe(suspect);
        _queue.Complete(busy[0]);
        _queue.Assign(1, "a").ShouldHaveSingleItem().Task.Name.ShouldBe("n4");
    }

    [Fact]
    public void Losing_one_worker_leaves_the_others_alone()
    {
        _queue.Submit();
        _queue.Submit();
        _queue.Assign(1, "a");
        var other = _queue.Assign(1, "b")[0];

        _queue.Lose("a").Interrupted.ShouldBe(1);

        _queue.Complete(other).Outcome.ShouldBe(AttemptOutcome.Completed);
        _queue.Lose("unknown").ShouldBe(new WorkersLost(0, 0, 0));
    }
}
