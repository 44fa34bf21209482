using Akka.Actor;

namespace Akka.Tests.Actor;

public class SupervisionTests : ActorSpec
{
    private readonly Probe _probe;

    public SupervisionTests() => _probe = NewProbe();

    [Fact]
    public async Task All_for_one_restarts_the_siblings_too()
    {
        var supervisor = Sys.ActorOf(Supervisor.Props(new AllForOneStrategy(_ => Directive.Restart)));
        var failing = await Child(supervisor, _probe);
        await _probe.Expect("constructor#1", "PreStart#1");
        var siblingProbe = NewProbe();
        await Child(supervisor, siblingProbe);
        await siblingProbe.Expect("constructor#1", "PreStart#1");

        failing.Tell(new InvalidOperationException("broken"));

        await siblingProbe.Expect(
            "PreRestart broken #1", "PostStop#1", "constructor#2", "PostRestart broken#2", "PreStart#2");
        await _probe.Expect(
            "PreRestart broken broken#1", "PostStop#1", "constructor#2", "PostRestart broken#2", "PreStart#2");
    }

    [Fact]
    public async Task All_for_one_stops_the_siblings_too()
    {
        var supervisor = Sys.ActorOf(Supervisor.Props(new AllForOneStrategy(_ => Directive.Stop)));
        var failing = await Child(supervisor, NewProbe());
        var sibling = await Child(supervisor, NewProbe());
        await _probe.Watch(sibling);

        failing.Tell(new InvalidOperationException("broken"));

        await _probe.ExpectEnd(sibling);
    }

    [Fact]
    public async Task A_child_is_stopped_when_it_fails_once_more_than_its_retries()
    {
        var supervisor = Sys.ActorOf(Supervisor.Props(new OneForOneStrategy(2, -1, _ => Directive.Restart)));
        var child = await Child(supervisor, NewProbe());
        await _probe.Watch(child);

        child.Tell(new InvalidOperationException("1"));
        child.Tell(new InvalidOperationException("2"));
        (await Alive(child)).ShouldBeTrue();
        child.Tell(new InvalidOperationException("3"));

        await _probe.ExpectEnd(child);
    }

    [Fact]
    public async Task Without_retries_the_first_failure_stops()
    {
        var supervisor = Sys.ActorOf(Supervisor.Props(new OneForOneStrategy(0, -1, _ => Directive.Restart)));
        var child = await Child(supervisor, NewProbe());
        await _probe.Watch(child);

        child.Tell(new InvalidOperationException("1"));

        await _probe.ExpectEnd(child);
    }

    [Fact]
    public async Task Without_a_limit_a_child_is_restarted_any_number_of_times()
    {
        var supervisor = Sys.ActorOf(Supervisor.Props(new OneForOneStrategy(-1, -1, _ => Directive.Restart)));
        var child = await Child(supervisor, NewProbe());

        for (var i = 0; i < 50; i++)
        {
            child.Tell(new InvalidOperationException("again"));
        }

        (await Alive(child)).ShouldBeTrue();
    }

    [Fact]
    public async Task Escalating_makes_the_parent_fail_with_the_childs_exception()
    {
        var seen = new TaskCompletionSource<Exception>();
        var top = Sys.ActorOf(Supervisor.Props(new OneForOneStrategy(cause =>
        {
            seen.TrySetResult(cause);
            return Directive.Restart;
        })));
        var middle = await top.Ask<IActorRef>(Supervisor.Props(new OneForOneStrategy(_ => Directive.Escalate)), Patience);
        var child = await Child(middle, _probe);
        await _probe.Expect("constructor#1", "PreStart#1");
        var failure = new InvalidOperationException("broken");

        child.Tell(failure);

        (await seen.Task.WaitAsync(Patience)).ShouldBeSameAs(failure);

        // The parent's restart stops its children.
        await _probe.Expect("PostStop#1");
        (await middle.Ask<string>("alive?", Patience)).ShouldBe("alive?");
    }

    [Fact]
    public async Task A_decider_that_throws_escalates_its_own_exception()
    {
        var seen = new TaskCompletionSource<Exception>();
        var top = Sys.ActorOf(Supervisor.Props(new OneForOneStrategy(cause =>
        {
            seen.TrySetResult(cause);
            return Directive.Restart;
        })));
        var middle = await top.Ask<IActorRef>(
            Supervisor.Props(new OneForOneStrategy(_ => throw new NotSupportedException("undecided"))), Patience);
        var child = await Child(middle, _probe);

        child.Tell(new InvalidOperationException("broken"));

        (await seen.Task.WaitAsync(Patience)).ShouldBeOfType<NotSupportedException>();
    }

    [Fact]
    public async Task A_strategy_in_the_props_replaces_the_actors_own()
    {
        var props = Supervisor.Props(new OneForOneStrategy(_ => Directive.Stop))
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume));
        var supervisor = Sys.ActorOf(props);
        var child = await Child(supervisor, NewProbe());

        child.Tell(new InvalidOperationException("broken"));

        (await Alive(child)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_messages_of_a_failed_actor_wait_for_the_decision()
    {
        var decide = new TaskCompletionSource();
        var deciding = new TaskCompletionSource();
        var supervisor = Sys.ActorOf(Supervisor.Props(new OneForOneStrategy(_ =>
        {
            deciding.SetResult();
            decide.Task.Wait(Patience);
            return Directive.Resume;
        })));
        var child = await Child(supervisor, _probe);
        await _probe.Expect("constructor#1", "PreStart#1");
        child.Tell(new InvalidOperationException("broken"));
        child.Tell("waits");
        await deciding.Task.WaitAsync(Patience);
        _probe.Ref.Tell("marker");
        await _probe.Expect("marker");

        decide.SetResult();

        await _probe.Expect("waits#1");
    }

    [Theory]
    [InlineData(typeof(ActorKilledException), Directive.Stop)]
    [InlineData(typeof(ActorInitializationException), Directive.Stop)]
    [InlineData(typeof(InvalidOperationException), Directive.Restart)]
    public void The_default_decider_stops_what_cannot_go_on(Type cause, Directive expected) =>
        SupervisorStrategy.DefaultDecider.Decide((Exception)Activator.CreateInstance(cause)!).ShouldBe(expected);

    [Fact]
    public void The_first_pair_of_a_decider_that_fits_wins()
    {
        var decider = Decider.From(
            Directive.Escalate,
            Directive.Stop.When<ArgumentNullException>(),
            Directive.Resume.When<ArgumentException>());

        decider.Decide(new ArgumentNullException()).ShouldBe(Directive.Stop);
        decider.Decide(new ArgumentException()).ShouldBe(Directive.Resume);
        decider.Decide(new InvalidOperationException()).ShouldBe(Directive.Escalate);
    }

    private static async Task<IActorRef> Child(IActorRef supervisor, Probe listener) => await supervisor.Ask<IActorRef>(
        Props.Create(() => new Reporting(listener.Ref, new Reporting.Incarnations())), Patience);

    private static async Task<bool> Alive(IActorRef actor) =>
        (await actor.Ask<ActorIdentity>(new Identify(1), Patience)).Subject is not null;
}
