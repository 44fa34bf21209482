using ActorQueue.Contracts;
using ActorQueue.Core.Codec;

namespace ActorQueue.Core.Tests;

public sealed class IdempotencyTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void An_archived_task_is_still_the_same_task_within_the_window()
    {
        var spec = _queue.Spec();
        _queue.Enqueue(spec);
        _queue.Complete(_queue.Assign()[0]);
        _queue.Archive().Archived.ShouldBe(1);
        _queue.State.Find(spec.Id).ShouldBeNull();

        _queue.Pass(TimeSpan.FromMinutes(59));
        var again = _queue.Enqueue(spec);

        again.Result.ShouldBe(EnqueueResult.Duplicate);
        again.Status.ShouldBe(QueueTaskStatus.Completed);
        _queue.State.FindRemembered(spec.Id).ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public void How_an_archived_task_ended_is_known_also_after_a_restart_from_a_snapshot()
    {
        var completed = _queue.Submit();
        _queue.Complete(_queue.Assign()[0]);
        var failed = _queue.Submit();
        _queue.Fail(_queue.Assign()[0], FailureClass.Permanent);
        var cancelled = _queue.Submit();
        _queue.Cancel(cancelled);
        _queue.Archive();

        foreach (var state in new[] { _queue.State, _queue.Replayed(), StateCodec.Decode(StateCodec.Encode(_queue.State)) })
        {
            state.FindRemembered(completed).ShouldBe(QueueTaskStatus.Completed);
            state.FindRemembered(failed).ShouldBe(QueueTaskStatus.Failed);
            state.FindRemembered(cancelled).ShouldBe(QueueTaskStatus.Cancelled);
        }
    }

    [Fact]
    public void A_forgotten_id_is_refused_and_never_run_again()
    {
        var spec = _queue.Spec();
        _queue.Enqueue(spec);
        _queue.Complete(_queue.Assign()[0]);
        _queue.Archive();

        _queue.Pass(TimeSpan.FromHours(2));
        FinishAnother();
        _queue.State.FindRemembered(spec.Id).ShouldBeNull();

        var again = _queue.Enqueue(spec);
        again.Reason.ShouldBe(RejectReasons.IdExpired);
        again.Result.ShouldBe(EnqueueResult.Rejected);
    }

    [Fact]
    public void An_unknown_id_older_than_the_window_is_refused()
    {
        var spec = _queue.Spec();
        _queue.Pass(TimeSpan.FromHours(1));
        _queue.Enqueue(spec).Result.ShouldBe(EnqueueResult.Accepted);

        var older = _queue.Spec();
        _queue.Pass(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(1));
        _queue.Enqueue(older).Reason.ShouldBe(RejectReasons.IdExpired);
    }

    [Fact]
    public void An_id_from_the_future_is_refused_beyond_the_clock_skew()
    {
        _queue.Pass(TimeSpan.FromMinutes(5));
        var ahead = _queue.Spec();
        _queue.Pass(TimeSpan.FromMinutes(1));
        var tooFar = _queue.Spec();
        _queue.Now = QueueScenario.Start;

        _queue.Enqueue(ahead).Result.ShouldBe(EnqueueResult.Accepted);
        _queue.Enqueue(tooFar).Reason.ShouldBe(RejectReasons.Invalid);
    }

    [Fact]
    public void An_id_made_by_a_fast_clock_is_never_accepted_twice()
    {
        // Story: an id from 5 minutes ahead, forgotten exactly one window after its end, would still look young enough.
        _queue.Pass(TimeSpan.FromMinutes(5));
        var ahead = _queue.Spec();
        _queue.Now = QueueScenario.Start;
        _queue.Enqueue(ahead);
        _queue.Complete(_queue.Assign()[0]);
        _queue.Archive();

        for (int minute = 0; minute < 70; minute++)
        {
            _queue.Pass(TimeSpan.FromMinutes(1));
            FinishAnother();
            _queue.Enqueue(ahead).Result.ShouldNotBe(EnqueueResult.Accepted);
        }
    }

    [Fact]
    public void When_ids_are_forgotten_for_want_of_room_those_as_old_are_refused()
    {
        var queue = new QueueScenario(new QueueSettings { MaxRememberedIds = 2 });
        List<TaskSpec> specs = [];
        for (int i = 0; i < 4; i++)
        {
            queue.Pass(TimeSpan.FromSeconds(1));
            specs.Add(queue.Spec());
            queue.Enqueue(specs[i]);
            queue.Complete(queue.Assign()[0]);
            queue.Archive();
        }

        queue.State.RememberedCount.ShouldBe(2);
        specs.Select(spec => queue.Enqueue(spec)).Select(outcome => outcome.Reason ?? outcome.Result.ToString())
            .ShouldBe([RejectReasons.IdExpired, RejectReasons.IdExpired, "Duplicate", "Duplicate"]);
        queue.Continue(StateCodec.Decode(StateCodec.Encode(queue.State)));
        queue.Enqueue(specs[1]).Reason.ShouldBe(RejectReasons.IdExpired, "a restart forgets nothing of this");
    }

    [Fact]
    public void Many_ids_are_remembered_and_forgotten_in_turn()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 0, IdempotencyWindow = TimeSpan.FromSeconds(30), MaxClockSkew = TimeSpan.Zero });
        List<(TaskId Id, DateTimeOffset EndedAt)> ended = [];
        for (int i = 0; i < 300; i++)
        {
            queue.Pass(TimeSpan.FromSeconds(1));
            queue.Submit();
            var attempt = queue.Assign()[0];
            queue.Complete(attempt);
            queue.Archive();
            ended.Add((attempt.Id, queue.Now));

            foreach (var (id, endedAt) in ended)
            {
                (queue.State.FindRemembered(id) is not null).ShouldBe(endedAt >= queue.Now.AddSeconds(-30));
            }
        }
    }

    private void FinishAnother()
    {
        _queue.Submit();
        _queue.Complete(_queue.Assign()[0]);
        _queue.Archive();
    }
}
