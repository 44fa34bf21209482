using ActorQueue.Contracts;
using ActorQueue.Workers;
using Akka.Actor;

namespace ActorQueue.Tests.Supervision;

/// <summary>What a client's control of tasks and of the queue means for running attempts, and what of it a recovery keeps.</summary>
public sealed class TaskControlRequestsTests : QueueTestKit
{
    [Fact]
    public void A_cancel_by_filter_ends_what_waits_and_tells_what_runs()
    {
        var queue = StartQueue();
        var running = StartTwoOfWhichOneRuns(queue);

        Ask<TasksAffected>(queue, new CancelTasks(TaskFilter.All)).Count.ShouldBe(2);

        Workers.ExpectMsg<CancelAttempt>().Key.ShouldBe(running);
        Find(queue, TestQueue.Id(2)).Status.ShouldBe(QueueTaskStatus.Cancelled);
    }

    [Fact]
    public void A_purge_leaves_what_runs_alone()
    {
        var queue = StartQueue();
        StartTwoOfWhichOneRuns(queue);

        Ask<TasksAffected>(queue, new PurgeTasks(TaskFilter.All)).Count.ShouldBe(1);

        Workers.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        var running = Find(queue, TestQueue.Id(1));
        (running.Status, running.IsCancelRequested).ShouldBe((QueueTaskStatus.Processing, false));
    }

    [Fact]
    public void Another_priority_changes_the_order_also_after_a_recovery()
    {
        var queue = StartQueue();
        Enqueue(queue, TestQueue.Task(1), TestQueue.Task(2));
        Ask<TaskControlled>(queue, new ReprioritiseTask(TestQueue.Id(2), TaskPriority.Critical)).Result.ShouldBe(TaskControlResult.Done);

        Attach(Recover(queue), slots: 1);

        Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem().Id.ShouldBe(TestQueue.Id(2));
    }

    // The queue may end between the commit of a pause and its message.
    [Fact]
    public void A_pause_under_way_is_sent_again_to_a_worker_that_attaches()
    {
        var queue = StartQueue();
        var running = StartTwoOfWhichOneRuns(queue);
        Ask<TaskControlled>(queue, new PauseTask(running.Id)).Result.ShouldBe(TaskControlResult.Requested);
        Workers.ExpectMsg<PauseAttempt>().Key.ShouldBe(running);

        Attach(Recover(queue), slots: 0, held: running);

        Workers.ExpectMsg<PauseAttempt>().Key.ShouldBe(running);
    }

    [Fact]
    public void A_draining_queue_works_off_what_it_has_and_takes_nothing_new_also_after_a_recovery()
    {
        var queue = StartQueue();
        Enqueue(queue, TestQueue.Task(1));
        Ask<QueueControlled>(queue, DrainQueue.Instance).Mode.ShouldBe(QueueMode.Draining);

        var recovered = Recover(queue);
        Attach(recovered, slots: 1);

        Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem().Id.ShouldBe(TestQueue.Id(1));
        Ask<TasksEnqueued>(recovered, new EnqueueTasks([TestQueue.Task(2)])).Outcomes.ShouldHaveSingleItem().Reason.ShouldBe(RejectReasons.Draining);
        Ask<QueueControlled>(recovered, ResumeQueue.Instance).Mode.ShouldBe(QueueMode.Running);
        Enqueue(recovered, TestQueue.Task(2));
    }

    private AttemptKey StartTwoOfWhichOneRuns(IActorRef queue)
    {
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1), TestQueue.Task(2));
        return new AttemptKey(Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem().Id, 1);
    }

    private IActorRef Recover(IActorRef queue)
    {
        Watch(queue);
        queue.Tell(PoisonPill.Instance);
        ExpectTerminated(queue);
        return ExpectRestarted();
    }
}
