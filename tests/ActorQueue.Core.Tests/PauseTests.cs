using ActorQueue.Contracts;
using ActorQueue.Core.Codec;

namespace ActorQueue.Core.Tests;

public sealed class PauseTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void A_paused_task_does_not_start_and_goes_on_when_it_is_resumed()
    {
        var id = _queue.Submit();

        Pause(id).ShouldBe(new TaskControlled(id, TaskControlResult.Done, QueueTaskStatus.Paused));
        _queue.Assign().ShouldBeEmpty();
        _queue.View(id).PausedFrom.ShouldBe(QueueTaskStatus.Pending);

        Resume(id).ShouldBe(new TaskControlled(id, TaskControlResult.Done, QueueTaskStatus.Pending));
        _queue.Assign().ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public void A_resumed_task_keeps_its_due_time_when_that_has_not_come()
    {
        var outcome = _queue.Enqueue(_queue.Spec() with { NotBefore = _queue.Now.AddMinutes(10) });
        Pause(outcome.Id);
        _queue.State.NextDueAt().ShouldBeNull("a paused task is not due");

        _queue.Pass(TimeSpan.FromMinutes(4));
        Resume(outcome.Id).Status.ShouldBe(QueueTaskStatus.Scheduled);

        _queue.State.NextDueAt().ShouldBe(_queue.Now.AddMinutes(6));
    }

    [Fact]
    public void A_task_whose_due_time_came_while_it_was_paused_is_ready_when_it_is_resumed()
    {
        var outcome = _queue.Enqueue(_queue.Spec() with { NotBefore = _queue.Now.AddMinutes(10) });
        Pause(outcome.Id);

        _queue.Pass(TimeSpan.FromMinutes(11));
        _queue.Assign().ShouldBeEmpty();
        Resume(outcome.Id).Status.ShouldBe(QueueTaskStatus.Pending);

        _queue.Assign().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_running_task_that_yields_to_a_pause_is_paused_at_no_cost_of_an_attempt()
    {
        var id = _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 1));
        var attempt = _queue.Assign()[0];

        Pause(id).ShouldBe(new TaskControlled(id, TaskControlResult.Requested, QueueTaskStatus.Processing));
        Pause(id).Result.ShouldBe(TaskControlResult.Requested);
        _queue.Last.ShouldBeEmpty("asked once is enough");
        _queue.State.PausesUnderWay("w1").ShouldBe([(id, 1)]);
        _queue.Release(attempt).Status.ShouldBe(QueueTaskStatus.Paused);

        var view = _queue.View(id);
        (view.Status, view.Attempts, view.IsPauseRequested).ShouldBe((QueueTaskStatus.Paused, 0, false));
        Resume(id);
        var next = _queue.Assign()[0];
        next.Attempt.ShouldBe(2, "the fencing token still grows");
        _queue.Complete(next).Outcome.ShouldBe(Commands.AttemptOutcome.Completed);
    }

    [Fact]
    public void A_processor_that_ignores_a_pause_completes()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        Pause(id);

        _queue.Complete(attempt).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public void A_running_task_that_fails_under_a_pause_is_paused_and_retried_when_it_is_resumed()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        Pause(id);
        _queue.Fail(attempt);

        (_queue.View(id).Status, _queue.View(id).PausedFrom).ShouldBe((QueueTaskStatus.Paused, QueueTaskStatus.Retry));
        Resume(id).Status.ShouldBe(QueueTaskStatus.Retry);
    }

    [Fact]
    public void A_lost_worker_leaves_a_task_paused_that_was_asked_to_yield()
    {
        var id = _queue.Submit();
        _queue.Assign();
        Pause(id);

        _queue.Lose("w1");

        _queue.View(id).Status.ShouldBe(QueueTaskStatus.Paused);
    }

    [Fact]
    public void A_pause_that_is_taken_back_before_the_attempt_yields_leaves_the_task_waiting()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        Pause(id);
        Resume(id).ShouldBe(new TaskControlled(id, TaskControlResult.Done, QueueTaskStatus.Processing));

        _queue.Release(attempt).Status.ShouldBe(QueueTaskStatus.Pending);
    }

    [Theory]
    [InlineData(false, QueueTaskStatus.Blocked)]
    [InlineData(true, QueueTaskStatus.Pending)]
    public void A_blocked_task_looks_at_its_dependencies_anew_when_it_is_resumed(bool ended, QueueTaskStatus expected)
    {
        var first = _queue.Submit();
        var second = _queue.Enqueue(_queue.Spec() with { DependsOn = [new TaskDependency(first)] }).Id;
        Pause(second);
        if (ended)
        {
            _queue.Complete(_queue.Assign()[0]);
        }

        _queue.Recover();
        Resume(second).Status.ShouldBe(expected);
    }

    [Theory]
    [InlineData(5, QueueTaskStatus.Scheduled)]
    [InlineData(10, QueueTaskStatus.Pending)]
    public void A_blocked_task_for_later_that_is_resumed_after_its_dependencies_is_still_for_later(int minutes, QueueTaskStatus expected)
    {
        var first = _queue.Submit();
        var second = _queue.Enqueue(_queue.Spec() with { DependsOn = [new TaskDependency(first)], NotBefore = _queue.Now.AddMinutes(10) }).Id;
        Pause(second);
        _queue.Complete(_queue.Assign()[0]);
        _queue.Pass(TimeSpan.FromMinutes(minutes));

        Resume(second).Status.ShouldBe(expected);
    }

    [Fact]
    public void What_a_paused_task_goes_back_to_is_known_after_a_restart_from_a_snapshot()
    {
        var id = _queue.Enqueue(_queue.Spec() with { NotBefore = _queue.Now.AddMinutes(10) }).Id;
        Pause(id);
        _queue.Continue(StateCodec.Decode(StateCodec.Encode(_queue.State)));

        _queue.View(id).PausedFrom.ShouldBe(QueueTaskStatus.Scheduled);
        Resume(id).Status.ShouldBe(QueueTaskStatus.Scheduled);
        _queue.State.NextDueAt().ShouldBe(_queue.Now.AddMinutes(10));
    }

    [Fact]
    public void What_is_not_there_or_over_or_already_so_is_said()
    {
        var id = _queue.Submit();
        Resume(id).Result.ShouldBe(TaskControlResult.Unchanged);
        Pause(id);
        Pause(id).Result.ShouldBe(TaskControlResult.Unchanged);
        _queue.Cancel(id).Result.ShouldBe(CancelResult.Cancelled);
        Pause(id).Result.ShouldBe(TaskControlResult.AlreadyFinished);
        _queue.Archive();
        Resume(id).ShouldBe(new TaskControlled(id, TaskControlResult.AlreadyFinished, QueueTaskStatus.Cancelled));
        Pause(_queue.NewId()).Result.ShouldBe(TaskControlResult.NotFound);
    }

    [Fact]
    public void A_paused_kind_starts_nothing_and_lets_other_kinds_pass()
    {
        var held = _queue.Submit("held", priority: 50);
        var other = _queue.Enqueue(_queue.Spec("other") with { Kind = "other" }).Id;

        SetKindPaused("test", isPaused: true).ShouldBe(new KindControlled("test", IsPaused: true, Changed: true));
        var later = _queue.Submit("later", priority: 60);

        _queue.Assign(10).Select(attempt => attempt.Id).ShouldBe([other]);
        _queue.State.ReadyCount.ShouldBe(0, "what is held back keeps no worker busy");
        SetKindPaused("test", isPaused: false);
        _queue.Assign(10).Select(attempt => attempt.Id).ShouldBe([later, held]);
    }

    [Fact]
    public void A_paused_kind_stays_paused_across_a_crash_and_a_snapshot_without_any_task_of_it()
    {
        SetKindPaused("later", isPaused: true);
        _queue.Recover();
        var restored = new QueueScenario(state: StateCodec.Decode(StateCodec.Encode(_queue.State)));

        restored.Enqueue(restored.Spec() with { Kind = "later" });

        restored.Assign().ShouldBeEmpty();
    }

    [Fact]
    public void A_kind_is_forgotten_with_its_last_task()
    {
        var id = _queue.Submit();
        _queue.State.Kinds.Names.ShouldBe(["test"]);
        _queue.Cancel(id);
        _queue.Archive();
        _queue.State.Kinds.Names.ShouldBeEmpty();
    }

    [Fact]
    public void Kinds_that_are_held_back_are_bounded()
    {
        for (int i = 0; i < State.KindControls.MaxKinds; i++)
        {
            SetKindPaused($"kind {i}", isPaused: true);
        }

        SetKindPaused("one more", isPaused: true).ShouldBe(new KindControlled("one more", IsPaused: false, Changed: false));
        SetKindPaused("kind 0", isPaused: false);
        SetKindPaused("one more", isPaused: true).IsPaused.ShouldBeTrue();
    }

    /// <summary>Found by the model: the worker was told that its task waits out a backoff.</summary>
    [Fact]
    public void Whoever_reports_the_failure_of_a_task_that_is_to_be_paused_is_told_that_it_is()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        Pause(id);

        var reported = _queue.Fail(attempt);

        (reported.Outcome, reported.Status).ShouldBe((Commands.AttemptOutcome.RetryScheduled, QueueTaskStatus.Paused));
    }

    private TaskControlled Pause(TaskId id) => _queue.Run(batch => _queue.Queue.Pause(new PauseTask(id), _queue.Now, batch));

    private TaskControlled Resume(TaskId id) => _queue.Run(batch => _queue.Queue.Resume(new ResumeTask(id), _queue.Now, batch));

    private KindControlled SetKindPaused(string kind, bool isPaused) =>
        _queue.Run(batch => _queue.Queue.SetKindPaused(kind, isPaused, _queue.Now, batch));
}
