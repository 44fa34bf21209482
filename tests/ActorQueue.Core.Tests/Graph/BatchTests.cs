using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests.Graph;

public sealed class BatchTests
{
    private readonly QueueScenario _queue = new();

    [Fact]
    public void A_batch_counts_its_members_by_status()
    {
        var batch = Create();
        var awaited = _queue.Submit("awaited", priority: 100);
        Add(batch, spec => spec with { DependsOn = [new TaskDependency(awaited)] });
        Add(batch, spec => spec with { NotBefore = _queue.Now.AddHours(1) });
        for (int i = 0; i < 6; i++)
        {
            Add(batch);
        }

        var attempts = _queue.Assign(5);
        _queue.Complete(attempts[1]);
        _queue.Fail(attempts[2]);
        _queue.Fail(attempts[3], FailureClass.Permanent);
        _queue.Cancel(Add(batch));

        var view = _queue.View(batch);
        view.Status.ShouldBe(BatchStatus.Open);
        view.TotalTasks.ShouldBe(9);
        (view.BlockedTasks, view.ScheduledTasks, view.PendingTasks, view.ProcessingTasks, view.RetryTasks).ShouldBe((1, 1, 2, 1, 1));
        (view.CompletedTasks, view.FailedTasks, view.CancelledTasks, view.PausedTasks).ShouldBe((1, 1, 1, 0));
        _queue.Archive();
        _queue.View(batch).ShouldBe(view, "who has left the queue is still counted");
        var paused = Add(batch);
        _queue.Run(into => _queue.Queue.Pause(new PauseTask(paused), _queue.Now, into));
        _queue.View(batch).PausedTasks.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Once_sealed_and_all_have_ended_its_callbacks_are_enqueued_in_the_same_commit(bool success)
    {
        var batch = Create();
        var first = Add(batch);
        Add(batch);
        var attempts = _queue.Assign(2);
        _queue.Complete(attempts[0]);
        _queue.Archive();
        _queue.Seal(batch)!.Status.ShouldBe(BatchStatus.Sealed);
        if (success)
        {
            _queue.Complete(attempts[1]);
        }
        else
        {
            _queue.Fail(attempts[1], FailureClass.Permanent);
        }

        _queue.Last.OfType<TaskEnqueued>().Select(enqueued => enqueued.ToSpec().Name).ShouldBe(["done", success ? "good" : "bad"]);
        var view = _queue.View(batch);
        view.Status.ShouldBe(success ? BatchStatus.Completed : BatchStatus.Failed);
        view.CompletedAt.ShouldBe(_queue.Now);
        view.Runs.ShouldBe(1);
        var callback = _queue.View(FollowUpId.Of(batch, run: 1, index: 0));
        callback.ParentBatchId.ShouldBe(batch);
        callback.BatchId.ShouldBeNull("a callback is no member");
        first.ShouldNotBe(callback.Id);
    }

    [Fact]
    public void An_open_batch_does_not_end_and_sealing_one_that_is_done_ends_it_at_once()
    {
        var batch = Create();
        Add(batch);
        _queue.Complete(_queue.Assign()[0]);
        _queue.View(batch).Status.ShouldBe(BatchStatus.Open);
        _queue.Journal.OfType<BatchEnded>().ShouldBeEmpty();

        _queue.Seal(batch)!.Status.ShouldBe(BatchStatus.Completed);
        _queue.Last.Count.ShouldBe(4);
        _queue.Seal(batch)!.Status.ShouldBe(BatchStatus.Completed);
        _queue.Last.ShouldBeEmpty();
        _queue.Seal(new BatchId(_queue.NewId().Value)).ShouldBeNull();
    }

    [Fact]
    public void Neither_a_sealed_nor_an_unknown_batch_takes_tasks()
    {
        var batch = Create();
        var member = _queue.Spec() with { BatchId = batch };
        _queue.Enqueue(member);
        _queue.Seal(batch);
        _queue.Enqueue(_queue.Spec() with { BatchId = batch }).Reason.ShouldBe(RejectReasons.BatchSealed);
        _queue.Enqueue(member).Result.ShouldBe(EnqueueResult.Duplicate, "a repeated submit has succeeded");
        _queue.Enqueue(_queue.Spec() with { BatchId = new BatchId(_queue.NewId().Value) }).Reason.ShouldBe(RejectReasons.UnknownBatch);
        _queue.Create(_queue.Batch(parent: batch)).Reason.ShouldBe(RejectReasons.BatchSealed);
    }

    [Fact]
    public void A_batch_created_again_is_the_same_batch()
    {
        var spec = _queue.Batch();
        _queue.Create(spec).Result.ShouldBe(EnqueueResult.Accepted);
        _queue.Create(spec).Result.ShouldBe(EnqueueResult.Duplicate);
        _queue.Last.ShouldBeEmpty();
    }

    [Fact]
    public void A_batch_within_another_counts_as_one_member()
    {
        var outer = Create();
        var inner = _queue.Batch("inner", outer);
        _queue.Create(inner);
        _queue.Seal(outer)!.OpenBatches.ShouldBe(1);
        Add(inner.Id);
        _queue.Seal(inner.Id);
        _queue.View(outer).Status.ShouldBe(BatchStatus.Sealed);
        _queue.Fail(_queue.Assign()[0], FailureClass.Permanent);

        _queue.View(inner.Id).Status.ShouldBe(BatchStatus.Failed);
        _queue.View(outer).Status.ShouldBe(BatchStatus.Failed);
        (_queue.View(outer).OpenBatches, _queue.View(outer).FailedBatches).ShouldBe((0, 1));
        _queue.Last.OfType<TaskEnqueued>().Select(enqueued => enqueued.ToSpec().Name).ShouldBe(["done", "bad"]);
    }

    [Fact]
    public void Batches_are_nested_only_so_deep()
    {
        BatchId? parent = null;
        for (int depth = 0; depth < BatchSpec.MaxDepth; depth++)
        {
            var spec = _queue.Batch(parent: parent);
            _queue.Create(spec).Result.ShouldBe(EnqueueResult.Accepted);
            parent = spec.Id;
        }

        _queue.Create(_queue.Batch(parent: parent)).Message!.ShouldContain("16 deep");

        // The innermost end goes through all of them.
        foreach (var batch in _queue.State.ListBatches(new ListBatches()).Batches.Reverse())
        {
            _queue.Seal(batch.Id);
        }

        _queue.State.ListBatches(new ListBatches { Status = BatchStatus.Completed }).Batches.Count.ShouldBe(BatchSpec.MaxDepth);
    }

    [Fact]
    public void Cancelling_a_batch_ends_its_waiting_members_and_asks_the_running_ones()
    {
        var outer = Create();
        var inner = _queue.Batch("inner", outer);
        _queue.Create(inner);
        var running = Add(outer);
        _queue.Assign();
        var stranger = _queue.Submit("stranger");
        Add(inner.Id);
        Add(outer, spec => spec with { NotBefore = _queue.Now.AddHours(1) });
        var cancelled = _queue.Cancel(outer)!;

        cancelled.ShouldBe(new BatchCancelAnswered(outer, Cancelled: 2, Requested: 1));
        _queue.View(running).IsCancelRequested.ShouldBeTrue();
        _queue.View(inner.Id).Status.ShouldBe(BatchStatus.Failed);
        _queue.View(outer).Status.ShouldBe(BatchStatus.Sealed);
        _queue.View(stranger).Status.ShouldBe(QueueTaskStatus.Pending);
        _queue.Lose("w1");
        _queue.View(outer).Status.ShouldBe(BatchStatus.Failed);
        _queue.Last.OfType<TaskEnqueued>().Count().ShouldBe(2);
        _queue.Cancel(new BatchId(_queue.NewId().Value)).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_whose_members_run_again_ends_again_and_is_called_back_again(bool archived)
    {
        var outer = Create();
        var spec = _queue.Batch("inner", outer) with { OnCompletion = Template("done"), OnSuccess = Template("good"), OnFailure = Template("bad") };
        _queue.Create(spec);
        var good = Add(spec.Id);
        var bad = Add(spec.Id);
        var waiting = Add(spec.Id, task => task with { DependsOn = [new TaskDependency(bad)] });
        _queue.Seal(outer);
        _queue.Seal(spec.Id);
        var attempts = _queue.Assign(2);
        _queue.Complete(attempts[0]);
        _queue.Fail(attempts[1], FailureClass.Permanent);
        _queue.View(outer).Status.ShouldBe(BatchStatus.Failed);
        if (archived)
        {
            _queue.Archive();
        }

        var before = QueueScenario.SnapshotBytes(_queue.State);
        int journaled = _queue.Journal.Count;
        if (archived)
        {
            _queue.Run(into => _queue.Queue.RetryBatch(outer, [new BatchMember(bad, null)], _queue.Now, into))!.Missing.ShouldBe([bad]);
            QueueScenario.SnapshotBytes(_queue.State).ShouldBe(before, "of a member that is not here nothing is known");
        }

        _queue.RetryBatch(outer, archived ? [Ended(bad, 1), Ended(waiting, 0)] : []).ShouldSatisfyAllConditions(
            answer => answer!.Retried.ShouldBe(2), answer => answer!.Refused.ShouldBe(0), answer => answer!.Missing.ShouldBeEmpty());

        _queue.View(waiting).Status.ShouldBe(QueueTaskStatus.Blocked, "it waits anew for what runs again");
        (_queue.View(outer).Status, _queue.View(outer).OpenBatches, _queue.View(outer).FailedBatches).ShouldBe((BatchStatus.Sealed, 1, 0));

        // One decision is one row of the journal: what a crash leaves is the state before it or the one after it.
        _queue.Journal.Skip(journaled).ShouldBe(_queue.Last);
        QueueScenario.SnapshotBytes(_queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(_queue.State));
        var view = _queue.View(spec.Id);
        (view.Status, view.TotalTasks, view.CompletedTasks, view.PendingTasks, view.BlockedTasks, view.FailedTasks)
            .ShouldBe((BatchStatus.Sealed, 3, 1, 1, 1, 0));

        // The callbacks of the first end wait as well; those of the second come beside them.
        while (_queue.Assign(10) is { Count: > 0 } more)
        {
            foreach (var attempt in more)
            {
                _queue.Complete(attempt);
            }
        }

        (_queue.View(spec.Id).Status, _queue.View(spec.Id).Runs).ShouldBe((BatchStatus.Completed, 2));
        (_queue.View(outer).Status, _queue.View(outer).CompletedBatches, _queue.View(outer).FailedBatches).ShouldBe((BatchStatus.Completed, 1, 0));
        _queue.View(FollowUpId.Of(outer, 2, 1)).Name.ShouldBe("good");
        _queue.View(FollowUpId.Of(spec.Id, 2, 0)).Name.ShouldBe("done");
        good.ShouldNotBe(bad);
        QueueScenario.SnapshotBytes(_queue.Replayed()).ShouldBe(QueueScenario.SnapshotBytes(_queue.State));

        EndedTask Ended(TaskId id, int attempt)
        {
            var enqueued = _queue.Journal.OfType<TaskEnqueued>().Single(@event => @event.Id == id);
            return new EndedTask(id, enqueued.Kind, enqueued.Priority, 1, attempt, enqueued.Body, []);
        }
    }

    [Fact]
    public void A_batch_for_which_there_is_no_room_is_sealed_again_and_says_how_many_were_left()
    {
        var queue = new QueueScenario(new QueueSettings { MaxLength = 2 });
        var batch = queue.Batch();
        queue.Create(batch);
        for (int i = 0; i < 2; i++)
        {
            queue.Enqueue(queue.Spec() with { BatchId = batch.Id });
        }

        queue.Seal(batch.Id);
        queue.Cancel(batch.Id);
        queue.Submit();

        var answer = queue.RetryBatch(batch.Id)!;

        (answer.Retried, answer.Refused, queue.View(batch.Id).Status).ShouldBe((1, 1, BatchStatus.Sealed));
        queue.RetryBatch(new BatchId(queue.NewId().Value)).ShouldBeNull();
    }

    [Fact]
    public void A_single_retry_of_a_member_lets_its_batch_end_again_too()
    {
        var batch = Create();
        var member = Add(batch);
        _queue.Seal(batch);
        _queue.Cancel(member);
        _queue.View(batch).Status.ShouldBe(BatchStatus.Failed);
        _queue.Retry(member);
        _queue.View(batch).Status.ShouldBe(BatchStatus.Sealed);
        while (_queue.Assign(10) is { Count: > 0 } more)
        {
            foreach (var attempt in more)
            {
                _queue.Complete(attempt);
            }
        }

        (_queue.View(batch).Status, _queue.View(batch).Runs).ShouldBe((BatchStatus.Completed, 2));
    }

    [Fact]
    public void A_member_that_runs_again_opens_all_that_its_batch_is_in()
    {
        var outer = Create();
        var inner = _queue.Batch("inner", outer);
        _queue.Create(inner);
        var member = Add(inner.Id);
        _queue.Seal(inner.Id);
        _queue.Seal(outer);
        _queue.Cancel(member);
        _queue.View(outer).Status.ShouldBe(BatchStatus.Failed);

        _queue.Retry(member);

        var view = _queue.View(outer);
        (view.Status, view.OpenBatches, view.FailedBatches).ShouldBe((BatchStatus.Sealed, 1, 0));
    }

    [Fact]
    public void The_number_of_batches_is_bounded_and_ended_ones_give_way()
    {
        var queue = new QueueScenario(new QueueSettings { MaxBatches = 2, BatchRetention = TimeSpan.FromHours(1) });
        var specs = Enumerable.Range(0, 4).Select(i => queue.Batch($"{i}")).ToArray();
        queue.Create(specs[0]);
        queue.Create(specs[1]);
        queue.Create(specs[2]).Reason.ShouldBe(RejectReasons.TooManyBatches);
        queue.Pass(TimeSpan.FromSeconds(1));
        queue.Seal(specs[1].Id);
        queue.Create(specs[2]).Result.ShouldBe(EnqueueResult.Accepted);
        queue.State.Batches.Count.ShouldBe(2);
        queue.State.FindBatch(specs[1].Id).ShouldBeNull();
        queue.Create(specs[1]).Reason.ShouldBe(RejectReasons.IdExpired, "a forgotten batch is never taken for new");

        queue.Seal(specs[2].Id);
        queue.Pass(TimeSpan.FromMinutes(59));
        queue.Archive();
        queue.View(specs[2].Id).Status.ShouldBe(BatchStatus.Completed);
        queue.Pass(TimeSpan.FromMinutes(2));
        queue.Archive();
        queue.State.FindBatch(specs[2].Id).ShouldBeNull();
        queue.View(specs[0].Id).Status.ShouldBe(BatchStatus.Open, "only ended ones go");
        queue.State.LiveBytes.ShouldBe(queue.State.Batches.Find(specs[0].Id)!.Bytes);
    }

    [Fact]
    public void The_batch_that_ended_first_gives_way_also_after_a_restart_from_a_snapshot()
    {
        var queue = new QueueScenario(new QueueSettings { MaxBatches = 2 });
        var specs = Enumerable.Range(0, 3).Select(i => queue.Batch($"{i}")).ToArray();
        queue.Create(specs[0]);
        queue.Create(specs[1]);
        queue.Seal(specs[1].Id);
        queue.Seal(specs[0].Id);
        queue.Continue(StateCodec.Decode(StateCodec.Encode(queue.State)));

        queue.Create(specs[2]).Result.ShouldBe(EnqueueResult.Accepted);

        queue.State.FindBatch(specs[1].Id).ShouldBeNull();
        queue.View(specs[0].Id).Status.ShouldBe(BatchStatus.Completed);
    }

    [Fact]
    public void Callbacks_count_as_bytes_of_the_queue()
    {
        var queue = new QueueScenario(new QueueSettings { MaxBytes = 2000 });
        var spec = queue.Batch() with { OnSuccess = Template("x") with { Payload = new byte[1000] } };
        queue.Create(spec).Result.ShouldBe(EnqueueResult.Accepted);
        queue.Create(spec with { Id = queue.Batch().Id }).Reason.ShouldBe(RejectReasons.QueueFull);
    }

    [Fact]
    public void Every_rule_of_a_batch_is_named()
    {
        _queue.Create(_queue.Batch("")).Message!.ShouldContain("name");
        _queue.Create(_queue.Batch() with { Id = default }).Message!.ShouldContain("id");
        _queue.Create(_queue.Batch(parent: new BatchId(_queue.NewId().Value))).Reason.ShouldBe(RejectReasons.UnknownBatch);
        _queue.Create(_queue.Batch() with { OnSuccess = Template("x") with { Kind = "" } }).Message!.ShouldContain("onSuccess.kind");
        _queue.Create(_queue.Batch() with { OnSuccess = Template("x") with { Payload = new byte[300 * 1024] } })
            .Reason.ShouldBe(RejectReasons.PayloadTooLarge);
        var old = _queue.Batch();
        _queue.Pass(TimeSpan.FromHours(2));
        _queue.Create(old).Reason.ShouldBe(RejectReasons.IdExpired);
        _queue.SetMode(QueueMode.Draining);
        _queue.Create(_queue.Batch()).Reason.ShouldBe(RejectReasons.Draining);
    }

    [Fact]
    public void Pages_of_batches_are_the_newest_first()
    {
        var ids = Enumerable.Range(0, 5).Select(_ => Create()).Reverse().ToArray();
        var page = _queue.State.ListBatches(new ListBatches { PageSize = 3 });
        page.Batches.Select(batch => batch.Id).ShouldBe(ids[..3]);
        Create();
        page = _queue.State.ListBatches(new ListBatches { PageSize = 3, Cursor = page.NextCursor });
        page.Batches.Select(batch => batch.Id).ShouldBe(ids[3..]);
        page.NextCursor.ShouldBeNull();
    }

    [Fact]
    public void A_list_of_batches_can_be_of_one_status_or_of_those_in_one_batch()
    {
        var (open, sealedOne) = (Create(), Create());
        Add(sealedOne);
        _queue.Seal(sealedOne);
        var inner = _queue.Batch("inner", open);
        _queue.Create(inner);

        List(new ListBatches { Status = BatchStatus.Sealed }).ShouldBe([sealedOne]);
        List(new ListBatches { ParentBatchId = open }).ShouldBe([inner.Id]);

        IEnumerable<BatchId> List(ListBatches query) => _queue.State.ListBatches(query).Batches.Select(batch => batch.Id);
    }

    private BatchId Create()
    {
        var spec = _queue.Batch() with { OnCompletion = Template("done"), OnSuccess = Template("good"), OnFailure = Template("bad") };
        var answer = _queue.Create(spec);
        answer.Result.ShouldBe(EnqueueResult.Accepted, answer.Message);
        return spec.Id;
    }

    private TaskId Add(BatchId batch, Func<TaskSpec, TaskSpec>? change = null)
    {
        var spec = _queue.Spec() with { BatchId = batch };
        var outcome = _queue.Enqueue(change?.Invoke(spec) ?? spec);
        outcome.Result.ShouldBe(EnqueueResult.Accepted, outcome.Message);
        return outcome.Id;
    }

    private static TaskSpec Template(string name) => new() { Id = default, Kind = "callback", Name = name };
}
