using Akka.Actor;

namespace Akka.Tests.Actor;

public class RestartTests : ActorSpec
{
    private readonly Probe _probe;

    public RestartTests() => _probe = NewProbe();

    [Fact]
    public async Task A_restart_runs_the_hooks_in_order_and_each_in_the_right_incarnation()
    {
        var child = await Child(SupervisorStrategy.DefaultStrategy);
        await _probe.Expect("constructor#1", "PreStart#1");

        child.Tell(new InvalidOperationException("broken"));

        await _probe.Expect(
            "PreRestart broken broken#1", "PostStop#1", "constructor#2", "PostRestart broken#2", "PreStart#2");
    }

    [Fact]
    public async Task Only_the_failing_message_is_lost()
    {
        var child = await Child(SupervisorStrategy.DefaultStrategy);
        await _probe.Expect("constructor#1", "PreStart#1");

        child.Tell("before");
        child.Tell(new InvalidOperationException("broken"));
        child.Tell("after");
        child.Tell("later");

        await _probe.Expect("before#1");
        await _probe.Expect(
            "PreRestart broken broken#1", "PostStop#1", "constructor#2", "PostRestart broken#2", "PreStart#2");
        await _probe.Expect("after#2", "later#2");
    }

    [Fact]
    public async Task A_resumed_actor_keeps_its_incarnation()
    {
        var child = await Child(new OneForOneStrategy(_ => Directive.Resume));
        await _probe.Expect("constructor#1", "PreStart#1");

        child.Tell(new InvalidOperationException("broken"));
        child.Tell("after");

        await _probe.Expect("after#1");
    }

    [Fact]
    public async Task A_stopping_strategy_stops_the_child_and_its_reference_stays_dead()
    {
        var child = await Child(SupervisorStrategy.StoppingStrategy);
        await _probe.Expect("constructor#1", "PreStart#1");
        await _probe.Watch(child);

        child.Tell(new InvalidOperationException("broken"));

        await _probe.Expect("PostStop#1");
        await _probe.ExpectEnd(child);
        (await Sys.ActorSelection(child.Path).Ask<ActorIdentity>(new Identify(1), Patience)).Subject.ShouldBeNull();
    }

    [Fact]
    public async Task Kill_stops_under_the_default_strategy()
    {
        var child = await Child(SupervisorStrategy.DefaultStrategy);
        await _probe.Expect("constructor#1", "PreStart#1");
        await _probe.Watch(child);

        child.Tell(Kill.Instance);

        await _probe.Expect("PostStop#1");
        await _probe.ExpectEnd(child);
    }

    [Fact]
    public async Task An_actor_that_cannot_be_created_is_stopped()
    {
        var supervisor = Sys.ActorOf(Supervisor.Props(SupervisorStrategy.DefaultStrategy));
        var child = await supervisor.Ask<IActorRef>(Props.Create<NeverCreated>(), Patience);

        await _probe.Watch(child);

        await _probe.ExpectEnd(child);
    }

    [Fact]
    public async Task A_strategy_sees_the_exception_of_the_constructor_inside_an_initialization_exception()
    {
        var seen = new TaskCompletionSource<Exception>();
        var supervisor = Sys.ActorOf(Supervisor.Props(new OneForOneStrategy(cause =>
        {
            seen.TrySetResult(cause);
            return Directive.Stop;
        })));

        await supervisor.Ask<IActorRef>(Props.Create<NeverCreated>(), Patience);

        var failure = (await seen.Task.WaitAsync(Patience)).ShouldBeOfType<ActorInitializationException>();
        failure.InnerException.ShouldBeOfType<FormatException>();
    }

    [Fact]
    public async Task A_failure_in_PreRestart_does_not_prevent_the_restart()
    {
        var supervisor = Sys.ActorOf(Supervisor.Props(SupervisorStrategy.DefaultStrategy));
        var child = await supervisor.Ask<IActorRef>(Props.Create<FailsInPreRestart>(), Patience);

        child.Tell("fail");

        (await child.Ask<string>("alive?", Patience)).ShouldBe("alive?");
    }

