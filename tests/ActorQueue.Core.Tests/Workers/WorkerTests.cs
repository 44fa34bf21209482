using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Workers;

namespace ActorQueue.Core.Tests.Workers;

public sealed class WorkerTests
{
    private readonly QueueScenario _queue = new(new QueueSettings { MaxWorkers = 2 });

    [Fact]
    public void A_worker_is_believed_by_its_token_and_by_nothing_else()
    {
        var worker = Register("w");

        _queue.Queue.CheckIdentity(worker).ShouldBeNull();
        _queue.Queue.CheckIdentity(worker with { Token = "wrong" })!.Reason.ShouldBe(WorkerRefusals.WrongToken);
        _queue.Queue.CheckIdentity(worker with { Token = null! })!.Reason.ShouldBe(WorkerRefusals.WrongToken);
        _queue.Queue.CheckIdentity(worker with { WorkerId = "other" })!.Reason.ShouldBe(WorkerRefusals.UnknownWorker);
        _queue.Queue.CheckIdentity(null)!.Reason.ShouldBe(WorkerRefusals.UnknownWorker);
        _queue.State.RefusedWorkerCalls.ShouldBe(4);
    }

    [Fact]
    public void Nobody_can_speak_for_the_local_pool_which_has_no_token()
    {
        Add(new WorkerDefinition { Id = "here", Name = "local pool", IsLocal = true }).ShouldBeTrue();

        _queue.Queue.CheckIdentity(new WorkerIdentity("here", string.Empty))!.Reason.ShouldBe(WorkerRefusals.UnknownWorker);
    }

    [Fact]
    public void A_worker_is_leased_no_more_than_it_can_run()
    {
        for (int i = 0; i < 150; i++)
        {
            _queue.Submit();
        }

        var worker = Register("w", maxAttempts: 1);
        Lease(worker).Assignment.ShouldNotBeNull();

        for (int i = 0; i < 149; i++)
        {
            Lease(worker).Refusal!.Reason.ShouldBe(WorkerRefusals.NoRoom);
        }

        _queue.State.CountOf(QueueTaskStatus.Processing).ShouldBe(1);
    }

    [Fact]
    public void A_worker_gets_only_the_kinds_and_priorities_that_it_takes()
    {
        _queue.Enqueue(_queue.Spec("a", priority: 20));
        _queue.Enqueue(_queue.Spec("b", priority: 9) with { Kind = "other" });
        _queue.Enqueue(_queue.Spec("c", priority: 8));
        _queue.Enqueue(_queue.Spec("d", priority: 1));
        var worker = Register("w", maxAttempts: 9, kinds: ["test"], minPriority: 2, maxPriority: 10);

        Lease(worker).Assignment!.Task.Name.ShouldBe("c");
        Lease(worker).Assignment.ShouldBeNull();
    }

    [Fact]
    public void Only_the_worker_that_holds_an_attempt_may_speak_of_it()
    {
        var (one, two) = (Register("one"), Register("two"));
        _queue.Submit();
        var held = Lease(one).Assignment!;

        _queue.Queue.CheckLease(one, held.Id, held.Attempt).ShouldBeNull();
        _queue.Queue.CheckLease(two, held.Id, held.Attempt)!.Reason.ShouldBe(WorkerRefusals.LeaseLost);
        _queue.Queue.CheckLease(one, held.Id, held.Attempt + 1)!.Reason.ShouldBe(WorkerRefusals.LeaseLost);
        _queue.Queue.CheckLease(one, _queue.NewId(), 1)!.Reason.ShouldBe(WorkerRefusals.LeaseLost);
        _queue.State.StaleReports.ShouldBe(3);
    }

    [Fact]
    public void A_report_whose_answer_was_lost_may_be_repeated()
    {
        var worker = Register("w");
        _queue.Submit();
        var held = Lease(worker).Assignment!;
        _queue.Complete(held);

        var answer = _queue.Queue.CheckLease(worker, held.Id, held.Attempt)!;

        (answer.IsAccepted, answer.Status).ShouldBe((true, QueueTaskStatus.Completed));
        _queue.State.StaleReports.ShouldBe(0);
        _queue.Queue.CheckLease(Register("other"), held.Id, held.Attempt)!.Reason.ShouldBe(WorkerRefusals.LeaseLost, "it was not its report");

        _queue.Submit();
        var failed = Lease(worker).Assignment!;
        _queue.Fail(failed);
        answer = _queue.Queue.CheckLease(worker, failed.Id, failed.Attempt)!;
        (answer.IsAccepted, answer.Status).ShouldBe((true, QueueTaskStatus.Retry));
    }

