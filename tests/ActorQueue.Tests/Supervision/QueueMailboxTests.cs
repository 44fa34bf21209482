using ActorQueue.Contracts;
using ActorQueue.Processors;
using ActorQueue.Supervision;
using ActorQueue.Workers;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests.Supervision;

/// <summary>The supervisor's mailbox as it is configured: the messages are put in front of a suspended actor of that mailbox and come out ranked.</summary>
public sealed class QueueMailboxTests : TestKit
{
    public QueueMailboxTests()
        : base(TestQueue.Config())
    {
    }

    [Fact]
    public void Control_comes_before_results_and_results_before_submissions_and_submissions_before_questions()
    {
        object question = Request(new GetTask(TestQueue.Id(1)));
        object submission = Request(new EnqueueTasks([TestQueue.Task(2)]));
        object result = new AttemptCompleted(new AttemptKey(TestQueue.Id(3), 1), TaskResult.Empty);
        object control = Request(PauseQueue.Instance);

        Ranked(question, submission, result, control).ShouldBe([control, result, submission, question]);
    }

    [Fact]
    public void Submissions_come_by_the_priority_of_their_most_urgent_task()
    {
        object low = Request(new EnqueueTasks([TestQueue.Task(1) with { Priority = TaskPriority.Low }]));
        object high = Request(new EnqueueTasks([TestQueue.Task(2) with { Priority = TaskPriority.Low }, TestQueue.Task(3) with { Priority = TaskPriority.High }]));
        object negative = Request(new EnqueueTasks([TestQueue.Task(4) with { Priority = int.MinValue }]));
        object largest = Request(new EnqueueTasks([TestQueue.Task(5) with { Priority = int.MaxValue }]));

        Ranked(negative, low, high, largest).ShouldBe([largest, high, low, negative]);
    }

    [Fact]
    public void Equal_rank_keeps_the_order_of_arrival()
    {
        object[] submissions = [.. Enumerable.Range(0, 200).Select(i => (object)Request(new EnqueueTasks([TestQueue.Task(i)])))];

        Ranked(submissions).ShouldBe(submissions);
    }

    [Fact]
    public void A_cancel_never_overtakes_the_submit_of_its_task_however_low_its_priority()
    {
        object submit = Request(new EnqueueTasks([TestQueue.Task(1) with { Priority = int.MinValue }]));
        object cancel = Request(new CancelTask(TestQueue.Id(1)));

        Ranked(cancel, submit).ShouldBe([submit, cancel]);
    }

    [Fact]
    public void A_timer_is_ranked_by_what_it_carries_however_often_it_is_wrapped() =>
        QueueMailbox.RankOf(new Wrapped(new Wrapped(TasksDue.Instance))).ShouldBe(QueueMailbox.RankOf(Request(PauseQueue.Instance)));

    private static QueueRequest Request(IQueueRequest message) => new(0, message);

    /// <summary>The order in which an actor with the configured mailbox handles messages that all waited for it.</summary>
    private object[] Ranked(params object[] messages)
    {
        using var gate = new ManualResetEventSlim();
        var probe = CreateTestProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Gated(gate, probe)).WithMailbox("actorqueue.supervisor-mailbox"));
        foreach (var message in messages)
        {
            actor.Tell(message);
        }

        gate.Set();
        return [.. probe.ReceiveN(messages.Length)];
    }

    private sealed record Wrapped(object Message) : IWrappedMessage;

    private sealed class Gated(ManualResetEventSlim gate, IActorRef probe) : UntypedActor
    {
        protected override void PreStart() => gate.Wait();

        protected override void OnReceive(object message) => probe.Tell(message);
    }
}
