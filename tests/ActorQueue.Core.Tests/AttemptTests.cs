using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests;

public sealed class AttemptTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void A_worker_gets_as_many_attempts_as_it_has_slots_and_all_that_it_needs_to_run_them()
    {
        var spec = _queue.Spec("song.wav") with
        {
            Payload = "{}"u8.ToArray(),
            ContentType = "text/plain",
            AttemptTimeout = TimeSpan.FromSeconds(7),
            Description = "a song",
            Tags = ["x", "y"],
        };
        _queue.Enqueue(spec);
        _queue.Submit();
        _queue.Submit();

        var assigned = _queue.Assign(2);

        assigned.Count.ShouldBe(2);
        assigned[0].Attempt.ShouldBe(1);
        assigned[0].Timeout.ShouldBe(TimeSpan.FromSeconds(7));
        assigned[1].Timeout.ShouldBe(TimeSpan.FromSeconds(300));
        var task = assigned[0].Task;
        (task.Name, task.Kind, task.ContentType, task.Description).ShouldBe(("song.wav", "test", "text/plain", "a song"));
        task.Tags.ShouldBe(["x", "y"]);
        task.Payload.ToArray().ShouldBe("{}"u8.ToArray());
        _queue.Last.OfType<AttemptStarted>().Count().ShouldBe(2);
    }

    [Fact]
    public void A_workers_id_is_bounded()
    {
        _queue.Assign(worker: new string('w', QueuePartition.MaxWorkerIdLength)).ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => _queue.Assign(worker: new string('w', QueuePartition.MaxWorkerIdLength + 1)));
    }

    [Fact]
    public void A_task_that_completes_after_a_retry_has_no_error_but_those_of_its_attempts()
    {
        var id = _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero));
        _queue.Fail(_queue.Assign()[0]);
        _queue.View(id).Error.ShouldNotBeNull();
        _queue.Complete(_queue.Assign()[0]);

        _queue.View(id).Error.ShouldBeNull();
        _queue.View(id).Errors.Count.ShouldBe(1);
    }

    [Fact]
    public void A_completed_task_keeps_its_result_until_it_is_archived()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        _queue.Pass(TimeSpan.FromSeconds(3));

        _queue.Complete(attempt, """{"a":1}""").Outcome.ShouldBe(AttemptOutcome.Completed);

        var view = _queue.View(id);
        view.Status.ShouldBe(QueueTaskStatus.Completed);
        System.Text.Encoding.UTF8.GetString(view.Result!.Value.Span).ShouldBe("""{"a":1}""");
        view.WorkerId.ShouldBe("w1");
        view.StartedAt.ShouldBe(QueueScenario.Start);
        view.CompletedAt.ShouldBe(QueueScenario.Start.AddSeconds(3));
    }

    [Fact]
    public void A_result_with_an_old_attempt_number_is_refused_and_counted()
    {
        var id = _queue.Submit();
        var first = _queue.Assign()[0];
        _queue.Lose("w1");
        var second = _queue.Assign(1, "w2")[0];

        _queue.Complete(first).Outcome.ShouldBe(AttemptOutcome.Stale);
        _queue.Fail(first).Outcome.ShouldBe(AttemptOutcome.Stale);
        _queue.Release(first).Outcome.ShouldBe(AttemptOutcome.Stale);
        _queue.Last.ShouldBeEmpty();

        _queue.State.StaleReports.ShouldBe(3);
        _queue.View(id).Status.ShouldBe(QueueTaskStatus.Processing);
        _queue.Complete(second).Outcome.ShouldBe(AttemptOutcome.Completed);
    }

    [Fact]
    public void A_repeated_report_is_known_as_such_and_changes_nothing()
    {
        _queue.Submit();
        var attempt = _queue.Assign()[0];
        _queue.Complete(attempt);

        var again = _queue.Complete(attempt, "other");

        again.Outcome.ShouldBe(AttemptOutcome.AlreadyRecorded);
        again.Status.ShouldBe(QueueTaskStatus.Completed);
        _queue.Last.ShouldBeEmpty();
        _queue.State.StaleReports.ShouldBe(0);
    }

    [Fact]
    public void Reports_about_unknown_tasks_are_refused()
    {
        _queue.Complete(_queue.NewId(), 1).Outcome.ShouldBe(AttemptOutcome.Stale);
        _queue.State.StaleReports.ShouldBe(1);
    }

    [Fact]
    public void Too_large_a_result_fails_the_task_with_the_reason()
    {
        var queue = new QueueScenario(new QueueSettings { MaxResultBytes = 4 });
        var id = queue.Submit();
        queue.Complete(queue.Assign()[0], "12345").Outcome.ShouldBe(AttemptOutcome.Failed);
        queue.View(id).Error!.Code.ShouldBe(ErrorCodes.ResultTooLarge);
    }

    [Fact]
    public void Progress_is_kept_for_the_running_attempt_only()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        var progress = new TaskProgress(3, 10, "third of ten");

        _queue.Queue.SetProgress(new SetProgress(id, attempt.Attempt, progress)).ShouldBeTrue();
        _queue.View(id).Progress.ShouldBe(progress);
        _queue.Queue.SetProgress(new SetProgress(id, attempt.Attempt + 1, progress)).ShouldBeFalse();

        _queue.Release(attempt);
        _queue.View(id).Progress.ShouldBeNull();
    }

    [Fact]
    public void Deadlines_tell_which_attempts_are_overdue()
    {
        _queue.Enqueue(_queue.Spec() with { AttemptTimeout = TimeSpan.FromSeconds(10) });
        var slow = _queue.Spec() with { AttemptTimeout = TimeSpan.FromSeconds(20) };
        _queue.Enqueue(slow);
        var attempts = _queue.Assign(2);
        _queue.State.NextDeadline().ShouldBe(QueueScenario.Start.AddSeconds(10));

        _queue.Pass(TimeSpan.FromSeconds(10));

        _queue.State.ExpiredAttempts(_queue.Now).ShouldHaveSingleItem().ShouldBe((attempts[0].Id, 1, "w1"));
        _queue.Complete(attempts[0]);
        _queue.State.NextDeadline().ShouldBe(QueueScenario.Start.AddSeconds(20));
    }

    [Fact]
    public void The_queue_knows_what_each_worker_holds()
    {
        _queue.Submit("a");
        _queue.Submit("b");
        var onFirst = _queue.Assign(1, "w1")[0];
        var onSecond = _queue.Assign(1, "w2")[0];

        _queue.State.WorkersWithAttempts().ShouldBe(["w1", "w2"], ignoreOrder: true);
        var held = _queue.State.AssignmentsOf("w2").ShouldHaveSingleItem();
        (held.Id, held.Attempt, held.Deadline, held.Timeout).ShouldBe(
            (onSecond.Id, onSecond.Attempt, onSecond.Deadline, onSecond.Timeout));
        _queue.State.IsRunning(onFirst.Id, 1).ShouldBeTrue();
        _queue.State.IsRunning(onFirst.Id, 2).ShouldBeFalse();
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_jitter_fraction_out_of_range_is_the_callers_mistake(double jitter)
    {
        _queue.Submit();
        var attempt = _queue.Assign()[0];
        Should.Throw<ArgumentOutOfRangeException>(() => _queue.Fail(attempt, jitter: jitter));
    }
}
