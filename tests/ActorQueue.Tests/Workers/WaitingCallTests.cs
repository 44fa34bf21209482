using ActorQueue.Contracts;
using ActorQueue.Supervision;
using ActorQueue.Workers;
using Akka.Actor;

namespace ActorQueue.Tests.Workers;

/// <summary>Workers' calls for work that wait for a task: who is answered when, and what becomes of those whose callers have gone.</summary>
public sealed class WaitingCallTests() : QueueTestKit("actorqueue.worker.max-waiting = 3")
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private long _calls;

    [Fact]
    public void The_one_that_waits_longest_is_given_the_task_that_comes_in_the_commit_of_its_submit()
    {
        var queue = StartQueue();
        var (first, second) = (Park(queue, Register(queue)), Park(queue, Register(queue)));

        var rows = Journal.Rows;
        var submit = Request(queue, new EnqueueTasks([TestQueue.Task(1)]));

        var answers = Replies(2);
        answers[submit].ShouldBeOfType<TasksEnqueued>();
        LeaseIn(answers[first.Number]).Task.Id.ShouldBe(TestQueue.Id(1));
        (Journal.Rows - rows).ShouldBe(1);
        WaitingNow(queue).ShouldBe(1);

        Request(queue, new EnqueueTasks([TestQueue.Task(2)]));
        LeaseIn(Replies(2)[second.Number]).Task.Id.ShouldBe(TestQueue.Id(2));
        WaitingNow(queue).ShouldBe(0);
    }

    [Fact]
    public void A_call_is_answered_without_a_lease_when_its_time_is_up_and_not_before()
    {
        var queue = StartQueue();
        var call = Park(queue, Register(queue));

        Clock.Advance(Wait - TimeSpan.FromSeconds(1));
        WaitingNow(queue).ShouldBe(1);
        Clock.Advance(TimeSpan.FromSeconds(1));

        Answer(call).ShouldSatisfyAllConditions(answer => answer.IsAccepted.ShouldBeTrue(), answer => answer.Leases.ShouldBeEmpty());
        WaitingNow(queue).ShouldBe(0);
        Enqueue(queue, TestQueue.Task(1));
        Find(queue, TestQueue.Id(1)).Status.ShouldBe(QueueTaskStatus.Pending, "nobody is there to be given it");
    }

    [Fact]
    public void A_task_that_becomes_due_is_given_too_and_one_that_is_not_for_the_worker_is_not()
    {
        var queue = StartQueue();
        var call = Park(queue, Register(queue, "wanted"));
        Enqueue(queue, TestQueue.Task(1), TestQueue.Task(2) with { Kind = "wanted", NotBefore = Clock.Now + TimeSpan.FromSeconds(5) });
        WaitingNow(queue).ShouldBe(1);

        Clock.Advance(TimeSpan.FromSeconds(5));

        LeaseIn(Answer(call)).Task.Id.ShouldBe(TestQueue.Id(2));
    }

    [Fact]
    public void Nothing_is_given_while_the_queue_or_the_worker_is_held_back_and_the_answer_says_so()
    {
        var queue = StartQueue();
        Ask<QueueControlled>(queue, PauseQueue.Instance);
        var (one, two) = (Register(queue), Register(queue));
        var (first, second) = (Park(queue, one), Park(queue, two));
        Ask<WorkerControlled>(queue, new PauseWorker(one.WorkerId));
        Enqueue(queue, TestQueue.Task(1));
        WaitingNow(queue).ShouldBe(2);

        var resume = Request(queue, ResumeQueue.Instance);
        var answers = Replies(2);
        answers.ShouldContainKey(resume);
        LeaseIn(answers[second.Number]).Task.Id.ShouldBe(TestQueue.Id(1));

        Ask<QueueControlled>(queue, PauseQueue.Instance);
        Clock.Advance(Wait);
        Answer(first).ShouldSatisfyAllConditions(answer => answer.IsPaused.ShouldBeTrue(), answer => answer.IsQueuePaused.ShouldBeTrue());
    }

    [Fact]
    public void A_call_that_is_taken_back_is_answered_and_gets_no_lease()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        var call = Park(queue, worker);

        Request(queue, new StopWaiting(worker with { Token = "guessed" }, call.Id));
        Replies(1).Values.ShouldHaveSingleItem().ShouldBeOfType<WorkerAnswered>().Reason.ShouldBe(WorkerRefusals.WrongToken);
        Request(queue, new StopWaiting(worker, call.Id + 1));
        Replies(1);
        WaitingNow(queue).ShouldBe(1);
        Request(queue, new StopWaiting(worker, call.Id));

        var answers = Replies(2);
        answers[call.Number].ShouldBeOfType<WorkerAnswered>().Leases.ShouldBeEmpty();
        Enqueue(queue, TestQueue.Task(1));
        Find(queue, TestQueue.Id(1)).Status.ShouldBe(QueueTaskStatus.Pending);
    }

    /// <summary>Whoever lost its connection calls again before the queue knows: an older call must not take the lease that the newer one waits for.</summary>
    [Fact]
    public void A_worker_waits_with_no_more_calls_than_it_has_room_for_and_the_newest_stays()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        var old = Park(queue, worker);

        var young = Park(queue, worker, expectAnswers: 1);

        young.Answers[old.Number].ShouldBeOfType<WorkerAnswered>().Reason.ShouldBe(WorkerRefusals.NoRoom);
        Request(queue, new EnqueueTasks([TestQueue.Task(1)]));
        LeaseIn(Replies(2)[young.Number]).Task.Id.ShouldBe(TestQueue.Id(1));
    }

    [Fact]
    public void Only_so_many_calls_wait_and_none_longer_than_it_may()
    {
        var queue = StartQueue();
        for (var i = 0; i < 3; i++)
        {
            Park(queue, Register(queue));
        }

        var worker = Register(queue);
        Ask<WorkerAnswered>(queue, new GetNextTask(worker) { Wait = Wait }).Reason.ShouldBe(WorkerRefusals.TooManyWaiting);
        Ask<WorkerAnswered>(queue, new GetNextTask(worker) { Wait = GetNextTask.MaxWait + TimeSpan.FromTicks(1) }).Reason.ShouldBe(WorkerRefusals.Invalid);
        Ask<WorkerAnswered>(queue, new GetNextTask(worker) { Wait = TimeSpan.FromTicks(-1) }).Reason.ShouldBe(WorkerRefusals.Invalid);
        Ask<WorkerAnswered>(queue, new GetNextTask(worker)).IsAccepted.ShouldBeTrue("who does not wait needs no place");
    }

    [Fact]
    public void Who_is_no_worker_any_more_is_told_so_while_it_waits()
    {
        var queue = StartQueue();
        var worker = Register(queue);
        var call = Park(queue, worker);

        var unregister = Request(queue, new UnregisterWorker(worker));

        var answers = Replies(2);
        answers.ShouldContainKey(unregister);
        answers[call.Number].ShouldBeOfType<WorkerAnswered>().Reason.ShouldBe(WorkerRefusals.UnknownWorker);
    }

    [Fact]
    public void A_queue_that_stops_answers_those_who_wait()
    {
        var queue = StartQueue();
        var call = Park(queue, Register(queue));

        queue.Tell(StopQueue.Instance);

        Replies(1)[call.Number].ShouldBeOfType<QueueUnavailable>();
    }

    /// <summary>Its clients have been told that their answers are lost: a lease for one of them would be nobody's.</summary>
    [Fact]
    public void When_the_gateway_starts_anew_those_who_waited_behind_it_are_forgotten()
    {
        var queue = StartQueue();
        Park(queue, Register(queue));

        Sys.EventStream.Publish(new QueueSought(Gateway));
        Gateway.ExpectMsg<QueueOnline>();

        WaitingNow(queue).ShouldBe(0);
    }

    private WorkerIdentity Register(IActorRef queue, params string[] kinds) =>
        Ask<WorkerAnswered>(queue, new RegisterWorker(new WorkerRegistration { Name = "foreign", Kinds = kinds })).Identity.ShouldNotBeNull();

    /// <summary>Asks for work and returns once the call waits.</summary>
    private ParkedCall Park(IActorRef queue, WorkerIdentity worker, int expectAnswers = 0)
    {
        var id = ++_calls;
        var number = Request(queue, new GetNextTask(worker) { Wait = Wait, CallId = id });
        Request(queue, ListWorkers.Instance);
        return new ParkedCall(number, id, Replies(expectAnswers + 1));
    }

    private Dictionary<long, object> Replies(int count) =>
        Enumerable.Range(0, count).Select(_ => Gateway.ExpectMsg<QueueReply>()).ToDictionary(reply => reply.Number, reply => reply.Answer);

    private WorkerAnswered Answer(ParkedCall call) => Replies(1)[call.Number].ShouldBeOfType<WorkerAnswered>();

    private static TaskLease LeaseIn(object answer) => answer.ShouldBeOfType<WorkerAnswered>().Leases.ShouldHaveSingleItem();

    private int WaitingNow(IActorRef queue) => Ask<WorkerList>(queue, ListWorkers.Instance).Workers.Sum(worker => worker.Waiting);

    private sealed record ParkedCall(long Number, long Id, Dictionary<long, object> Answers);
}