    [Fact]
    public async Task A_failure_in_PostRestart_goes_to_the_supervisor_again()
    {
        var causes = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var supervisor = Sys.ActorOf(Supervisor.Props(new OneForOneStrategy(cause =>
        {
            causes.Enqueue(cause);
            return cause is PostRestartException ? Directive.Stop : Directive.Restart;
        })));
        var child = await supervisor.Ask<IActorRef>(Props.Create<FailsInPostRestart>(), Patience);
        await _probe.Watch(child);

        child.Tell("fail");

        await _probe.ExpectEnd(child);
        causes.Select(cause => cause.GetType()).ShouldBe([typeof(InvalidOperationException), typeof(PostRestartException)]);
    }

    [Fact]
    public async Task A_restart_stops_the_children_first_and_waits_for_them()
    {
        var parent = Sys.ActorOf(Supervisor.Props(SupervisorStrategy.DefaultStrategy));
        var middle = await parent.Ask<IActorRef>(Props.Create(() => new Middle(_probe.Ref)), Patience);
        await _probe.Expect("constructor#1", "PreStart#1");

        middle.Tell("fail");

        // The grandchild is gone before its parent's next incarnation makes a new one of the same name.
        await _probe.Expect("PostStop#1", "constructor#2", "PreStart#2");
    }

    [Fact]
    public async Task A_child_that_the_restart_spares_is_restarted_with_its_parent()
    {
        var parent = Sys.ActorOf(Supervisor.Props(SupervisorStrategy.DefaultStrategy));
        var middle = await parent.Ask<IActorRef>(Props.Create(() => new Sparing(_probe.Ref)), Patience);
        await _probe.Expect("constructor#1", "PreStart#1");

        middle.Tell("fail");

        await _probe.Expect("PreRestart spared #1", "PostStop#1", "constructor#2", "PostRestart spared#2", "PreStart#2");
    }

    [Fact]
    public async Task Behaviour_starts_anew_after_a_restart()
    {
        var supervisor = Sys.ActorOf(Supervisor.Props(SupervisorStrategy.DefaultStrategy));
        var child = await supervisor.Ask<IActorRef>(Props.Create<Changeable>(), Patience);
        child.Tell("change");
        (await child.Ask<string>("which", Patience)).ShouldBe("changed");

        child.Tell("fail");

        (await child.Ask<string>("which", Patience)).ShouldBe("first");
    }

    private async Task<IActorRef> Child(SupervisorStrategy strategy)
    {
        var supervisor = Sys.ActorOf(Supervisor.Props(strategy));
        return await supervisor.Ask<IActorRef>(
            Props.Create(() => new Reporting(_probe.Ref, new Reporting.Incarnations())), Patience);
    }

    private sealed class NeverCreated : UntypedActor
    {
        public NeverCreated() => throw new FormatException("never");

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class FailsInPreRestart : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "fail")
            {
                throw new InvalidOperationException("first");
            }

            Sender.Tell(message);
        }

        protected override void PreRestart(Exception reason, object message) => throw new InvalidOperationException("second");
    }

    private sealed class FailsInPostRestart : UntypedActor
    {
        protected override void OnReceive(object message) => throw new InvalidOperationException("first");

        protected override void PostRestart(Exception reason) => throw new InvalidOperationException("second");
    }

    private sealed class Middle : UntypedActor
    {
        public Middle(IActorRef listener)
        {
            var incarnations = Counters.GetValue(listener, _ => new Reporting.Incarnations());
            Context.ActorOf(Props.Create(() => new Reporting(listener, incarnations)), "child");
        }

        private static System.Runtime.CompilerServices.ConditionalWeakTable<IActorRef, Reporting.Incarnations> Counters { get; } = new();

        protected override void OnReceive(object message) => throw new InvalidOperationException("spared");
    }

    private sealed class Sparing(IActorRef listener) : UntypedActor
    {
        protected override void PreStart() => Context.ActorOf(
            Props.Create(() => new Reporting(listener, new Reporting.Incarnations())), "child");

        protected override void PreRestart(Exception reason, object message)
        {
            // Without the base call the child stays.
        }

        protected override void PostRestart(Exception reason)
        {
        }

        protected override void OnReceive(object message) => throw new InvalidOperationException("spared");
    }

    private sealed class Changeable : ReceiveActor
    {
        public Changeable()
        {
            Receive<string>(text => text == "which", _ => Sender.Tell("first"));
            Receive<string>(text => text == "change", _ => Become(Changed));
        }

        private void Changed()
        {
            Receive<string>(text => text == "which", _ => Sender.Tell("changed"));
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("broken"));
        }
    }
}
