using ActorQueue.Contracts;
using ActorQueue.Supervision;
using Akka.Actor;

namespace ActorQueue.Tests.Workers;

/// <summary>Leases, deadlines and silent workers are noticed when their time comes, long before a sweep, which here comes once a day.</summary>
public sealed class LeaseTimerTests() : QueueTestKit("actorqueue { attempt.timeout = 10h, lease.sweep-interval = 1d, worker.heartbeat-interval = 30s }")
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_lease_that_runs_out_is_noticed_at_once_and_not_before()
    {
        var queue = StartQueue();
        var (worker, other) = (Register(queue), Register(queue));
        Enqueue(queue, TestQueue.Task(1));
        Lease(queue, worker);

        Pass(TimeSpan.FromMinutes(15) - Moment);
        Status(queue).ShouldBe(QueueTaskStatus.Processing);
        Pass(Moment);

        Status(queue).ShouldBe(QueueTaskStatus.Pending);
        Lease(queue, other).Attempt.ShouldBe(2);
    }

    [Fact]
    public void A_lease_that_was_renewed_is_looked_at_when_it_would_have_run_out_and_again_when_it_does()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        Enqueue(queue, TestQueue.Task(1));
        Lease(queue, worker);
        Pass(TimeSpan.FromMinutes(10));
        Ask<WorkerAnswered>(queue, new WorkerHeartbeat(worker));

        Pass(TimeSpan.FromMinutes(15) - Moment);
        Status(queue).ShouldBe(QueueTaskStatus.Processing);
        Pass(Moment);

        Status(queue).ShouldBe(QueueTaskStatus.Pending);
    }

    [Fact]
    public void An_attempt_fails_at_its_deadline_although_its_worker_lives()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        Enqueue(queue, TestQueue.Task(1) with { AttemptTimeout = TimeSpan.FromSeconds(90), Retry = RetryOptions.Fixed(TimeSpan.FromDays(1)) });
        Lease(queue, worker);

        Pass(TimeSpan.FromSeconds(89));
        Ask<WorkerAnswered>(queue, new WorkerHeartbeat(worker));
        Status(queue).ShouldBe(QueueTaskStatus.Processing);
        Pass(Moment);

        Status(queue).ShouldBe(QueueTaskStatus.Retry);
    }

    /// <summary>What the queue itself could not have heard is not held against a worker: it may have ended its attempt in time.</summary>
    [Fact]
    public void A_deadline_that_passed_while_the_queue_was_away_leaves_the_worker_one_heartbeat_to_report()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        Enqueue(queue, TestQueue.Task(1) with { AttemptTimeout = TimeSpan.FromSeconds(2), Retry = RetryOptions.Fixed(TimeSpan.FromDays(1)) });
        Enqueue(queue, TestQueue.Task(2) with { AttemptTimeout = TimeSpan.FromSeconds(2), Retry = RetryOptions.Fixed(TimeSpan.FromDays(1)) });
        var other = Register(queue);
        Lease(queue, worker);
        Lease(queue, other);
        Watch(queue);
        Journal.Failure = new IOException("disk full");
        Request(queue, new EnqueueTasks([TestQueue.Task(3)]));
        ExpectTerminated(queue);
        Gateway.ExpectMsg<QueueFailed>();
        Clock.Advance(TimeSpan.FromMinutes(5));
        Journal.Failure = null;
        var recovered = ExpectRestarted();

        Ask<WorkerAnswered>(recovered, new CompleteTask(worker, TestQueue.Id(1), 1, default)).Status.ShouldBe(QueueTaskStatus.Completed);
        AwaitCondition(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            return Find(recovered, TestQueue.Id(2)).Status == QueueTaskStatus.Retry;
        });
        Find(recovered, TestQueue.Id(2)).Error!.Code.ShouldBe(ErrorCodes.Timeout);
    }

    [Fact]
    public void A_worker_that_is_silent_for_too_long_is_gone_at_once()
    {
        var queue = StartQueue();
        Register(queue);

        Pass(TimeSpan.FromMinutes(30) - Moment);
        Ask<WorkerList>(queue, ListWorkers.Instance).Workers.ShouldContain(view => !view.IsLocal);
        Pass(Moment);

        Ask<WorkerList>(queue, ListWorkers.Instance).Workers.ShouldNotContain(view => !view.IsLocal);
    }

    // The queue's longest timer is a minute, so that a clock that is put forward is noticed.
    private void Pass(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromMinutes(1))
        {
            Clock.Advance(left < TimeSpan.FromMinutes(1) ? left : TimeSpan.FromMinutes(1));
            Settle();
        }
    }

    private IActorRef _queue = ActorRefs.Nobody;

    // Timers are ranked before questions: when this one is answered, the queue has set its next one.
    private void Settle() => Ask<QueueStatistics>(_queue, GetStatistics.Instance);

    private WorkerIdentity Register(IActorRef queue)
    {
        _queue = queue;
        return Ask<WorkerAnswered>(queue, new RegisterWorker(new WorkerRegistration { Name = "foreign" })).Identity.ShouldNotBeNull();
    }

    private TaskLease Lease(IActorRef queue, WorkerIdentity worker) => Ask<WorkerAnswered>(queue, new GetNextTask(worker)).Leases.ShouldHaveSingleItem();

    private QueueTaskStatus Status(IActorRef queue) => Find(queue, TestQueue.Id(1)).Status;
}
