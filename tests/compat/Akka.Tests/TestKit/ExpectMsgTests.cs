using Akka.Actor;
using Xunit.Sdk;

namespace Akka.Tests.TestKit;

public sealed class ExpectMsgTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan NoTime = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_message_of_the_type_is_taken_and_returned()
    {
        TestActor.Tell("hello");

        ExpectMsg<string>().ShouldBe("hello");
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_message_of_another_type_fails_and_both_types_are_named()
    {
        TestActor.Tell("hello");

        var failure = Should.Throw<XunitException>(() => ExpectMsg<int>(hint: "the count"));

        failure.Message.ShouldContain("System.Int32");
        failure.Message.ShouldContain("System.String");
        failure.Message.ShouldContain("the count");
    }

    [Fact]
    public void No_message_in_time_fails_with_the_hint() =>
        Should.Throw<XunitException>(() => ExpectMsg<string>(NoTime, "the greeting")).Message.ShouldContain("the greeting");

    [Fact]
    public void An_expected_message_is_compared_by_value()
    {
        TestActor.Tell(new Money(5));
        ExpectMsg(new Money(5));

        TestActor.Tell(new Money(5));
        Should.Throw<XunitException>(() => ExpectMsg(new Money(6)));
    }

    [Fact]
    public void An_expected_list_is_compared_by_its_items()
    {
        TestActor.Tell(new List<int> { 1, 2 });
        ExpectMsg(new List<int> { 1, 2 });

        TestActor.Tell(new List<int> { 1, 2 });
        Should.Throw<XunitException>(() => ExpectMsg(new List<int> { 2, 1 }));
    }

    [Fact]
    public void A_predicate_decides()
    {
        TestActor.Tell(7);
        ExpectMsg<int>(number => number > 5).ShouldBe(7);

        TestActor.Tell(3);
        Should.Throw<XunitException>(() => ExpectMsg<int>(number => number > 5));
    }

    [Fact]
    public void An_assertion_sees_the_message_and_its_sender()
    {
        var sender = CreateTestProbe();
        TestActor.Tell(7, sender);
        ExpectMsg<int>((number, from) =>
        {
            number.ShouldBe(7);
            from.ShouldBe(sender.Ref);
        });

        TestActor.Tell(8, sender);
        Should.Throw<ShouldAssertException>(() => ExpectMsg<int>(number => number.ShouldBe(7)));
    }

    [Fact]
    public void A_comparer_decides()
    {
        TestActor.Tell("HELLO");
        ExpectMsg("hello", (expected, actual) => expected.Equals(actual, StringComparison.OrdinalIgnoreCase)).ShouldBe("HELLO");

        TestActor.Tell("HELLO");
        Should.Throw<XunitException>(() => ExpectMsg("hello", (expected, actual) => expected == actual));
    }

    [Fact]
    public void The_sender_can_be_expected()
    {
        var (right, wrong) = (CreateTestProbe(), CreateTestProbe());
        TestActor.Tell("hello", right);
        ExpectMsgFrom<string>(right).ShouldBe("hello");
        LastSender.ShouldBe(right.Ref);

        TestActor.Tell("hello", wrong);
        Should.Throw<XunitException>(() => ExpectMsgFrom(right, "hello"));
    }

    [Fact]
    public void One_of_several_messages_is_enough()
    {
        TestActor.Tell(2);
        ExpectMsgAnyOf([1, 2, 3]).ShouldBe(2);

        TestActor.Tell(4);
        Should.Throw<XunitException>(() => ExpectMsgAnyOf([1, 2, 3]));
    }

    [Fact]
    public void Several_messages_may_come_in_any_order()
    {
        TestActor.Tell(3);
        TestActor.Tell(1);
        TestActor.Tell(2);

        ExpectMsgAllOf(1, 2, 3).ShouldBe([3, 1, 2]);
    }

    [Fact]
    public void A_missing_message_of_several_fails_and_is_named()
    {
        TestActor.Tell("one");
        TestActor.Tell("three");

        Should.Throw<XunitException>(() => ExpectMsgAllOf("one", "two")).Message.ShouldContain("two");
    }

    [Fact]
    public void No_message_is_expected_and_a_message_fails()
    {
        ExpectNoMsg(NoTime);

        TestActor.Tell("hello");
        Should.Throw<XunitException>(() => ExpectNoMsg(NoTime));
    }

    [Fact]
    public void The_end_of_a_watched_actor_is_expected()
    {
        var (watched, other) = (ActorOf<Idle>(), ActorOf<Idle>());
        Watch(watched);
        Watch(other);

        Sys.Stop(watched);
        ExpectTerminated(watched).ActorRef.ShouldBe(watched);

        Sys.Stop(other);
        Should.Throw<XunitException>(() => ExpectTerminated(watched));
    }

    [Fact]
    public void After_unwatch_the_end_of_an_actor_is_not_told()
    {
        var actor = ActorOf<Idle>();
        var probe = CreateTestProbe();
        Watch(actor);
        probe.Watch(actor);

        Unwatch(actor);
        Sys.Stop(actor);

        probe.ExpectTerminated(actor);
        ExpectNoMsg(NoTime);
    }

    [Fact]
    public async Task Awaiting_an_expectation_lets_the_message_come_later()
    {
        var expectation = ExpectMsgAsync<string>();
        expectation.IsCompleted.ShouldBeFalse();

        TestActor.Tell("hello");

        (await expectation).ShouldBe("hello");
    }

    [Fact]
    public async Task Awaited_expectations_fail_like_the_others()
    {
        TestActor.Tell("hello");
        await Should.ThrowAsync<XunitException>(async () => await ExpectMsgAsync<int>());
        await Should.ThrowAsync<XunitException>(async () => await ExpectMsgAsync<int>(NoTime));

        TestActor.Tell("hello");
        await Should.ThrowAsync<XunitException>(async () => await ExpectNoMsgAsync(NoTime));
    }

    private sealed record Money(int Amount);

    private sealed class Idle : ReceiveActor;
}
