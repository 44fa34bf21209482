using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;

namespace ActorQueue.Core.Tests;

public sealed class DeadLetterTests
{
    private readonly QueueScenario _queue = new();

    /// <summary>Found by the model: the batch counted the member twice, and could never again end well.</summary>
    [Fact]
    public void A_cancelled_member_whose_id_is_forgotten_is_counted_once_when_it_has_another_run()
    {
        var queue = new QueueScenario(new QueueSettings { IdempotencyWindow = TimeSpan.FromMinutes(1) });
        var batch = queue.Batch();
        queue.Create(batch);
        var id = queue.Enqueue(queue.Spec() with { BatchId = batch.Id }).Id;
        queue.Cancel(id);
        var (_, view, body, attempt) = queue.State.Finished().Single();
        queue.Pass(TimeSpan.FromMinutes(10));
        queue.Archive();
        queue.State.FindRemembered(id).ShouldBeNull();

        queue.Run(into => queue.Queue.Revive(new EndedTask(id, view.Kind, view.Priority, view.Run, attempt, body, []), queue.Now, into));

        (queue.View(batch.Id).TotalTasks, queue.View(batch.Id).CancelledTasks).ShouldBe((1L, 0L));
    }

    [Fact]
    public void A_dead_letter_has_the_error_of_every_attempt()
    {
        var id = _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.FromSeconds(1), maxAttempts: 3));
        string[] codes = ["first", "second", "third"];
        foreach (string code in codes)
        {
            _queue.Fail(_queue.Assign(worker: "w-" + code)[0], code: code);
            _queue.Pass(TimeSpan.FromSeconds(2));
        }

        var errors = _queue.View(id).Errors;
        errors.Select(error => error.Code).ShouldBe(codes);
        errors.Select(error => error.Attempt).ShouldBe([1, 2, 3]);
        errors.Select(error => error.WorkerId).ShouldBe(["w-first", "w-second", "w-third"]);
        errors[1].At.ShouldBe(QueueScenario.Start.AddSeconds(2));
        errors.ShouldAllBe(error => error.Run == 1 && error.Class == FailureClass.Retryable && error.Message == "It broke.");
    }

    [Fact]
    public void The_first_error_and_the_newest_are_kept_of_many()
    {
        var id = _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 50));
        for (int i = 1; i <= 50; i++)
        {
            _queue.Fail(_queue.Assign()[0], code: $"e{i}");
        }

        var errors = _queue.View(id).Errors;
        errors.Count.ShouldBe(AttemptError.MaxKept);
        (errors[0].Code, errors[1].Code, errors[^1].Code).ShouldBe(("e1", "e32", "e50"));
    }

    [Fact]
    public void A_long_message_is_kept_cut()
    {
        var id = _queue.Submit();
        var attempt = _queue.Assign()[0];
        var error = new TaskError(ErrorCodes.Failed, new string('m', 4000));
        _queue.Run(batch => _queue.Queue.Fail(new FailAttempt(id, attempt.Attempt, error, FailureClass.Permanent, 0.5), _queue.Now, batch));

        _queue.View(id).Errors.ShouldHaveSingleItem().Message.Length.ShouldBe(AttemptError.MaxMessageLength);
    }

    [Fact]
    public void A_lost_worker_is_among_the_errors()
    {
        var id = _queue.Submit();
        _queue.Assign();
        _queue.Lose("w1");

        _queue.View(id).Errors.ShouldHaveSingleItem().Class.ShouldBe(FailureClass.Crashed);
    }

    [Fact]
    public void Another_run_has_the_same_id_a_new_number_and_budgets_anew()
    {
        var id = _queue.Submit(retry: RetryOptions.Fixed(TimeSpan.Zero, maxAttempts: 2, timeout: TimeSpan.FromMinutes(1)));
        _queue.Fail(_queue.Assign()[0]);
        _queue.Fail(_queue.Assign()[0]).Outcome.ShouldBe(AttemptOutcome.Failed);
        _queue.Pass(TimeSpan.FromMinutes(5));

        Retry(id).ShouldBe(new TaskRetryAnswered(id, TaskRetryResult.Retried, QueueTaskStatus.Pending, Run: 2));

        var attempt = _queue.Assign()[0];
        (attempt.Attempt, attempt.Run).ShouldBe((3, 2), "the fencing token goes on");
        _queue.Fail(attempt).Outcome.ShouldBe(AttemptOutcome.RetryScheduled, "both attempts and the total timeout count anew");
        _queue.Complete(_queue.Assign()[0]);
        var view = _queue.View(id);
        (view.Status, view.Run, view.Attempts, view.Errors.Count).ShouldBe((QueueTaskStatus.Completed, 2, 2, 3));
        view.Errors.Select(error => error.Run).ShouldBe([1, 1, 2]);

        var restored = StateCodec.Decode(StateCodec.Encode(_queue.State)).Find(id)!;
        (restored.Run, restored.Attempts).ShouldBe((2, 2));
        restored.Errors.ShouldBe(view.Errors);
    }

    [Fact]
    public void Another_run_keeps_the_conditions_under_which_it_may_start()
    {
        var queue = new QueueScenario(new QueueSettings { Admission = new AdmissionSettings { ConcurrencyPerKey = 1 } });
        var spec = queue.Spec(priority: 50) with { ConcurrencyKey = "host" };
        queue.Enqueue(spec);
        queue.Cancel(spec.Id);
        queue.Enqueue(queue.Spec() with { ConcurrencyKey = "host" });
        queue.Assign(9).Count.ShouldBe(1);

        Retry(spec.Id, queue).Result.ShouldBe(TaskRetryResult.Retried);

        queue.Assign(9).ShouldBeEmpty("its key has room for one");
    }

    [Fact]
    public void A_report_of_the_run_before_is_refused()
    {
        var id = _queue.Submit();
        var old = _queue.Assign()[0];
        _queue.Fail(old, FailureClass.Permanent);
        Retry(id);
        _queue.Assign();

        _queue.Complete(old).Outcome.ShouldBe(AttemptOutcome.Stale);
        _queue.View(id).Status.ShouldBe(QueueTaskStatus.Processing);
    }

    [Theory]
    [InlineData(null, 10)]
    [InlineData(3, 3)]
    public void Another_run_begins_with_the_priority_that_the_task_was_given_and_not_with_what_retries_left_of_it(int? reprioritised, int expected)
    {
        var id = _queue.Submit(priority: 10, retry: new RetryOptions { MaxAttempts = 3, PriorityStep = 2, Jitter = 0 });
        _queue.Fail(Due());
        _queue.View(id).Priority.ShouldBe(8);
        if (reprioritised is { } priority)
        {
            _queue.Run(into => _queue.Queue.Reprioritise(new ReprioritiseTask(id, priority), _queue.Now, into));
        }

        _queue.Fail(Due());
        _queue.View(id).Priority.ShouldBe(expected - (reprioritised is null ? 4 : 2));
        _queue.Continue(StateCodec.Decode(StateCodec.Encode(_queue.State)));
        _queue.Fail(Due());

        _queue.View(id).ShouldSatisfyAllConditions(task => task.Status.ShouldBe(QueueTaskStatus.Failed), task => task.Priority.ShouldBe(expected));
        Retry(id);
        _queue.View(id).Priority.ShouldBe(expected);
        QueueScenario.SnapshotBytes(_queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(_queue.State));

        Assignment Due()
        {
            _queue.Pass(TimeSpan.FromMinutes(5));
            return _queue.Assign().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void A_task_that_only_the_history_has_gets_another_run_and_its_id_is_live_again()
    {
        var spec = _queue.Spec("gone");
        _queue.Enqueue(spec);
        _queue.Fail(_queue.Assign()[0], FailureClass.Permanent);
        var (_, view, body, lastAttempt) = _queue.State.Finished().Single();
        _queue.Archive();
        Retry(spec.Id).Result.ShouldBe(TaskRetryResult.NotFound, "the queue has let it go");
        _queue.State.RememberedCount.ShouldBe(1);

        var ended = new EndedTask(spec.Id, view.Kind, view.Priority, view.Run, lastAttempt, TaskBody.FromBytes(body.Bytes.ToArray()), view.Errors);
        _queue.Run(batch => _queue.Queue.Revive(ended, _queue.Now, batch)).Result.ShouldBe(TaskRetryResult.Retried);

        _queue.State.RememberedCount.ShouldBe(0);
        _queue.Enqueue(spec).Status.ShouldBe(QueueTaskStatus.Pending, "a repeated submit meets the live task");
        var attempt = _queue.Assign()[0];
        (attempt.Task.Name, attempt.Attempt).ShouldBe(("gone", 2));
        _queue.Complete(attempt);
        _queue.Archive();
        _queue.Enqueue(spec).Status.ShouldBe(QueueTaskStatus.Completed);
        QueueScenario.SnapshotBytes(_queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(_queue.State));
    }

    [Fact]
    public void Only_what_has_ended_otherwise_than_well_is_retried_and_only_where_there_is_room()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 1 });
        var done = queue.Submit();
        queue.Complete(queue.Assign()[0]);
        var cancelled = queue.Submit();
        queue.Cancel(cancelled);
        var waiting = queue.Submit();

        Retry(done, queue).Result.ShouldBe(TaskRetryResult.Completed);
        Retry(waiting, queue).Result.ShouldBe(TaskRetryResult.NotEnded);
        Retry(queue.NewId(), queue).Result.ShouldBe(TaskRetryResult.NotFound);
        var refused = Retry(cancelled, queue);
        (refused.Result, refused.Reason).ShouldBe((TaskRetryResult.Refused, RejectReasons.QueueFull));
        queue.Cancel(waiting);
        queue.SetMode(QueueMode.Draining);
        Retry(cancelled, queue).Reason.ShouldBe(RejectReasons.Draining);
        queue.SetMode(QueueMode.Running);
        Retry(cancelled, queue).Result.ShouldBe(TaskRetryResult.Retried);
    }

    [Fact]
    public void A_queue_that_is_full_of_bytes_takes_no_other_run()
    {
        var queue = new QueueScenario(new QueueSettings { MaxBytes = 1500 });
        var spec = queue.Spec() with { Payload = new byte[900] };
        queue.Enqueue(spec);
        queue.Cancel(spec.Id);

        Retry(spec.Id, queue).Reason.ShouldBe(RejectReasons.QueueFull);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_counts_a_member_that_runs_again_as_open(bool archived)
    {
        var batch = new BatchId(_queue.NewId().Value);
        _queue.Run(into => _queue.Queue.CreateBatch(new CreateBatch(new BatchSpec { Id = batch, Name = "album" }), _queue.Now, into));
        var id = _queue.Enqueue(_queue.Spec() with { BatchId = batch }).Id;
        _queue.Fail(_queue.Assign()[0], FailureClass.Permanent);
        var (_, view, body, lastAttempt) = _queue.State.Finished().Single();
        if (archived)
        {
            _queue.Archive();
        }

        var ended = new EndedTask(id, view.Kind, view.Priority, 1, lastAttempt, body, view.Errors);
        _queue.Run(into => _queue.Queue.Revive(ended, _queue.Now, into));

        var counts = _queue.View(batch);
        (counts.TotalTasks, counts.PendingTasks, counts.FailedTasks).ShouldBe((1, 1, 0));
        _queue.State.List(new ListTasks { Filter = new TaskFilter { BatchId = batch } }).Tasks.ShouldHaveSingleItem();
        QueueScenario.SnapshotBytes(_queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(_queue.State));
    }

    private TaskRetryAnswered Retry(TaskId id, QueueScenario? queue = null)
    {
        queue ??= _queue;
        return queue.Run(batch => queue.Queue.Retry(new RetryTask(id), queue.Now, batch));
    }
}