    [Fact]
    public void A_lease_that_runs_out_makes_a_suspect_that_runs_alone_and_a_dead_letter_past_its_budget()
    {
        var worker = Register("w");
        var id = _queue.Submit();
        for (int crash = 0; crash <= _queue.Queue.Settings.CrashBudget; crash++)
        {
            _queue.View(id).Status.ShouldBe(QueueTaskStatus.Pending);
            var held = Lease(worker).Assignment!;
            held.IsAlone.ShouldBe(crash > 0);
            Expire(held)!.Interrupted.ShouldBe(1);
            Expire(held).ShouldBeNull("its lease has run out already");
        }

        Expire(Lease(worker).Assignment!)!.Failed.ShouldBe(1);
        _queue.View(id).Error!.Code.ShouldBe(ErrorCodes.Crashed);
    }

    [Fact]
    public void Whoever_leaves_in_order_hands_its_attempts_back_at_no_cost()
    {
        var worker = Register("w");
        var id = _queue.Submit();
        Lease(worker);

        _queue.Run(batch => _queue.Queue.UnregisterWorker("w", isLost: false, _queue.Now, batch));

        (_queue.View(id).Status, _queue.View(id).Attempts).ShouldBe((QueueTaskStatus.Pending, 0));
        _queue.Queue.CheckIdentity(worker)!.Reason.ShouldBe(WorkerRefusals.UnknownWorker);
        Lease(Register("w")).Assignment!.IsAlone.ShouldBeFalse("it is no suspect");
    }

    [Fact]
    public void A_paused_worker_gets_nothing_new_also_after_a_crash()
    {
        var worker = Register("w");
        _queue.Submit();
        SetPaused(true).ShouldBeTrue();
        SetPaused(true).ShouldBeFalse();
        _queue.Recover();

        Lease(worker).ShouldBe((null, null));
        View().Status.ShouldBe(WorkerStatus.Paused);
        SetPaused(false).ShouldBeTrue();
        Lease(worker).Assignment.ShouldNotBeNull();
        View().Status.ShouldBe(WorkerStatus.Processing);
    }

    [Fact]
    public void A_worker_counts_among_those_that_would_take_a_task_while_it_is_registered_and_not_paused()
    {
        var id = _queue.Submit();
        IsTaken().ShouldBeFalse();
        Register("w", kinds: ["test"]);
        IsTaken().ShouldBeTrue();
        SetPaused(true);
        IsTaken().ShouldBeFalse();
        SetPaused(false);
        IsTaken().ShouldBeTrue();

        _queue.Recover();
        _queue.Queue.AttachRegisteredWorkers();
        IsTaken().ShouldBeTrue("a new owner takes note of those that were there");
        _queue.Run(batch => _queue.Queue.UnregisterWorker("w", isLost: false, _queue.Now, batch));
        IsTaken().ShouldBeFalse();

        bool IsTaken() => _queue.Queue.Explain(id, _queue.Now)!.Reasons.All(reason => reason.Code != WaitReasons.NoWorker);
    }

    /// <summary>Found while the model was written: its result was thrown away, and it was told that all was well.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_comes_after_a_lease_ran_out_is_refused_and_counted_also_when_the_task_was_cancelled_or_paused_since(bool isCancelled)
    {
        var worker = Register("w");
        var id = _queue.Submit();
        var held = Lease(worker).Assignment!;
        Expire(held);
        if (isCancelled)
        {
            _queue.Cancel(id);
        }
        else
        {
            _queue.Run(batch => _queue.Queue.Pause(new PauseTask(id), _queue.Now, batch));
        }

        _queue.Recover();

        _queue.Queue.CheckLease(worker, id, held.Attempt)!.Reason.ShouldBe(WorkerRefusals.LeaseLost);
        _queue.Complete(held).Outcome.ShouldBe(Commands.AttemptOutcome.Stale);
        _queue.State.StaleReports.ShouldBe(2);
    }

