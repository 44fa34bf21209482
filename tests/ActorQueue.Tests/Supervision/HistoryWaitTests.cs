using ActorQueue.Contracts;
using ActorQueue.History;
using ActorQueue.Processors;
using ActorQueue.Supervision;
using ActorQueue.Workers;
using Akka.Actor;

namespace ActorQueue.Tests.Supervision;

/// <summary>Who deletes finished tasks waits until the tables have them: deleted before, they would come back.</summary>
public sealed class HistoryWaitTests : QueueTestKit
{
    [Fact]
    public void Where_nothing_has_ended_there_is_nothing_to_wait_for()
    {
        var queue = StartQueue();
        Enqueue(queue, TestQueue.Task(1));

        Ask<HistoryWritten>(queue, AwaitHistory.Instance);
    }

    [Fact]
    public void The_answer_comes_with_the_confirmation_of_what_had_ended_and_waits_for_no_later_end()
    {
        var queue = StartQueue();
        Attach(queue, slots: 2);
        Enqueue(queue, TestQueue.Task(1), TestQueue.Task(2));
        Workers.ExpectMsg<RunAttempts>();
        End(queue, 1);
        var first = History.ExpectMsg<ProjectFinished>();
        Request(queue, AwaitHistory.Instance);
        Ask<TaskFound>(queue, new GetTask(TestQueue.Id(1)));

        End(queue, 2);
        queue.Tell(new TasksProjected(first.UpToPosition), History);

        Gateway.ExpectMsg<QueueReply>().Answer.ShouldBeOfType<HistoryWritten>();
        History.ExpectMsg<ProjectFinished>().Tasks.ShouldHaveSingleItem().Task.Id.ShouldBe(TestQueue.Id(2));
    }

    [Fact]
    public void A_history_that_does_not_confirm_in_time_is_told()
    {
        var queue = StartQueue();
        Attach(queue, slots: 1);
        Enqueue(queue, TestQueue.Task(1));
        Workers.ExpectMsg<RunAttempts>();
        End(queue, 1);
        History.ExpectMsg<ProjectFinished>();
        Request(queue, AwaitHistory.Instance);
        // Answered after it, and so a sign that it was taken and still waits.
        Ask<TaskFound>(queue, new GetTask(TestQueue.Id(1)));

        Clock.Advance(HistoryFeed.Patience);

        Gateway.ExpectMsg<QueueReply>().Answer.ShouldBeOfType<QueueUnavailable>().Reason.ShouldContain("history");
    }

    private void End(IActorRef queue, int number)
    {
        queue.Tell(new AttemptCompleted(new AttemptKey(TestQueue.Id(number), 1), TaskResult.Empty), Workers);
        Workers.ExpectMsg<OutcomeRecorded>();
    }
}
