using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.History;
using ActorQueue.Processors;
using ActorQueue.Supervision;
using ActorQueue.Workers;
using Akka.Actor;

namespace ActorQueue.Tests.Supervision;

public sealed class QueueSupervisorTests : QueueTestKit
{
    [Fact]
    public async Task No_answer_leaves_before_the_commit_that_it_rests_on()
    {
        var queue = StartQueue();
        Journal.Hold();

        Request(queue, new EnqueueTasks([TestQueue.Task(1)]));
        Request(queue, new GetTask(TestQueue.Id(99)));
        await Journal.WriteArrived.Task;

        Gateway.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Journal.Release();
        Gateway.ExpectMsg<QueueReply>().Answer.ShouldBeOfType<TasksEnqueued>();
        Gateway.ExpectMsg<QueueReply>().Answer.ShouldBeOfType<TaskNotFound>();
    }

    [Fact]
    public async Task A_checkpoint_is_acknowledged_when_it_is_on_disk_and_not_before()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1));
        var key = new AttemptKey(Workers.ExpectMsg<RunAttempts>().Assignments[0].Id, 1);
        Journal.Hold();

        queue.Tell(new CheckpointOffered(key, "half"u8.ToArray()), Workers);
        await Journal.WriteArrived.Task;

        Workers.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Journal.Release();
        Workers.ExpectMsg<CheckpointAnswered>().Outcome.ShouldBe(CheckpointOutcome.Saved);
        queue.Tell(new CheckpointOffered(key with { Attempt = 2 }, "false"u8.ToArray()), Workers);
        Workers.ExpectMsg<CheckpointAnswered>().Outcome.ShouldBe(CheckpointOutcome.Stale);
    }

    [Fact]
    public async Task Everything_that_arrives_during_a_commit_shares_the_next_one()
    {
        var queue = StartQueue();
        Journal.Hold();
        Request(queue, new EnqueueTasks([TestQueue.Task(0)]));
        await Journal.WriteArrived.Task;
        var before = Journal.Rows;

        for (var i = 1; i <= 50; i++)
        {
            Request(queue, new EnqueueTasks([TestQueue.Task(i)]));
        }

        // A question is ranked last, so when it has been handled all fifty were; it waits for their commit too.
        Request(queue, GetStatistics.Instance);
        Journal.Release();
        Gateway.ReceiveN(52);
        Journal.Rows.ShouldBeLessThanOrEqualTo(before + 3, "51 submits in at most three rows");
    }

    [Fact]
    public void A_submit_to_an_idle_worker_starts_in_the_same_row()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        var before = Journal.Rows;

        Enqueue(queue, TestQueue.Task(1));

        Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem().Attempt.ShouldBe(1);
        (Journal.Rows - before).ShouldBe(1);
    }

    [Fact]
    public void No_more_is_assigned_than_there_is_credit_and_the_highest_priority_goes_first()
    {
        var queue = StartQueue();
        Enqueue(queue, TestQueue.Task(1) with { Priority = TaskPriority.Low }, TestQueue.Task(2), TestQueue.Task(3) with { Priority = TaskPriority.Critical });

        Attach(queue, slots: 2);

        Workers.ExpectMsg<RunAttempts>().Assignments.Select(assignment => assignment.Task.Name).ShouldBe(["task-3", "task-2"]);
        Workers.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        queue.Tell(new WorkerCredit("here", 3), Workers);
        Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem().Task.Name.ShouldBe("task-1");
    }

    [Fact]
    public void A_failed_attempt_runs_again_when_its_backoff_has_passed_and_not_before()
    {
        var queue = StartQueue();
        Attach(queue, slots: 3);
        Enqueue(queue, TestQueue.Task(1));
        var first = Workers.ExpectMsg<RunAttempts>().Assignments[0];

        queue.Tell(new AttemptFailed(new AttemptKey(first.Id, 1), new TaskError("failed", "no"), FailureClass.Retryable), Workers);

        Workers.ExpectMsg<OutcomeRecorded>();
        var waiting = Find(queue, first.Id);
        waiting.Status.ShouldBe(QueueTaskStatus.Retry);
        waiting.Priority.ShouldBe(TaskPriority.Normal - 1);
        var delay = waiting.DueAt!.Value - Clock.Now;
        delay.ShouldBeInRange(TimeSpan.FromSeconds(4.4), TimeSpan.FromSeconds(5.6));

        Clock.Advance(delay - TimeSpan.FromMilliseconds(100));
        Workers.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    [Fact]
    public void A_result_with_an_old_attempt_number_is_refused_and_counted_and_its_worker_may_forget_it()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1));
        var id = Workers.ExpectMsg<RunAttempts>().Assignments[0].Id;

        queue.Tell(new AttemptCompleted(new AttemptKey(id, 7), TaskResult.Empty), Workers);

        Workers.ExpectMsg<OutcomeRecorded>().Key.Attempt.ShouldBe(7);
        Find(queue, id).Status.ShouldBe(QueueTaskStatus.Processing);
        Ask<QueueStatistics>(queue, GetStatistics.Instance).StaleReports.ShouldBe(1);
    }

    [Fact]
    public void A_failing_write_stops_the_pair_without_an_answer_and_the_next_pair_knows_only_what_was_on_disk()
    {
        var queue = StartQueue();
        Enqueue(queue, TestQueue.Task(1));
        Watch(queue);
        Journal.Failure = new IOException("disk full");

        Request(queue, new EnqueueTasks([TestQueue.Task(2)]));

        ExpectTerminated(queue);
        Gateway.ExpectMsg<QueueFailed>().Reason.ShouldBe("disk full");
        Gateway.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Journal.Failure = null;
        var next = ExpectRestarted();
        Find(next, TestQueue.Task(1).Id).Status.ShouldBe(QueueTaskStatus.Pending);
        Ask<TaskNotFound>(next, new GetTask(TestQueue.Task(2).Id));
    }

    [Fact]
    public void A_refused_write_is_no_better_than_a_failed_one()
    {
        var queue = StartQueue();
        Watch(queue);
        Journal.Rejection = new InvalidOperationException("refused");

        Request(queue, new EnqueueTasks([TestQueue.Task(1)]));

        ExpectTerminated(queue);
        Gateway.ExpectMsg<QueueFailed>().Reason.ShouldBe("refused");
        Gateway.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void After_a_restart_the_worker_keeps_what_it_holds_and_is_sent_again_what_it_lost()
    {
        var queue = StartQueue();
        Attach(queue, slots: 2);
        Enqueue(queue, TestQueue.Task(1), TestQueue.Task(2));
        var assignments = Workers.ExpectMsg<RunAttempts>().Assignments;
        Watch(queue);
        queue.Tell(PoisonPill.Instance);
        ExpectTerminated(queue);
        var next = ExpectRestarted();

        Attach(next, slots: 0, held: new AttemptKey(assignments[0].Id, 1));

        var again = Workers.ExpectMsg<RunAttempts>();
        again.Epoch.ShouldBe(2);
        again.Assignments.ShouldHaveSingleItem().Id.ShouldBe(assignments[1].Id);
        next.Tell(new AttemptCompleted(new AttemptKey(assignments[0].Id, 1), TaskResult.Empty), Workers);
        Workers.ExpectMsg<OutcomeRecorded>();
        Find(next, assignments[0].Id).Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public void Attempts_of_a_process_that_died_wait_again_at_no_cost()
    {
        var queue = StartQueue(workerId: "here");
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1));
        var id = Workers.ExpectMsg<RunAttempts>().Assignments[0].Id;
        Watch(Parent);
        Parent.Tell(PoisonPill.Instance);
        ExpectTerminated(Parent);

        var next = StartQueue(workerId: "another process");

        var task = Find(next, id);
        task.Status.ShouldBe(QueueTaskStatus.Pending);
        task.Error.ShouldBeNull();
    }

    [Fact]
    public void A_finished_task_goes_to_the_history_after_its_commit_and_leaves_the_state_when_it_is_there()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1));
        var id = Workers.ExpectMsg<RunAttempts>().Assignments[0].Id;

        queue.Tell(new AttemptCompleted(new AttemptKey(id, 1), new TaskResult("42"u8.ToArray(), "application/json")), Workers);

        var projection = History.ExpectMsg<ProjectFinished>();
        projection.Tasks.ShouldHaveSingleItem().Task.Result!.Value.ToArray().ShouldBe("42"u8.ToArray());
        Find(queue, id).Status.ShouldBe(QueueTaskStatus.Completed);
        queue.Tell(new TasksProjected(projection.UpToPosition), History);
        Ask<TaskNotFound>(queue, new GetTask(id));
    }

    [Fact]
    public void What_the_history_does_not_confirm_is_sent_again()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1));
        var id = Workers.ExpectMsg<RunAttempts>().Assignments[0].Id;
        queue.Tell(new AttemptCompleted(new AttemptKey(id, 1), TaskResult.Empty), Workers);
        var first = History.ExpectMsg<ProjectFinished>();

        // The timer starts just after the message; time goes on until it has.
        AwaitAssert(() =>
        {
            Clock.Advance(HistoryFeed.Patience);
            History.ExpectMsg<ProjectFinished>(TimeSpan.FromMilliseconds(100)).UpToPosition.ShouldBe(first.UpToPosition);
        });
    }

    [Fact]
    public void Watchers_are_told_of_each_change_after_its_commit()
    {
        var queue = StartQueue();
        queue.Tell(new PublishChanges(true), Gateway);
        Attach(queue, slots: 1);

        Request(queue, new EnqueueTasks([TestQueue.Task(1)]));

        ExpectChange(TaskChangeKind.Enqueued);
        Gateway.ExpectMsg<QueueReply>();
        ExpectChange(TaskChangeKind.Started);
        var id = Workers.ExpectMsg<RunAttempts>().Assignments[0].Id;
        queue.Tell(new AttemptProgressed(new AttemptKey(id, 1), new TaskProgress(1, 2, "half")), Workers);
        ExpectChange(TaskChangeKind.Progressed).Progress!.Percent.ShouldBe(50);
        queue.Tell(new AttemptCompleted(new AttemptKey(id, 1), TaskResult.Empty), Workers);
        ExpectChange(TaskChangeKind.Completed);
    }

    [Fact]
    public void A_pause_holds_across_a_restart_and_a_resume_ends_it()
    {
        var queue = StartQueue();
        Ask<QueueControlled>(queue, PauseQueue.Instance).Mode.ShouldBe(QueueMode.Paused);
        Enqueue(queue, TestQueue.Task(1));
        Watch(queue);
        queue.Tell(PoisonPill.Instance);
        ExpectTerminated(queue);
        var next = ExpectRestarted();

        Attach(next, slots: 1);

        Workers.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Ask<QueueControlled>(next, ResumeQueue.Instance).Mode.ShouldBe(QueueMode.Running);
        Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_cancel_of_a_running_task_reaches_its_worker_and_ends_as_cancelled()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1));
        var id = Workers.ExpectMsg<RunAttempts>().Assignments[0].Id;

        Ask<TaskCancelAnswered>(queue, new CancelTask(id)).Result.ShouldBe(CancelResult.Requested);

        Workers.ExpectMsg<CancelAttempt>().Key.ShouldBe(new AttemptKey(id, 1));
        queue.Tell(new AttemptFailed(new AttemptKey(id, 1), new TaskError(ErrorCodes.Cancelled, "cancelled"), FailureClass.Cancelled), Workers);
        Workers.ExpectMsg<OutcomeRecorded>();
        Find(queue, id).Status.ShouldBe(QueueTaskStatus.Cancelled);
    }

    [Fact]
    public void A_stop_waits_for_the_commit_and_the_history()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1));
        var id = Workers.ExpectMsg<RunAttempts>().Assignments[0].Id;
        queue.Tell(new AttemptCompleted(new AttemptKey(id, 1), TaskResult.Empty), Workers);
        var projection = History.ExpectMsg<ProjectFinished>();
        Watch(Parent);

        Parent.Tell(StopQueue.Instance);

        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Ask<QueueUnavailable>(queue, GetStatistics.Instance).Reason.ShouldContain("stopping");
        queue.Tell(new TasksProjected(projection.UpToPosition), History);
        ExpectTerminated(Parent);
    }

    [Fact]
    public void Whoever_seeks_the_queue_is_told_of_it()
    {
        var queue = StartQueue();

        Sys.EventStream.Publish(new QueueSought(Workers));

        Workers.ExpectMsg<QueueOnline>().ShouldBe(new QueueOnline(queue, 1));
    }

    // Each commit set the timer anew, so under steady load it never went off, and nothing finished left the state again.
    [Fact]
    public void What_the_history_does_not_confirm_is_sent_again_also_under_steady_load()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1));
        var id = Workers.ExpectMsg<RunAttempts>().Assignments[0].Id;
        queue.Tell(new AttemptCompleted(new AttemptKey(id, 1), TaskResult.Empty), Workers);
        History.ExpectMsg<ProjectFinished>();

        // The timer starts just after that message; once it has answered, the queue has set it.
        Ask<QueueStatistics>(queue, GetStatistics.Instance);
        Clock.Advance(HistoryFeed.Patience / 2);
        Enqueue(queue, TestQueue.Task(2));
        Clock.Advance(HistoryFeed.Patience / 2);

        History.ExpectMsg<ProjectFinished>();
    }

    // The queue may end between the commit of a cancel and its message, and the next one knew of it and said nothing.
    [Fact]
    public void A_cancel_under_way_is_sent_again_to_a_worker_that_attaches()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1));
        var key = new AttemptKey(Workers.ExpectMsg<RunAttempts>().Assignments[0].Id, 1);
        Ask<TaskCancelAnswered>(queue, new CancelTask(key.Id));
        Workers.ExpectMsg<CancelAttempt>();
        Watch(queue);
        queue.Tell(PoisonPill.Instance);
        ExpectTerminated(queue);

        Attach(ExpectRestarted(), slots: 0, held: key);

        Workers.ExpectMsg<CancelAttempt>().Key.ShouldBe(key);
    }

    // Taken for lost with their process at the next start, they became suspects of a crash, ran one at a time, and were charged for the next stop.
    [Fact]
    public void Attempts_that_outlast_a_stop_wait_again_and_are_no_suspects()
    {
        var queue = StartQueue(workerId: "here");
        Attach(queue, slots: 2);
        Enqueue(queue, TestQueue.Task(1), TestQueue.Task(2));
        Workers.ExpectMsg<RunAttempts>().Assignments.Count.ShouldBe(2);
        Watch(Parent);
        Parent.Tell(StopQueue.Instance);
        ExpectTerminated(Parent);

        var next = StartQueue(workerId: "here");
        Attach(next, slots: 2);

        Workers.ExpectMsg<RunAttempts>().Assignments.Select(assignment => assignment.IsAlone).ShouldBe([false, false]);
    }

    private TaskView ExpectChange(TaskChangeKind kind)
    {
        var change = Gateway.ExpectMsg<ChangesPublished>().Changes.ShouldHaveSingleItem();
        change.Kind.ShouldBe(kind);
        return change.Task.ShouldNotBeNull();
    }
}
