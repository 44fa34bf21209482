using ActorQueue.Contracts;
using ActorQueue.Supervision;
using ActorQueue.Tests.Metrics;
using ActorQueue.Workers;
using Akka.Actor;

namespace ActorQueue.Tests.Workers;

/// <summary>Workers that are not the queue's own: leases, heartbeats, the sweep. Leases last 15 minutes, sweeps come every 5, a worker may be silent for 30; nothing of it is switched off with the cleaning.</summary>
public sealed class ForeignWorkerTests() : QueueTestKit("actorqueue { attempt.timeout = 10h, worker.max-registered = 5, cleanup.enabled = off }")
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    [Fact]
    public void An_attempt_goes_from_lease_to_result()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        Enqueue(queue, TestQueue.Task(1));

        var lease = Next(queue, worker).Leases.ShouldHaveSingleItem();

        (lease.Task.Name, lease.Attempt, lease.ExpiresAt).ShouldBe(("task-1", 1, Clock.Now + TimeSpan.FromMinutes(15)));
        Next(queue, worker).Reason.ShouldBe(WorkerRefusals.NoRoom);
        Call(queue, new CompleteTask(worker, lease.Task.Id, 1, "{}"u8.ToArray())).Status.ShouldBe(QueueTaskStatus.Completed);
        Find(queue, lease.Task.Id).Result!.Value.ToArray().ShouldBe("{}"u8.ToArray());
        Next(queue, worker).ShouldSatisfyAllConditions(answer => answer.IsAccepted.ShouldBeTrue(), answer => answer.Leases.ShouldBeEmpty());
    }

    /// <summary>A pain of the peers: the lease of a long task ran out while its worker was at it, and a second copy started.</summary>
    [Fact]
    public void A_long_task_is_kept_for_its_worker_for_as_long_as_that_sends_heartbeats()
    {
        var queue = StartQueue();
        var (one, two) = (Register(queue), Register(queue));
        Enqueue(queue, TestQueue.Task(1));
        var lease = Next(queue, one).Leases.ShouldHaveSingleItem();

        for (var i = 0; i < 24; i++)
        {
            Clock.Advance(Step);
            Beat(queue, one).Leases.ShouldHaveSingleItem().ExpiresAt.ShouldBe(Clock.Now + TimeSpan.FromMinutes(15));
            Next(queue, two).Leases.ShouldBeEmpty();
        }

        Call(queue, new CompleteTask(one, lease.Task.Id, 1, default)).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void A_task_whose_worker_is_silent_goes_to_another_and_the_late_result_is_refused_and_counted()
    {
        using var measured = new MeasuredValues(Metrics.Meter);
        var queue = StartQueue();
        var (one, two) = (Register(queue), Register(queue));
        Enqueue(queue, TestQueue.Task(1));
        Next(queue, one).Leases.Count.ShouldBe(1);

        Sweep(queue, two, times: 2);
        Next(queue, two).Leases.ShouldBeEmpty("the lease has not run out");
        Sweep(queue, two, times: 1);
        var again = Next(queue, two).Leases.ShouldHaveSingleItem();
        (again.Attempt, again.IsAlone).ShouldBe((2, true), "what was lost may have ended its worker, and runs alone");

        var late = Call(queue, new CompleteTask(one, TestQueue.Id(1), 1, default));
        (late.Reason, late.Status).ShouldBe((WorkerRefusals.LeaseLost, QueueTaskStatus.Processing));
        Call(queue, new CompleteTask(one, TestQueue.Id(1), 2, default)).Reason.ShouldBe(WorkerRefusals.LeaseLost, "another's number is no key");
        var statistics = Ask<QueueStatistics>(queue, GetStatistics.Instance);
        (statistics.StaleReports, statistics.RefusedWorkerCalls, statistics.InterruptedAttempts).ShouldBe((2, 2, 1));
        measured.Sum("actorqueue.tasks.interrupted", "kind", "test").ShouldBe(1);
        Call(queue, new CompleteTask(two, TestQueue.Id(1), 2, default)).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public void A_worker_that_is_silent_for_too_long_is_no_worker_any_more_and_its_tasks_wait_again()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        Clock.Advance(TimeSpan.FromMinutes(24));
        Enqueue(queue, TestQueue.Task(1));
        Next(queue, worker).Leases.Count.ShouldBe(1);
        AwaitStatus(queue, worker, WorkerStatus.Error);

        AwaitCondition(() =>
        {
            Clock.Advance(Step);
            return ListedBy(queue).All(view => view.Id != worker.WorkerId);
        });

        Find(queue, TestQueue.Id(1)).Status.ShouldBe(QueueTaskStatus.Pending);
        Beat(queue, worker).Reason.ShouldBe(WorkerRefusals.UnknownWorker);
    }

    [Fact]
    public void An_attempt_past_its_deadline_fails_although_its_worker_still_renews_the_lease()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        Enqueue(queue, TestQueue.Task(1) with { AttemptTimeout = TimeSpan.FromMinutes(7), Retry = RetryOptions.Fixed(TimeSpan.FromDays(1)) });
        Next(queue, worker).Leases.Count.ShouldBe(1);

        Sweep(queue, worker, times: 1);
        Find(queue, TestQueue.Id(1)).Status.ShouldBe(QueueTaskStatus.Processing);
        Sweep(queue, worker, times: 1);

        var task = Find(queue, TestQueue.Id(1));
        (task.Status, task.Error!.Code).ShouldBe((QueueTaskStatus.Retry, ErrorCodes.Timeout));
        Call(queue, new CompleteTask(worker, task.Id, 1, default)).Status.ShouldBe(QueueTaskStatus.Retry, "its end is recorded: nothing changes");
    }

    /// <summary>A pain of the peers: a task stuck in processing for ever, because the pool that ran it lost it.</summary>
    [Fact]
    public void An_attempt_that_the_local_pool_says_nothing_of_long_after_its_deadline_does_not_stay_in_processing()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1) with { AttemptTimeout = TimeSpan.FromMinutes(1), Retry = RetryOptions.Fixed(TimeSpan.FromDays(1)) });
        Workers.ExpectMsg<RunAttempts>();

        Clock.Advance(TimeSpan.FromMinutes(14));
        Find(queue, TestQueue.Id(1)).Status.ShouldBe(QueueTaskStatus.Processing);
        AwaitCondition(() =>
        {
            Clock.Advance(Step);
            return Find(queue, TestQueue.Id(1)).Status == QueueTaskStatus.Retry;
        });
        Find(queue, TestQueue.Id(1)).Error!.Code.ShouldBe(ErrorCodes.Stuck);
    }

    [Fact]
    public void After_a_recovery_every_lease_lasts_a_full_period_again_and_the_worker_goes_on_as_if_nothing_had_been()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        Enqueue(queue, TestQueue.Task(1));
        Next(queue, worker).Leases.Count.ShouldBe(1);
        Clock.Advance(TimeSpan.FromMinutes(14));
        Watch(queue);
        Journal.Failure = new IOException("disk full");
        Request(queue, new EnqueueTasks([TestQueue.Task(2)]));
        ExpectTerminated(queue);
        Gateway.ExpectMsg<QueueFailed>();
        Journal.Failure = null;

        var recovered = ExpectRestarted();
        Clock.Advance(Step);
        Clock.Advance(Step);

        Find(recovered, TestQueue.Id(1)).Status.ShouldBe(QueueTaskStatus.Processing);
        Call(recovered, new CompleteTask(worker, TestQueue.Id(1), 1, default)).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public void A_call_with_a_wrong_token_does_nothing()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        Enqueue(queue, TestQueue.Task(1));
        var thief = worker with { Token = "guessed" };

        foreach (var call in new IWorkerCall[]
        {
            new GetNextTask(thief), new WorkerHeartbeat(thief), new CompleteTask(thief, TestQueue.Id(1), 1, default), new ReleaseTask(thief, TestQueue.Id(1), 1),
            new FailTask(thief, TestQueue.Id(1), 1, new TaskError("failed", "no")), new UnregisterWorker(thief),
        })
        {
            Call(queue, call).Reason.ShouldBe(WorkerRefusals.WrongToken);
        }

        Find(queue, TestQueue.Id(1)).Status.ShouldBe(QueueTaskStatus.Pending);
        Ask<QueueStatistics>(queue, GetStatistics.Instance).RefusedWorkerCalls.ShouldBe(6);
        Next(queue, worker).Leases.Count.ShouldBe(1);
    }

    [Fact]
    public void A_failure_is_retried_a_release_costs_nothing_and_a_cancel_reaches_the_worker_with_its_heartbeat()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        Enqueue(queue, TestQueue.Task(1));
        Next(queue, worker);
        Call(queue, new ReleaseTask(worker, TestQueue.Id(1), 1)).Status.ShouldBe(QueueTaskStatus.Pending);
        Next(queue, worker).Leases.ShouldHaveSingleItem().Attempt.ShouldBe(2);
        Call(queue, new FailTask(worker, TestQueue.Id(1), 2, null!)).Reason.ShouldBe(WorkerRefusals.Invalid);

        var failed = Call(queue, new FailTask(worker, TestQueue.Id(1), 2, new TaskError("failed", "no")));
        (failed.Status, failed.DueAt > Clock.Now).ShouldBe((QueueTaskStatus.Retry, true));

        Enqueue(queue, TestQueue.Task(2));
        Next(queue, worker).Leases.Count.ShouldBe(1);
        Ask<TaskCancelAnswered>(queue, new CancelTask(TestQueue.Id(2))).Result.ShouldBe(CancelResult.Requested);
        Beat(queue, worker).Leases.ShouldHaveSingleItem().IsCancelRequested.ShouldBeTrue();
        Call(queue, new FailTask(worker, TestQueue.Id(2), 1, new TaskError("cancelled", "yes"), FailureClass.Cancelled)).Status.ShouldBe(QueueTaskStatus.Cancelled);
    }

    [Fact]
    public void Progress_comes_with_the_heartbeat_for_attempts_of_the_worker_only()
    {
        var queue = StartQueue();
        var (one, two) = (Register(queue), Register(queue));
        Enqueue(queue, TestQueue.Task(1));
        Next(queue, one);

        Call(queue, new WorkerHeartbeat(two, Progress: [new AttemptProgress(TestQueue.Id(1), 1, new TaskProgress(9, 9, null))]));
        Find(queue, TestQueue.Id(1)).Progress.ShouldBeNull();
        Call(queue, new WorkerHeartbeat(one, Progress: [new AttemptProgress(TestQueue.Id(1), 1, new TaskProgress(1, 2, "half"))]));
        Find(queue, TestQueue.Id(1)).Progress!.Percent.ShouldBe(50);

        queue.Tell(new PublishChanges(true), Gateway);
        Request(queue, new WorkerHeartbeat(one, Progress: [new AttemptProgress(TestQueue.Id(1), 1, new TaskProgress(2, 2, "all"))]));
        Gateway.FishForMessage<ChangesPublished>(_ => true).Changes.ShouldHaveSingleItem().Kind.ShouldBe(TaskChangeKind.Progressed);
    }

    [Fact]
    public void A_checkpoint_comes_with_the_heartbeat_and_goes_with_the_next_lease()
    {
        var queue = StartQueue();
        var (one, two) = (Register(queue), Register(queue));
        Enqueue(queue, TestQueue.Task(1));
        Next(queue, one).Leases.ShouldHaveSingleItem().Checkpoint.ShouldBeNull();
        Call(queue, new WorkerHeartbeat(two, Progress: [new AttemptProgress(TestQueue.Id(1), 1, null) { Checkpoint = "false"u8.ToArray() }]));
        Call(queue, new WorkerHeartbeat(one, Progress: [new AttemptProgress(TestQueue.Id(1), 1, null) { Checkpoint = "half"u8.ToArray() }]));
        Ask<TaskControlled>(queue, new PauseTask(TestQueue.Id(1)));
        Beat(queue, one).Leases.ShouldHaveSingleItem().IsPauseRequested.ShouldBeTrue();
        Call(queue, new ReleaseTask(one, TestQueue.Id(1), 1)).Status.ShouldBe(QueueTaskStatus.Paused);
        Ask<TaskControlled>(queue, new ResumeTask(TestQueue.Id(1)));

        Next(queue, two).Leases.ShouldHaveSingleItem().Checkpoint!.Value.ToArray().ShouldBe("half"u8.ToArray());
    }

    [Fact]
    public void Every_worker_is_listed_with_what_it_does_the_local_pool_too()
    {
        var queue = StartQueue();
        var (idle, busy, broken, stopped) = (Register(queue), Register(queue), Register(queue), Register(queue));
        Enqueue(queue, TestQueue.Task(1));
        Next(queue, busy);
        Call(queue, new WorkerHeartbeat(broken, WorkerStatus.Error));
        Call(queue, new WorkerHeartbeat(stopped, WorkerStatus.Stopped));
        Attach(queue, slots: 3);

        Status(queue, idle.WorkerId).ShouldBe(WorkerStatus.Idle);
        Status(queue, busy.WorkerId).ShouldBe(WorkerStatus.Processing);
        Status(queue, broken.WorkerId).ShouldBe(WorkerStatus.Error);
        Status(queue, stopped.WorkerId).ShouldBe(WorkerStatus.Stopped);
        Beat(queue, stopped);
        Status(queue, stopped.WorkerId).ShouldBe(WorkerStatus.Idle, "a heartbeat without a word says that it works");
        ListedBy(queue).Single(view => view.Id == idle.WorkerId).LastHeartbeatAt.ShouldBe(Clock.Now);
        var pool = ListedBy(queue).Single(view => view.IsLocal);
        (pool.Id, pool.Status, pool.MaxAttempts).ShouldBe(("here", WorkerStatus.Idle, 3));

        queue.Tell(new PoolBeat("here", 3, IsDraining: true));
        Status(queue, "here").ShouldBe(WorkerStatus.Stopped);
        Ask<WorkerControlled>(queue, new PauseWorker(idle.WorkerId)).Worker!.Status.ShouldBe(WorkerStatus.Paused);
        Ask<WorkerControlled>(queue, new PauseWorker("nobody")).ShouldBe(new WorkerControlled("nobody", null, Changed: false));
    }

    [Fact]
    public void The_local_pool_can_be_paused_too()
    {
        var queue = StartQueue();
        Attach(queue, slots: 2);
        Ask<WorkerControlled>(queue, new PauseWorker("here")).Changed.ShouldBeTrue();

        Enqueue(queue, TestQueue.Task(1));
        Workers.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        Ask<WorkerControlled>(queue, new ResumeWorker("here")).Changed.ShouldBeTrue();
        Workers.ExpectMsg<RunAttempts>().Assignments.Count.ShouldBe(1);
    }

    [Fact]
    public void A_worker_that_is_paused_gets_nothing_and_is_told_so()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        Enqueue(queue, TestQueue.Task(1));
        Ask<WorkerControlled>(queue, new PauseWorker(worker.WorkerId));

        Next(queue, worker).ShouldSatisfyAllConditions(answer => answer.Leases.ShouldBeEmpty(), answer => answer.IsPaused.ShouldBeTrue());
        Beat(queue, worker).IsPaused.ShouldBeTrue();

        Ask<WorkerControlled>(queue, new ResumeWorker(worker.WorkerId));
        Beat(queue, worker).IsPaused.ShouldBeFalse();
        Next(queue, worker).Leases.Count.ShouldBe(1);
    }

    [Fact]
    public void A_worker_is_leased_only_the_priorities_that_it_registered_for()
    {
        var queue = StartQueue();
        var registration = new WorkerRegistration { Name = "w", MinPriority = TaskPriority.Normal, MaxPriority = TaskPriority.High, MaxAttempts = 9 };
        var worker = Ask<WorkerAnswered>(queue, new RegisterWorker(registration)).Identity.ShouldNotBeNull();
        int[] priorities = [TaskPriority.Critical, TaskPriority.High, TaskPriority.Normal, TaskPriority.Low];
        Enqueue(queue, [.. priorities.Select((priority, i) => TestQueue.Task(i) with { Priority = priority })]);

        Next(queue, worker).Leases.ShouldHaveSingleItem().Task.Priority.ShouldBe(TaskPriority.High);
        Next(queue, worker).Leases.ShouldHaveSingleItem().Task.Priority.ShouldBe(TaskPriority.Normal);
        Next(queue, worker).Leases.ShouldBeEmpty();
    }

    [Fact]
    public void There_are_no_more_workers_than_allowed_until_one_leaves()
    {
        var queue = StartQueue();
        var register = new RegisterWorker(new WorkerRegistration { Name = "w" });
        List<WorkerIdentity> registered = [];
        WorkerAnswered answer;
        while ((answer = Ask<WorkerAnswered>(queue, register)).IsAccepted)
        {
            registered.Add(answer.Identity.ShouldNotBeNull());
            registered.Count.ShouldBeLessThanOrEqualTo(5);
        }

        (answer.Reason, registered.Count > 0).ShouldBe((WorkerRefusals.TooManyWorkers, true));
        Call(queue, new UnregisterWorker(registered[0])).IsAccepted.ShouldBeTrue();
        Ask<WorkerAnswered>(queue, register).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void Attempts_of_a_pool_that_never_registered_wait_again_after_a_recovery()
    {
        var queue = StartQueue();
        queue.Tell(new WorkerAttached("stranger", Workers, [], 1), Workers);
        queue.Tell(new WorkerCredit("stranger", 1), Workers);
        Enqueue(queue, TestQueue.Task(1));
        Workers.ExpectMsg<RunAttempts>();
        Watch(queue);
        queue.Tell(PoisonPill.Instance);
        ExpectTerminated(queue);

        Find(ExpectRestarted(), TestQueue.Id(1)).Status.ShouldBe(QueueTaskStatus.Pending);
    }

    [Fact]
    public void A_registration_for_another_queue_is_refused()
    {
        var queue = StartQueue();
        Ask<WorkerAnswered>(queue, new RegisterWorker(new WorkerRegistration { Name = "w", Queue = "other" })).Reason.ShouldBe(WorkerRefusals.WrongQueue);
        Ask<WorkerAnswered>(queue, new RegisterWorker(new WorkerRegistration { Name = "w", Queue = "default" })).IsAccepted.ShouldBeTrue();
        Ask<WorkerAnswered>(queue, new RegisterWorker(new WorkerRegistration { Name = "" })).Reason.ShouldBe(WorkerRefusals.Invalid);
    }

    [Fact]
    public void What_a_worker_says_is_not_left_behind_submissions() =>
        QueueMailbox.RankOf(new QueueRequest(1, new WorkerHeartbeat(new WorkerIdentity("w", "t"))))
            .ShouldBeLessThan(QueueMailbox.RankOf(new QueueRequest(2, new EnqueueTasks([TestQueue.Task(1) with { Priority = int.MaxValue }]))));

    private WorkerIdentity Register(IActorRef queue) =>
        Ask<WorkerAnswered>(queue, new RegisterWorker(new WorkerRegistration { Name = "foreign" })).Identity.ShouldNotBeNull();

    private WorkerAnswered Call(IActorRef queue, IWorkerCall call) => Ask<WorkerAnswered>(queue, call);

    private WorkerAnswered Next(IActorRef queue, WorkerIdentity worker) => Call(queue, new GetNextTask(worker));

    private WorkerAnswered Beat(IActorRef queue, WorkerIdentity worker) => Call(queue, new WorkerHeartbeat(worker));

    /// <summary>Lets sweeps come, while one worker shows that it lives.</summary>
    private void Sweep(IActorRef queue, WorkerIdentity living, int times)
    {
        for (var i = 0; i < times; i++)
        {
            // Timers are ranked before calls: when the answer is there, the sweep has been.
            Clock.Advance(Step);
            Beat(queue, living);
        }
    }

    private IReadOnlyList<WorkerView> ListedBy(IActorRef queue) => Ask<WorkerList>(queue, ListWorkers.Instance).Workers;

    private WorkerStatus Status(IActorRef queue, string workerId) => ListedBy(queue).Single(view => view.Id == workerId).Status;

    private void AwaitStatus(IActorRef queue, WorkerIdentity worker, WorkerStatus status) => AwaitCondition(() =>
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        return Status(queue, worker.WorkerId) == status;
    });
}
