using System.Diagnostics.Metrics;
using ActorQueue.Contracts;
using ActorQueue.Metrics;
using ActorQueue.Processors;
using ActorQueue.Supervision;
using ActorQueue.Workers;
using Akka.Actor;

namespace ActorQueue.Tests.Metrics;

public sealed class QueueMetricsTests : QueueTestKit
{
    [Fact]
    public async Task Nothing_is_counted_before_it_is_on_disk()
    {
        using var measured = new MeasuredValues(Metrics.Meter);
        var queue = StartQueue();
        Journal.Hold();
        Request(queue, new EnqueueTasks([TestQueue.Task(1), TestQueue.Task(2)]));
        await Journal.WriteArrived.Task;

        measured.Sum("actorqueue.tasks.enqueued").ShouldBe(0);
        Journal.Release();
        Gateway.ExpectMsg<QueueReply>();

        // The reply leaves first; whatever is asked next is answered after the counting.
        Ask<QueueStatistics>(queue, GetStatistics.Instance);
        measured.Sum("actorqueue.tasks.enqueued", "kind", "test").ShouldBe(2);
        measured.Sum("actorqueue.tasks.enqueued", "queue", "default").ShouldBe(2);
    }

    [Fact]
    public void What_is_lost_with_a_failed_write_is_not_counted_and_a_recovery_counts_nothing_again()
    {
        using var measured = new MeasuredValues(Metrics.Meter);
        var queue = StartQueue();
        Enqueue(queue, TestQueue.Task(1));
        Watch(queue);
        Journal.Failure = new IOException("disk full");
        Request(queue, new EnqueueTasks([TestQueue.Task(2)]));
        ExpectTerminated(queue);
        Gateway.ExpectMsg<QueueFailed>();
        Journal.Failure = null;

        var next = ExpectRestarted();

        Ask<QueueStatistics>(next, GetStatistics.Instance).TotalTasks.ShouldBe(1);
        measured.Sum("actorqueue.tasks.enqueued").ShouldBe(1);
        measured.Sum("actorqueue.system_errors", "part", "journal").ShouldBe(1);
        Enqueue(next, TestQueue.Task(2));
        Ask<QueueStatistics>(next, GetStatistics.Instance);
        measured.Sum("actorqueue.tasks.enqueued").ShouldBe(2);
    }

