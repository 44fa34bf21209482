using Akka.Actor;
using Akka.Event;

namespace Akka.Tests.Event;

public sealed class EventStreamTests : SystemTest
{
    private interface IMarked;

    [Fact]
    public async Task A_subscription_covers_the_class_its_subclasses_and_interfaces()
    {
        var animals = NewCollector();
        var marked = NewCollector();
        System.EventStream.Subscribe(animals.Ref, typeof(Animal)).ShouldBeTrue();
        System.EventStream.Subscribe<IMarked>(marked.Ref).ShouldBeTrue();
        object[] published = [new Animal(), new Cat(), "text", new Dog()];
        foreach (var one in published)
        {
            System.EventStream.Publish(one);
        }

        (await animals.UntilNowAsync()).ShouldBe([published[0], published[1], published[3]]);
        (await marked.UntilNowAsync()).ShouldBe([published[1]]);
    }

    [Fact]
    public async Task Subscribing_twice_delivers_once_and_says_so()
    {
        var collector = NewCollector();
        System.EventStream.Subscribe(collector.Ref, typeof(Cat)).ShouldBeTrue();
        System.EventStream.Subscribe(collector.Ref, typeof(Cat)).ShouldBeFalse();
        System.EventStream.Subscribe(collector.Ref, typeof(Animal)).ShouldBeTrue();
        System.EventStream.Publish(new Cat());
        (await collector.UntilNowAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_subclass_can_be_left_out_and_taken_in_again()
    {
        var collector = NewCollector();
        System.EventStream.Subscribe(collector.Ref, typeof(Animal));
        System.EventStream.Unsubscribe(collector.Ref, typeof(Cat)).ShouldBeTrue();
        System.EventStream.Publish(new Cat());
        System.EventStream.Publish(new Dog());
        (await collector.UntilNowAsync()).ShouldHaveSingleItem().ShouldBeOfType<Dog>();
        System.EventStream.Subscribe(collector.Ref, typeof(Cat)).ShouldBeTrue();
        System.EventStream.Publish(new Cat());
        (await collector.UntilNowAsync()).ShouldHaveSingleItem().ShouldBeOfType<Cat>();
    }

    [Fact]
    public async Task Unsubscribing_ends_the_delivery()
    {
        var collector = NewCollector();
        System.EventStream.Subscribe(collector.Ref, typeof(Cat));
        System.EventStream.Subscribe(collector.Ref, typeof(Dog));
        System.EventStream.Unsubscribe(collector.Ref, typeof(Animal)).ShouldBeTrue();
        System.EventStream.Unsubscribe(collector.Ref).ShouldBeFalse();
        System.EventStream.Publish(new Cat());
        (await collector.UntilNowAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_to_a_stopped_actor_is_published_as_a_dead_letter_with_sender_and_recipient()
    {
        var dead = NewCollector();
        var listener = NewCollector();
        listener.Watch(dead.Ref);
        System.EventStream.Subscribe(listener.Ref, typeof(DeadLetter));
        System.Stop(dead.Ref);
        await listener.NextAsync<Terminated>();
        dead.Ref.Tell("lost", listener.Ref);
        var letter = await listener.NextAsync<DeadLetter>();
        letter.Message.ShouldBe("lost");
        letter.Sender.ShouldBe(listener.Ref);
        letter.Recipient.ShouldBe(dead.Ref);
    }

    // A dead letter that went to an ended subscriber was published again, to the same one, until the stack was full.
    [Fact]
    public async Task A_subscriber_of_dead_letters_that_has_ended_does_not_get_them_round_and_round()
    {
        var ended = NewCollector();
        var listener = NewCollector();
        listener.Watch(ended.Ref);
        System.Stop(ended.Ref);
        await listener.NextAsync<Terminated>();
        System.EventStream.Subscribe(listener.Ref, typeof(DeadLetter));
        for (var i = 0; i < 100; i++)
        {
            System.EventStream.Subscribe(ended.Ref, typeof(DeadLetter));
            System.DeadLetters.Tell(i, ActorRefs.NoSender);
        }

        (await listener.NextAsync<DeadLetter>(100)).Select(letter => letter.Message).ShouldBe(Enumerable.Range(0, 100).Cast<object>());
    }

    [Fact]
    public async Task An_unhandled_message_is_published_as_such()
    {
        var listener = NewCollector();
        System.EventStream.Subscribe(listener.Ref, typeof(UnhandledMessage));
        var deaf = System.ActorOf(Props.Create(() => new DeafActor()));
        deaf.Tell("hello", listener.Ref);
        var unhandled = await listener.NextAsync<UnhandledMessage>();
        unhandled.Message.ShouldBe("hello");
        unhandled.Recipient.ShouldBe(deaf);
    }

    private class Animal;

    private sealed class Cat : Animal, IMarked;

    private sealed class Dog : Animal;

    private sealed class DeafActor : ReceiveActor;
}
