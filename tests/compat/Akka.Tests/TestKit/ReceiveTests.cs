using System.Collections;
using Akka.Actor;
using Xunit.Sdk;

namespace Akka.Tests.TestKit;

public sealed class ReceiveTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan NoTime = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void An_empty_queue_gives_nothing()
    {
        ReceiveOne(TimeSpan.Zero).ShouldBeNull();
        TryReceiveOne(out _, NoTime).ShouldBeFalse();
    }

    [Fact]
    public void A_peeked_message_stays()
    {
        TestActor.Tell(1);

        PeekOne(NoTime).ShouldBe(1);
        ReceiveOne(NoTime).ShouldBe(1);
    }

    [Fact]
    public void A_cancelled_wait_ends_without_a_message()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        TryReceiveOne(out _, TimeSpan.FromHours(1), cancellation.Token).ShouldBeFalse();
    }

    [Fact]
    public void A_number_of_messages_comes_in_order()
    {
        Tell(1, 2, 3);

        ReceiveN(2).ShouldBe([1, 2]);
        ReceiveOne(NoTime).ShouldBe(3);
    }

    [Fact]
    public void Too_few_messages_fail()
    {
        Tell(1, 2);

        Should.Throw<XunitException>(() => ReceiveN(3, NoTime));
    }

    [Fact]
    public void Receiving_while_a_filter_holds_leaves_the_message_that_ends_it()
    {
        Tell("a", "b", 3, "c");

        ReceiveWhile<string>(message => (message as string)!, max: TimeSpan.FromSeconds(10)).ShouldBe(["a", "b"]);
        ReceiveN(2).ShouldBe([3, "c"]);
    }

    [Fact]
    public void Receiving_while_a_predicate_holds_drops_other_types_or_ends_at_them()
    {
        Tell(1, "a", 2, 9);
        ReceiveWhile<int>(number => number < 5).ShouldBe([1, 2]);
        ExpectMsg(9);

        Tell(1, "a", 2);
        ReceiveWhile<int>(number => number < 5, shouldIgnoreOtherMessageTypes: false).ShouldBe([1]);
        ReceiveN(2).ShouldBe(["a", 2]);
    }

    [Fact]
    public void Receiving_while_ends_at_the_given_number()
    {
        Tell(1, 2, 3);

        ReceiveWhile<int>(_ => true, msgs: 2).ShouldBe([1, 2]);
        ExpectMsg(3);
    }

    [Fact]
    public void Fishing_passes_over_and_collects_the_others()
    {
        Tell("a", 1, "b", 2);
        var passedOver = new ArrayList { "old" };

        FishForMessage<int>(number => number == 2, passedOver).ShouldBe(2);

        passedOver.Cast<object>().ShouldBe(["a", 1, "b"]);
    }

    [Fact]
    public void Fishing_in_vain_fails()
    {
        Tell(1);

        Should.Throw<XunitException>(() => FishForMessage(message => message is string, NoTime, "a text")).Message.ShouldContain("a text");
    }

    [Fact]
    public async Task Asynchronous_receives_give_the_same()
    {
        Tell(1, 2, 3, 4, "end", 5);

        (await ReceiveOneAsync(NoTime)).ShouldBe(1);
        var two = new List<object>();
        await foreach (var message in ReceiveNAsync(2))
        {
            two.Add(message);
        }

        two.ShouldBe([2, 3]);
        (await FishForMessageAsync<string>(_ => true)).ShouldBe("end");
        (await TryReceiveOneAsync(NoTime)).envelope.Message.ShouldBe(5);
    }

    [Fact]
    public void Ignored_messages_do_not_reach_the_queue()
    {
        IgnoreMessages<int>(number => number > 5);
        Tell(9, 1);
        ExpectMsg(1);

        IgnoreNoMessages();
        Tell(9);
        ExpectMsg(9);
    }

    [Fact]
    public void The_last_message_and_its_sender_are_kept()
    {
        var probe = CreateTestProbe();
        TestActor.Tell("a", probe);
        ReceiveOne(NoTime);

        LastMessage.ShouldBe("a");
        LastSender.ShouldBe(probe.Ref);

        ReceiveOne(TimeSpan.Zero);
        Should.Throw<IllegalActorStateException>(() => LastMessage);
    }

    private void Tell(params object[] messages)
    {
        foreach (var message in messages)
        {
            TestActor.Tell(message);
        }
    }
}
