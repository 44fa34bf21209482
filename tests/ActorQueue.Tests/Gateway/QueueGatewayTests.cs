using ActorQueue.Contracts;
using ActorQueue.Gateway;
using ActorQueue.Hosting;
using ActorQueue.Supervision;
using ActorQueue.Workers;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorQueue.Tests.Gateway;

public sealed class QueueGatewayTests : TestKit
{
    private readonly TestProbe _queue;
    private readonly IActorRef _gateway;

    public QueueGatewayTests()
        : base(TestQueue.Config())
    {
        _queue = CreateTestProbe("queue");
        _gateway = Sys.ActorOf(QueueGateway.Props(new GatewaySettings(MaxOutstandingRequests: 2, MaxOutstandingBytes: 100)));
    }

    [Fact]
    public void Without_a_queue_every_request_is_answered_as_unavailable()
    {
        _gateway.Tell(GetStatistics.Instance);

        ExpectMsg<QueueUnavailable>();
    }

    [Fact]
    public void An_answer_goes_to_the_client_that_asked()
    {
        GoOnline();
        var other = CreateTestProbe();
        _gateway.Tell(new GetTask(TestQueue.Id(1)));
        _gateway.Tell(new GetTask(TestQueue.Id(2)), other);

        foreach (var request in new[] { _queue.ExpectMsg<QueueRequest>(), _queue.ExpectMsg<QueueRequest>() })
        {
            _gateway.Tell(new QueueReply(request.Number, new TaskNotFound(((GetTask)request.Message).Id)));
        }

        ExpectMsg<TaskNotFound>().Id.ShouldBe(TestQueue.Id(1));
        other.ExpectMsg<TaskNotFound>().Id.ShouldBe(TestQueue.Id(2));
    }

    [Fact]
    public void More_requests_than_allowed_are_refused_until_an_answer_makes_room()
    {
        GoOnline();
        _gateway.Tell(GetStatistics.Instance);
        _gateway.Tell(GetStatistics.Instance);
        var first = _queue.ExpectMsg<QueueRequest>();

        _gateway.Tell(GetStatistics.Instance);
        ExpectMsg<QueueUnavailable>().Reason.ShouldContain("busy");

        _gateway.Tell(new QueueReply(first.Number, new QueueStatistics()));
        ExpectMsg<QueueStatistics>();
        _gateway.Tell(GetStatistics.Instance);
        _queue.ExpectMsg<QueueRequest>();
        _queue.ExpectMsg<QueueRequest>();
    }

    [Fact]
    public void More_bytes_than_allowed_are_refused_but_one_large_request_alone_passes()
    {
        GoOnline();
        _gateway.Tell(new EnqueueTasks([TestQueue.Task(1) with { Payload = new byte[500] }]));
        _queue.ExpectMsg<QueueRequest>();

        _gateway.Tell(new EnqueueTasks([TestQueue.Task(2) with { Payload = new byte[1] }]));

        ExpectMsg<QueueUnavailable>();
    }

    [Fact]
    public void When_the_queue_is_lost_the_outstanding_requests_are_answered_and_a_late_reply_is_not_passed_on()
    {
        GoOnline();
        _gateway.Tell(GetStatistics.Instance);
        var request = _queue.ExpectMsg<QueueRequest>();

        Sys.Stop(_queue);

        ExpectMsg<QueueUnavailable>();
        _gateway.Tell(new QueueReply(request.Number, new QueueStatistics()));
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_waiter_is_told_when_the_queue_is_there()
    {
        _gateway.Tell(AwaitQueue.Instance);
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));

        GoOnline();

        ExpectMsg<QueueReady>();
    }

    [Fact]
    public void A_storage_failure_is_told_to_those_who_wait_and_to_those_who_ask()
    {
        _gateway.Tell(AwaitQueue.Instance);
        _gateway.Tell(new QueueFailed("disk full"));

        ExpectMsg<QueueUnavailable>().Reason.ShouldContain("disk full");
        _gateway.Tell(GetStatistics.Instance);
        ExpectMsg<QueueUnavailable>().Reason.ShouldContain("disk full");
        GoOnline();
        _gateway.Tell(GetStatistics.Instance);
        _queue.ExpectMsg<QueueRequest>();
    }

    [Fact]
    public void Changes_are_asked_for_while_somebody_watches_and_again_from_a_new_queue()
    {
        GoOnline();
        var watcher = CreateTestProbe();
        _gateway.Tell(new WatchTasks(watcher));
        ExpectMsg<QueueReady>();
        _queue.ExpectMsg<PublishChanges>().Enabled.ShouldBeTrue();

        var next = CreateTestProbe();
        _gateway.Tell(new QueueOnline(next, 2));
        next.ExpectMsg<PublishChanges>().Enabled.ShouldBeTrue();
        watcher.ExpectMsg<ChangesPublished>().Changes[0].Kind.ShouldBe(TaskChangeKind.Lagged, "changes may have been missed in between");

        Sys.Stop(watcher);
        next.ExpectMsg<PublishChanges>().Enabled.ShouldBeFalse();
    }

    [Fact]
    public void A_submit_of_nothing_is_answered_with_nothing()
    {
        GoOnline();

        _gateway.Tell(new EnqueueTasks([]));

        ExpectMsg<TasksEnqueued>().Outcomes.ShouldBeEmpty();
    }

    // One request that could not be read restarted the gateway, which then answered "it is starting" until the process ended: nobody told it of the queue again.
    [Fact]
    public void A_gateway_that_failed_answers_what_it_owed_seeks_the_queue_and_works_on()
    {
        GoOnline();
        Sys.EventStream.Subscribe(TestActor, typeof(QueueSought));
        var other = CreateTestProbe();
        _gateway.Tell(GetStatistics.Instance, other);
        var before = _queue.ExpectMsg<QueueRequest>();

        EventFilter.Exception<NullReferenceException>().ExpectOne(() => _gateway.Tell(new EnqueueTasks([null!])));

        other.ExpectMsg<QueueUnavailable>();
        ExpectMsg<QueueSought>().Seeker.ShouldBe(_gateway);
        GoOnline();
        _gateway.Tell(GetStatistics.Instance);
        var after = _queue.ExpectMsg<QueueRequest>();
        after.Number.ShouldNotBe(before.Number, "a late answer to the first must not pass for one to the second");
    }

    private void GoOnline() => _gateway.Tell(new QueueOnline(_queue, 1));
}