    [Fact]
    public void A_listener_that_throws_does_not_end_the_queue()
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == Metrics.Meter)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("in a listener"));
        listener.Start();
        var queue = StartQueue();

        Enqueue(queue, TestQueue.Task(1));
        Enqueue(queue, TestQueue.Task(2));

        Ask<QueueStatistics>(queue, GetStatistics.Instance).TotalTasks.ShouldBe(2);
    }

    [Fact]
    public void Starts_ends_and_times_are_measured()
    {
        using var measured = new MeasuredValues(Metrics.Meter);
        var queue = StartQueue();
        Enqueue(queue, TestQueue.Task(1), TestQueue.Task(2), TestQueue.Task(3), TestQueue.Task(4));
        Clock.Advance(TimeSpan.FromSeconds(3));
        Attach(queue, slots: 3);
        var started = Workers.ExpectMsg<RunAttempts>().Assignments;
        Clock.Advance(TimeSpan.FromSeconds(2));

        queue.Tell(new AttemptCompleted(new AttemptKey(started[0].Id, 1), TaskResult.Empty), Workers);
        queue.Tell(new AttemptFailed(new AttemptKey(started[1].Id, 1), new TaskError(ErrorCodes.Timeout, "too long"), FailureClass.Timeout), Workers);
        queue.Tell(new AttemptFailed(new AttemptKey(started[2].Id, 1), new TaskError("failed", "no"), FailureClass.Permanent), Workers);
        Ask<TaskCancelAnswered>(queue, new CancelTask(TestQueue.Task(4).Id));
        Ask<QueueStatistics>(queue, GetStatistics.Instance);

        measured.Sum("actorqueue.tasks.processed").ShouldBe(1);
        measured.Sum("actorqueue.tasks.retried").ShouldBe(1);
        measured.Sum("actorqueue.tasks.timeouts").ShouldBe(1);
        measured.Sum("actorqueue.tasks.failed").ShouldBe(2);
        measured.Sum("actorqueue.dead_letters").ShouldBe(1);
        measured.Sum("actorqueue.tasks.cancelled").ShouldBe(1);
        measured.Of("actorqueue.tasks.duration").ShouldBe([2]);
        measured.Of("actorqueue.tasks.wait").ShouldBe([3, 3, 3]);
    }

    // A second start is no first one: its wait was that of the retry's delay.
    [Fact]
    public void A_retry_measures_no_second_wait()
    {
        using var measured = new MeasuredValues(Metrics.Meter);
        var queue = StartQueue();
        Attach(queue, slots: 2);
        Enqueue(queue, TestQueue.Task(1));
        var id = Workers.ExpectMsg<RunAttempts>().Assignments[0].Id;
        queue.Tell(new AttemptFailed(new AttemptKey(id, 1), new TaskError("failed", "no"), FailureClass.Retryable), Workers);
        Workers.ExpectMsg<OutcomeRecorded>();
        Ask<QueueStatistics>(queue, GetStatistics.Instance);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Workers.ExpectMsg<RunAttempts>();
        Ask<QueueStatistics>(queue, GetStatistics.Instance);

        measured.Of("actorqueue.tasks.wait").ShouldBe([0]);
    }

    [Fact]
    public void The_depth_is_told_by_kind_and_priority_while_the_queue_is_there()
    {
        using var measured = new MeasuredValues(Metrics.Meter);
        var queue = StartQueue();
        Enqueue(queue, TestQueue.Task(1), TestQueue.Task(2), TestQueue.Task(3) with { Priority = TaskPriority.High }, TestQueue.Task(4) with { Kind = "other" });

        measured.Observe("actorqueue.queue.depth", "queue", "kind", "priority").ShouldBe(
            new Dictionary<string, double>
            {
                [$"default test {TaskPriority.Normal}"] = 2,
                [$"default test {TaskPriority.High}"] = 1,
                [$"default other {TaskPriority.Normal}"] = 1,
            },
            ignoreOrder: true);

        Watch(Parent);
        Parent.Tell(PoisonPill.Instance);
        ExpectTerminated(Parent);
        measured.Observe("actorqueue.queue.depth", "kind").ShouldBeEmpty();
    }

    [Fact]
    public void The_age_of_the_oldest_task_that_waits_is_told()
    {
        using var measured = new MeasuredValues(Metrics.Meter);
        var queue = StartQueue();
        measured.Observe("actorqueue.queue.oldest_wait", "queue")["default"].ShouldBe(0);
        Enqueue(queue, TestQueue.Task(1));
        Clock.Advance(TimeSpan.FromSeconds(7));
        measured.Observe("actorqueue.queue.oldest_wait", "queue")["default"].ShouldBe(7);
    }

    [Fact]
    public void With_nobody_listening_nothing_is_taken_and_a_listener_hears_from_then_on()
    {
        var queue = StartQueue();
        Metrics.IsListenedTo.ShouldBeFalse();
        Enqueue(queue, TestQueue.Task(1));

        using var measured = new MeasuredValues(Metrics.Meter);
        Metrics.IsListenedTo.ShouldBeTrue();
        Enqueue(queue, TestQueue.Task(2));

        Ask<QueueStatistics>(queue, GetStatistics.Instance);
        measured.Sum("actorqueue.tasks.enqueued").ShouldBe(1);
    }

    [Fact]
    public void Kinds_past_the_hundredth_are_not_told_apart()
    {
        using var measured = new MeasuredValues(Metrics.Meter);
        var queue = StartQueue();

        Enqueue(queue, [.. Enumerable.Range(1, BoundedNames.Most + 5).Select(number => TestQueue.Task(number) with { Kind = $"kind-{number}" })]);

        Ask<QueueStatistics>(queue, GetStatistics.Instance);
        measured.Sum("actorqueue.tasks.enqueued", "kind", $"kind-{BoundedNames.Most}").ShouldBe(1);
        measured.Sum("actorqueue.tasks.enqueued", "kind", GroupStatistics.Others).ShouldBe(5);
        measured.Observe("actorqueue.queue.depth", "kind")[GroupStatistics.Others].ShouldBe(5);
    }

    [Fact]
    public void The_instruments_have_the_names_that_the_readme_lists()
    {
        using var threads = new SyncThreads(1, TimeSpan.Zero, TimeProvider.System);
        ThreadMetrics.AddTo(Metrics.Meter, threads);
        using var measured = new MeasuredValues(Metrics.Meter);

        measured.Names.ShouldBe(
            [
                "actorqueue.tasks.enqueued", "actorqueue.tasks.processed", "actorqueue.tasks.failed", "actorqueue.tasks.retried", "actorqueue.tasks.timeouts",
                "actorqueue.tasks.cancelled", "actorqueue.dead_letters", "actorqueue.system_errors", "actorqueue.callbacks.failed", "actorqueue.tasks.duration", "actorqueue.tasks.wait",
                "actorqueue.queue.depth", "actorqueue.queue.oldest_wait", "actorqueue.tasks.interrupted", "actorqueue.pool.exhaustion", "actorqueue.pool.utilization",
            ],
            ignoreOrder: true);
    }
}