    /// <summary>Found while the model was written: a worker whose answer was lost on the way was told that it had lost its lease.</summary>
    [Fact]
    public void A_repeated_report_about_a_task_that_is_paused_by_now_has_taken_effect()
    {
        var worker = Register("w");
        var id = _queue.Submit();
        var held = Lease(worker).Assignment!;
        _queue.Run(batch => _queue.Queue.Pause(new PauseTask(id), _queue.Now, batch));
        _queue.Release(held);

        _queue.Queue.CheckLease(worker, id, held.Attempt)!.IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void What_a_worker_has_done_is_counted_and_survives()
    {
        var worker = Register("w");
        _queue.Submit();
        _queue.Complete(Lease(worker).Assignment!);
        _queue.Submit();
        _queue.Fail(Lease(worker).Assignment!);
        _queue.Submit(priority: 99);
        _queue.Fail(Lease(worker).Assignment!, FailureClass.Permanent);
        _queue.Complete(_queue.NewId(), 1);
        _queue.Pass(TimeSpan.FromMinutes(2));

        _queue.Recover();

        (View().Processed, View().Failures, View().UptimeSeconds).ShouldBe((1, 2, 120));
        _queue.Continue(StateCodec.Decode(StateCodec.Encode(_queue.State)));
        (View().Processed, View().Failures, View().UptimeSeconds).ShouldBe((1, 2, 120));
    }

    [Fact]
    public void Only_so_many_workers_register_and_the_local_pool_is_not_among_them()
    {
        Add(new WorkerDefinition { Id = "here", Name = "local pool", IsLocal = true }).ShouldBeTrue();
        Register("one");
        Register("two");

        Add(Definition("three", 1, [], null, null)).ShouldBeFalse();

        _queue.Run(batch => _queue.Queue.UnregisterWorker("one", isLost: true, _queue.Now, batch));
        Register("three");
    }

    [Fact]
    public void The_registry_survives_replay_and_snapshot_to_the_byte()
    {
        var worker = Register("wörker", maxAttempts: 3, kinds: ["test", "mix"], minPriority: -3, maxPriority: 9);
        Add(new WorkerDefinition { Id = "here", Name = "local pool", IsLocal = true });
        _queue.Submit();
        Lease(worker);
        SetPaused(true, "here");

        byte[] live = QueueScenario.SnapshotBytes(_queue.State);
        QueueScenario.SnapshotBytes(_queue.Replayed()).ShouldBe(live);
        var restored = StateCodec.Decode(StateCodec.Encode(_queue.State, chunkBytes: 64));
        QueueScenario.SnapshotBytes(restored).ShouldBe(live);
        new QueuePartition(_queue.Queue.Settings, restored).CheckIdentity(worker).ShouldBeNull("its token still holds");
    }

    [Fact]
    public void A_token_gets_into_no_text() => new WorkerIdentity("w", "secret").ToString().ShouldNotContain("secret");

    [Fact]
    public void What_is_wrong_with_a_registration_is_said_at_once()
    {
        var problems = new WorkerRegistration { Name = " ", Kinds = [""], MinPriority = 2, MaxPriority = 1, MaxAttempts = 0 }.Validate();

        problems.Count.ShouldBe(4);
        new WorkerRegistration { Name = "w" }.Validate().ShouldBeEmpty();
    }

    private static WorkerDefinition Definition(string id, int maxAttempts, string[] kinds, int? minPriority, int? maxPriority) => new()
    {
        Id = id,
        Name = id,
        TokenHash = QueuePartition.HashOf("token of " + id),
        Kinds = kinds,
        MinPriority = minPriority,
        MaxPriority = maxPriority,
        MaxAttempts = maxAttempts,
    };

    private WorkerIdentity Register(
        string id, int maxAttempts = 1, string[]? kinds = null, int? minPriority = null, int? maxPriority = null)
    {
        Add(Definition(id, maxAttempts, kinds ?? [], minPriority, maxPriority)).ShouldBeTrue();
        return new WorkerIdentity(id, "token of " + id);
    }

    private bool Add(WorkerDefinition worker) =>
        _queue.Run(batch => _queue.Queue.RegisterWorker(worker, _queue.Now, batch)) is not null;

    private (WorkerAnswered? Refusal, Assignment? Assignment) Lease(WorkerIdentity worker) =>
        _queue.Run(batch => _queue.Queue.Lease(worker, _queue.Now, batch));

    private WorkersLost? Expire(Assignment held) =>
        _queue.Run(batch => _queue.Queue.ExpireLease(held.Id, held.Attempt, _queue.Now, batch));

    private bool SetPaused(bool isPaused, string id = "w") =>
        _queue.Run(batch => _queue.Queue.SetWorkerPaused(id, isPaused, _queue.Now, batch));

    private WorkerView View() => _queue.State.ViewWorker("w", _queue.Now)!;
}
