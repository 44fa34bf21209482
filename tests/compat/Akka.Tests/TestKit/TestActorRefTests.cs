using Akka.Actor;
using Akka.TestKit;

namespace Akka.Tests.TestKit;

public sealed class TestActorRefTests() : Akka.TestKit.Xunit2.TestKit("akka.stdout-loglevel = OFF")
{
    [Fact]
    public void The_actor_handles_a_message_before_the_tell_returns()
    {
        var counter = ActorOfAsTestActorRef<Counter>("counter");

        counter.Tell(2);
        counter.Tell(3);

        counter.UnderlyingActor.Sum.ShouldBe(5);
        counter.UnderlyingActor.ThreadId.ShouldBe(Environment.CurrentManagedThreadId);
        counter.Path.ToStringWithoutAddress().ShouldBe("/user/counter");
    }

    [Fact]
    public void It_answers_like_any_actor()
    {
        ActorOfAsTestActorRef(() => new Counter()).Tell("sum?", TestActor);

        ExpectMsg(0);
    }

    [Fact]
    public void A_failure_is_the_supervisors_business_and_restarts_the_actor()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        counter.Tell(2);
        var before = counter.UnderlyingActor;

        counter.Tell(new ArgumentException("boom"));

        AwaitAssert(() =>
        {
            counter.UnderlyingActor.ShouldNotBeSameAs(before);
            counter.UnderlyingActor.Sum.ShouldBe(0);
        });
    }

    [Fact]
    public void A_failure_in_Receive_is_the_callers_business()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        var before = counter.UnderlyingActor;

        Should.Throw<ArgumentException>(() => counter.Receive(new ArgumentException("boom")));

        counter.Receive(4);
        counter.UnderlyingActor.ShouldBeSameAs(before);
        counter.UnderlyingActor.Sum.ShouldBe(4);
    }

    [Fact]
    public void It_can_be_watched_and_stopped()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        Watch(counter.Ref);

        Sys.Stop(counter.Ref);

        ExpectTerminated(counter.Ref);
        Should.Throw<IllegalActorStateException>(() => counter.UnderlyingActor);
    }

    [Fact]
    public void It_lives_below_the_given_supervisor()
    {
        var parent = ActorOfAsTestActorRef<Counter>("parent");

        var child = ActorOfAsTestActorRef<Counter>(parent.Ref, "child");

        child.Path.ToStringWithoutAddress().ShouldBe("/user/parent/child");
        child.Tell(1);
        child.UnderlyingActor.Sum.ShouldBe(1);
    }

    [Fact]
    public void Two_references_to_one_actor_are_equal()
    {
        var counter = ActorOfAsTestActorRef<Counter>();

        (counter == counter.Ref).ShouldBeTrue();
        counter.Equals(counter.Ref).ShouldBeTrue();
        (counter != ActorOfAsTestActorRef<Counter>().Ref).ShouldBeTrue();
    }

    [Fact]
    public void An_actor_told_by_its_dispatcher_to_run_here_does_so_without_a_test_reference()
    {
        var probe = CreateTestProbe();
        var counter = ActorOf(Props.Create<Counter>().WithDispatcher(CallingThreadDispatcher.Id));
        counter.Tell("sum?", probe);
        probe.ExpectMsg(0);

        counter.Tell("sum?", probe);

        probe.HasMessages.ShouldBeTrue();
    }

    private sealed class Counter : ReceiveActor
    {
        public Counter()
        {
            Receive<int>(number =>
            {
                Sum += number;
                ThreadId = Environment.CurrentManagedThreadId;
            });
            Receive<string>(_ => Sender.Tell(Sum));
            Receive<Exception>(error => throw error);
        }

        public int Sum { get; private set; }

        public int ThreadId { get; private set; }
    }
}
