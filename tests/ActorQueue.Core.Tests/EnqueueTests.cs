using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests;

public sealed class EnqueueTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void An_accepted_task_is_pending_and_one_event()
    {
        var id = _queue.Submit("song.wav");

        _queue.Last.ShouldHaveSingleItem().ShouldBeOfType<TaskEnqueued>().ToSpec().Name.ShouldBe("song.wav");
        _queue.View(id).Status.ShouldBe(QueueTaskStatus.Pending);
        _queue.View(id).CreatedAt.ShouldBe(QueueScenario.Start);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_its_creator_said_of_a_task_is_there_for_its_worker_and_for_whoever_asks_also_after_a_crash(bool fromSnapshot)
    {
        var spec = _queue.Spec("song.wav", priority: 9, RetryOptions.Custom([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)])) with
        {
            Description = "the second take",
            Tags = ["red", "green"],
            ContentType = "audio/wav",
            Payload = "RIFF"u8.ToArray(),
            AttemptTimeout = TimeSpan.FromSeconds(7),
        };
        _queue.Enqueue(spec).Result.ShouldBe(EnqueueResult.Accepted);
        _queue.Continue(fromSnapshot ? StateCodec.Decode(StateCodec.Encode(_queue.State)) : _queue.Replayed());

        var view = _queue.View(spec.Id);
        (view.Kind, view.Name, view.Description, view.Priority).ShouldBe((spec.Kind, spec.Name, spec.Description, 9));
        view.Tags.ShouldBe(spec.Tags);
        var attempt = _queue.Assign().ShouldHaveSingleItem();
        attempt.Timeout.ShouldBe(TimeSpan.FromSeconds(7));
        var task = attempt.Task;
        (task.Kind, task.Name, task.Description, task.Priority, task.ContentType, task.AttemptTimeout, task.Retry)
            .ShouldBe((spec.Kind, spec.Name, spec.Description, 9, spec.ContentType, spec.AttemptTimeout, spec.Retry));
        task.Tags.ShouldBe(spec.Tags);
        task.Payload.ToArray().ShouldBe(spec.Payload.ToArray());
    }

    [Fact]
    public void Only_the_queue_says_whose_follow_up_a_task_is()
    {
        _queue.Enqueue(_queue.Spec() with { ParentId = _queue.NewId() }).Reason.ShouldBe(RejectReasons.Invalid);
        _queue.Enqueue(_queue.Spec() with { ParentBatchId = new BatchId(_queue.NewId().Value) }).Reason.ShouldBe(RejectReasons.Invalid);
    }

    [Fact]
    public void A_task_for_later_is_scheduled_and_starts_when_its_time_has_come()
    {
        var spec = _queue.Spec() with { NotBefore = QueueScenario.Start.AddMinutes(5) };

        _queue.Enqueue(spec).Status.ShouldBe(QueueTaskStatus.Scheduled);
        _queue.Assign().ShouldBeEmpty();
        _queue.State.NextDueAt().ShouldBe(spec.NotBefore);

        _queue.Pass(TimeSpan.FromMinutes(5));
        _queue.Assign().ShouldHaveSingleItem().Id.ShouldBe(spec.Id);
    }

    [Fact]
    public void A_task_for_later_waits_in_the_queue_and_with_no_worker_that_could_hold_it_hostage()
    {
        var spec = _queue.Spec() with { NotBefore = QueueScenario.Start.AddMinutes(5) };
        _queue.Enqueue(spec);
        _queue.Assign(100, "greedy").ShouldBeEmpty();
        _queue.Pass(TimeSpan.FromMinutes(5));

        // The worker that asked first is silent by now; nothing has to be taken back from it.
        _queue.Assign(1, "other").ShouldHaveSingleItem().Id.ShouldBe(spec.Id);
        _queue.Lose("greedy").ShouldBe(new WorkersLost(0, 0, 0));
    }

    [Fact]
    public void The_same_id_again_is_the_same_task_with_its_status()
    {
        var spec = _queue.Spec();
        _queue.Enqueue(spec);
        _queue.Assign();

        var again = _queue.Enqueue(spec with { Name = "other" });

        again.Result.ShouldBe(EnqueueResult.Duplicate);
        again.Status.ShouldBe(QueueTaskStatus.Processing);
        _queue.Last.ShouldBeEmpty();
        _queue.State.LiveCount.ShouldBe(1);
    }

    [Fact]
    public void A_batch_sees_its_own_earlier_members()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 2 });
        var first = queue.Spec();

        var outcomes = queue.EnqueueMany(first, first, queue.Spec(), queue.Spec());

        outcomes.Select(outcome => outcome.Result).ShouldBe(
            [EnqueueResult.Accepted, EnqueueResult.Duplicate, EnqueueResult.Accepted, EnqueueResult.Rejected]);
        outcomes[3].Reason.ShouldBe(RejectReasons.QueueFull);
        outcomes[3].Message!.ShouldContain("at most 2");
        queue.Last.Count.ShouldBe(2);
    }

    [Fact]
    public void Only_waiting_tasks_count_towards_the_length()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 1 });
        queue.Submit();
        queue.Enqueue(queue.Spec()).Reason.ShouldBe(RejectReasons.QueueFull);

        queue.Assign();

        queue.Enqueue(queue.Spec()).Result.ShouldBe(EnqueueResult.Accepted);
    }

    [Fact]
    public void A_blocked_task_waits_too()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 2 });
        queue.Enqueue(queue.Spec() with { DependsOn = [new TaskDependency(queue.Submit())] }).Status.ShouldBe(QueueTaskStatus.Blocked);
        queue.Enqueue(queue.Spec()).Reason.ShouldBe(RejectReasons.QueueFull);
    }

    [Fact]
    public void A_length_of_zero_is_no_limit()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 0 });
        var outcomes = queue.EnqueueMany([.. Enumerable.Range(0, 3000).Select(_ => queue.Spec())]);
        outcomes.ShouldAllBe(outcome => outcome.Result == EnqueueResult.Accepted);
    }

    [Fact]
    public void Bytes_are_limited_as_well_and_come_free_when_tasks_leave()
    {
        var queue = new QueueScenario(new QueueSettings { MaxBytes = 1000 });
        var big = queue.Spec() with { Payload = new byte[900] };
        queue.Enqueue(big).Result.ShouldBe(EnqueueResult.Accepted);
        queue.Enqueue(queue.Spec() with { Payload = new byte[200] }).Reason.ShouldBe(RejectReasons.QueueFull);

        queue.Cancel(big.Id);
        queue.Archive();

        queue.State.LiveBytes.ShouldBe(0);
        queue.Enqueue(queue.Spec() with { Payload = new byte[200] }).Result.ShouldBe(EnqueueResult.Accepted);
    }

    [Fact]
    public void Too_large_a_payload_is_refused()
    {
        var queue = new QueueScenario(new QueueSettings { MaxPayloadBytes = 10 });
        queue.Enqueue(queue.Spec() with { Payload = new byte[10] }).Result.ShouldBe(EnqueueResult.Accepted);
        queue.Enqueue(queue.Spec() with { Payload = new byte[11] }).Reason.ShouldBe(RejectReasons.PayloadTooLarge);
    }

    [Fact]
    public void All_problems_of_a_description_are_named_together()
    {
        var spec = new TaskSpec
        {
            Id = new TaskId(Guid.Empty),
            Kind = " ",
            Tags = [""],
            Retry = new RetryOptions { MaxAttempts = 0, Jitter = double.NaN },
        };

        var outcome = _queue.Enqueue(spec);

        outcome.Reason.ShouldBe(RejectReasons.Invalid);
        foreach (string field in new[] { "id:", "kind:", "tags:", "retry.maxAttempts:", "retry.jitter:" })
        {
            outcome.Message!.ShouldContain(field);
        }
    }

    [Fact]
    public void A_draining_queue_refuses_new_tasks_and_still_knows_its_own()
    {
        var spec = _queue.Spec();
        _queue.Enqueue(spec);
        _queue.SetMode(QueueMode.Draining);

        _queue.Enqueue(_queue.Spec()).Reason.ShouldBe(RejectReasons.Draining);
        _queue.Enqueue(spec).Result.ShouldBe(EnqueueResult.Duplicate);
        _queue.Assign().ShouldHaveSingleItem();

        _queue.SetMode(QueueMode.Running);
        _queue.Enqueue(_queue.Spec()).Result.ShouldBe(EnqueueResult.Accepted);
    }
}
