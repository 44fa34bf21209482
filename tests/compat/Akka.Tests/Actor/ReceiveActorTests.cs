using Akka.Actor;

namespace Akka.Tests.Actor;

public class ReceiveActorTests : ActorSpec
{
    [Theory]
    [InlineData("exact", "predicate")]
    [InlineData("other", "text")]
    [InlineData(5, "even or not")]
    [InlineData(5.0, "any")]
    public async Task The_first_handler_that_takes_the_message_gets_it(object message, string handler)
    {
        var actor = Sys.ActorOf(Props.Create<Many>());

        (await actor.Ask<string>(message, Patience)).ShouldBe(handler);

        // The second time the handlers are known.
        (await actor.Ask<string>(message, Patience)).ShouldBe(handler);
    }

    [Fact]
    public async Task A_handler_may_decline()
    {
        var actor = Sys.ActorOf(Props.Create<Many>());

        (await actor.Ask<string>(4, Patience)).ShouldBe("even");
        (await actor.Ask<string>(5, Patience)).ShouldBe("even or not");
    }

    [Fact]
    public async Task Become_replaces_and_BecomeStacked_remembers()
    {
        var actor = Sys.ActorOf(Props.Create<Moods>());

        (await actor.Ask<string>("mood", Patience)).ShouldBe("calm");
        actor.Tell("annoy");
        (await actor.Ask<string>("mood", Patience)).ShouldBe("annoyed");
        actor.Tell("annoy more");
        (await actor.Ask<string>("mood", Patience)).ShouldBe("angry");
        actor.Tell("calm down");
        (await actor.Ask<string>("mood", Patience)).ShouldBe("annoyed");
        actor.Tell("forget");
        (await actor.Ask<string>("mood", Patience)).ShouldBe("calm");
    }

    [Fact]
    public async Task What_the_constructor_becomes_is_the_first_behaviour()
    {
        var actor = Sys.ActorOf(Props.Create<BecomesInConstructor>());

        (await actor.Ask<string>("hello", Patience)).ShouldBe("become");
    }

    [Fact]
    public async Task Handlers_cannot_be_added_outside_of_constructor_and_become()
    {
        var actor = Sys.ActorOf(Props.Create<Late>());

        (await actor.Ask<string>("go", Patience)).ShouldContain("constructing");
    }

    [Fact]
    public async Task Nothing_can_be_declared_after_a_handler_for_everything()
    {
        var supervisor = Sys.ActorOf(Supervisor.Props(SupervisorStrategy.DefaultStrategy));
        var probe = NewProbe();
        var actor = await supervisor.Ask<IActorRef>(Props.Create<TooMany>(), Patience);

        await probe.Watch(actor);

        await probe.ExpectEnd(actor);
    }

    private sealed class Many : ReceiveActor
    {
        public Many()
        {
            Receive<string>(text => Sender.Tell("predicate"), text => text == "exact");
            Receive<string>(_ => Sender.Tell("text"));
            Receive<int>(number =>
            {
                if (number % 2 == 0)
                {
                    Sender.Tell("even");
                }

                return number % 2 == 0;
            });
            Receive(typeof(int), _ => Sender.Tell("even or not"));
            ReceiveAny(_ => Sender.Tell("any"));
        }
    }

    private sealed class Moods : ReceiveActor
    {
        public Moods()
        {
            Receive<string>(text => text == "mood", _ => Sender.Tell("calm"));
            Receive<string>(text => text == "annoy", _ => Become(Annoyed));
        }

        private void Annoyed()
        {
            Receive<string>(text => text == "mood", _ => Sender.Tell("annoyed"));
            Receive<string>(text => text == "annoy more", _ => BecomeStacked(Angry));
            Receive<string>(text => text == "forget", _ => UnbecomeStacked());
        }

        private void Angry()
        {
            Receive<string>(text => text == "mood", _ => Sender.Tell("angry"));
            Receive<string>(text => text == "calm down", _ => UnbecomeStacked());
        }
    }

    private sealed class BecomesInConstructor : ReceiveActor
    {
        public BecomesInConstructor()
        {
            Receive<string>(_ => Sender.Tell("constructor"));
            Become(() => Receive<string>(_ => Sender.Tell("become")));
        }
    }

    private sealed class Late : ReceiveActor
    {
        public Late() => Receive<string>(_ =>
        {
            try
            {
                Receive<int>(_ => { });
            }
            catch (InvalidOperationException e)
            {
                Sender.Tell(e.Message);
            }
        });
    }

    private sealed class TooMany : ReceiveActor
    {
        public TooMany()
        {
            ReceiveAny(_ => { });
            Receive<string>(_ => { });
        }
    }
}
