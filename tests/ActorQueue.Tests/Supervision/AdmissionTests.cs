using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Processors;
using ActorQueue.Workers;

namespace ActorQueue.Tests.Supervision;

public sealed class AdmissionTests() : QueueTestKit("""
    actorqueue.limits { rate = "1 per 1m", concurrency = 1 }
    """)
{
    [Fact]
    public void A_task_without_a_token_starts_by_itself_when_the_next_one_comes()
    {
        var queue = StartQueue();
        Attach(queue, slots: 5);
        Enqueue(queue, TestQueue.Task(1) with { RateKey = "api" }, TestQueue.Task(2) with { RateKey = "api" });
        Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem().Id.ShouldBe(TestQueue.Id(1));
        var waiting = Ask<TaskExplained>(queue, new ExplainTask(TestQueue.Id(2))).Explanation;
        waiting.Reasons.ShouldHaveSingleItem().Code.ShouldBe(WaitReasons.RateLimit);

        Clock.Advance(TimeSpan.FromMinutes(1));
        Workers.ExpectMsg<RunAttempts>().Assignments.ShouldHaveSingleItem().Id.ShouldBe(TestQueue.Id(2));
    }

    [Fact]
    public void A_full_key_holds_no_worker_and_the_end_of_its_attempt_starts_the_next()
    {
        var queue = StartQueue();
        Attach(queue, slots: 3);
        Enqueue(queue, TestQueue.Task(1) with { ConcurrencyKey = "host" }, TestQueue.Task(2) with { ConcurrencyKey = "host" }, TestQueue.Task(3));
        var started = Workers.ExpectMsg<RunAttempts>().Assignments;
        started.Select(attempt => attempt.Id).ShouldBe([TestQueue.Id(1), TestQueue.Id(3)]);

        queue.Tell(new AttemptCompleted(new AttemptKey(TestQueue.Id(1), 1), TaskResult.Empty), Workers);
        Workers.FishForMessage<RunAttempts>(_ => true).Assignments.ShouldHaveSingleItem().Id.ShouldBe(TestQueue.Id(2));
    }

    [Fact]
    public void A_pool_is_sent_only_what_it_takes_and_has_room_for()
    {
        var queue = StartQueue();
        queue.Tell(new WorkerAttached("here", Workers, [], 5) { Terms = new WorkerTerms { Kinds = ["test"], Capacity = new WorkerCapacity(100, 1000, 0) } }, Workers);
        queue.Tell(new WorkerCredit("here", 5), Workers);
        Enqueue(
            queue,
            TestQueue.Task(1) with { Kind = "other" },
            TestQueue.Task(2) with { Resources = new ResourceNeeds { CpuPercent = 60 } },
            TestQueue.Task(3) with { Resources = new ResourceNeeds { CpuPercent = 60 } },
            TestQueue.Task(4));

        Workers.ExpectMsg<RunAttempts>().Assignments.Select(attempt => attempt.Id).ShouldBe([TestQueue.Id(2), TestQueue.Id(4)]);
        Explained(queue, 1).ShouldBe(WaitReasons.NoWorkerForTask);
        Explained(queue, 3).ShouldBe(WaitReasons.NoRoom);
    }

    private string Explained(Akka.Actor.IActorRef queue, int number) =>
        Ask<TaskExplained>(queue, new ExplainTask(TestQueue.Id(number))).Explanation.Reasons[0].Code;
}
