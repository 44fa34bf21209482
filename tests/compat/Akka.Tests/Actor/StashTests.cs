using Akka.Actor;
using Akka.Dispatch;

namespace Akka.Tests.Actor;

public class StashTests() : ActorSpec("small-stash { mailbox-type = \"Akka.Dispatch.UnboundedDequeBasedMailbox\", stash-capacity = 2 }")
{
    [Fact]
    public async Task Unstashed_messages_come_back_first_and_in_their_order()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Gate(probe.Ref)));

        // Said, since a test kit that ran on this thread before may have left its test actor as the sender of whoever names none.
        actor.Tell("a", ActorRefs.NoSender);
        actor.Tell("b", ActorRefs.NoSender);
        actor.Tell("c", ActorRefs.NoSender);
        actor.Tell("open", ActorRefs.NoSender);
        actor.Tell("d", ActorRefs.NoSender);

        await probe.Expect("a", "b", "c", "d");
        probe.LastSender.ShouldBe(Sys.DeadLetters);
    }

    [Fact]
    public async Task Unstash_brings_back_the_oldest_only()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Gate(probe.Ref)));
        actor.Tell("a");
        actor.Tell("b");
        actor.Tell("one");
        actor.Tell("count");

        await probe.Expect("a", 1);
    }

    [Fact]
    public async Task A_restart_gives_the_stash_back_to_the_mailbox()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Gate(probe.Ref)));
        actor.Tell("a");
        actor.Tell("fail");

        // The new incarnation stashes it again, so it is there when the gate opens.
        actor.Tell("open");

        await probe.Expect("a");
    }

    [Fact]
    public async Task The_same_message_cannot_be_stashed_twice()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Gate(probe.Ref)));

        actor.Tell("twice");

        await probe.Expect<IllegalActorStateException>();
    }

    [Fact]
    public async Task A_bounded_stash_overflows()
    {
        var probe = NewProbe();
        var actor = Sys.ActorOf(Props.Create(() => new Small(probe.Ref)).WithMailbox("small-stash"));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(3);

        await probe.Expect<StashOverflowException>();
    }

    [Fact]
    public void A_stash_demands_a_deque_mailbox() =>
        Should.Throw<ArgumentException>(() => Sys.ActorOf(Props.Create(() => new Gate(ActorRefs.Nobody)).WithMailbox("unbounded")))
            .Message.ShouldContain(nameof(IUnboundedDequeBasedMessageQueueSemantics));

    private sealed class Gate : UntypedActor, IWithUnboundedStash
    {
        private readonly IActorRef _listener;
        private bool _isOpen;

        public Gate(IActorRef listener) => _listener = listener;

        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "open":
                    _isOpen = true;
                    Stash.UnstashAll();
                    break;
                case "one":
                    _isOpen = true;
                    Stash.Unstash();
                    break;
                case "count":
                    _listener.Tell(Stash.Count, ActorRefs.NoSender);
                    break;
                case "fail":
                    throw new InvalidOperationException("broken");
                case "twice":
                    Stash.Stash();
                    try
                    {
                        Stash.Stash();
                    }
                    catch (IllegalActorStateException e)
                    {
                        _listener.Tell(e);
                    }

                    break;
                default:
                    if (_isOpen)
                    {
                        _listener.Tell(message, Sender);
                    }
                    else
                    {
                        Stash.Stash();
                    }

                    break;
            }
        }
    }

    private sealed class Small(IActorRef listener) : UntypedActorWithStash
    {
        protected override void OnReceive(object message)
        {
            try
            {
                Stash.Stash();
            }
            catch (StashOverflowException e)
            {
                listener.Tell(e);
            }
        }
    }
}
