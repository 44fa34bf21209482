using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace Akka.Tests.Actor;

public class ActorSystemTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }");

    [Fact]
    public async Task Termination_stops_the_actors_and_then_runs_the_callbacks_last_first()
    {
        var system = ActorSystem.Create("sys", Quiet);
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        system.ActorOf(Props.Create(() => new Farewell(() => order.Enqueue("actor"))));
        system.RegisterOnTermination(() => order.Enqueue("first registered"));
        system.RegisterOnTermination(() => order.Enqueue("last registered"));

        await system.Terminate().WaitAsync(Patience);

        order.ShouldBe(["actor", "last registered", "first registered"]);
    }

    [Fact]
    public async Task A_setup_carries_the_configuration()
    {
        var setup = BootstrapSetup.Create().WithConfig(Quiet).WithConfigFallback(ConfigurationFactory.ParseString("own.key = 5"));
        var system = ActorSystem.Create("sys", setup.And(new Own("value")));

        system.Settings.Config.GetInt("own.key").ShouldBe(5);
        system.Settings.Setup.Get<Own>().Value.Value.ShouldBe("value");
        await system.Terminate().WaitAsync(Patience);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a b")]
    public void A_bad_name_is_refused(string name) => Should.Throw<ArgumentException>(() => ActorSystem.Create(name));

    [Fact]
    public async Task An_extension_is_made_once_and_found_by_its_type()
    {
        var system = ActorSystem.Create("sys", Quiet);

        system.HasExtension<Counter>().ShouldBeFalse();
        var extension = system.WithExtension<Counter, CounterProvider>();

        new CounterProvider().Get(system).ShouldBeSameAs(extension);
        system.GetExtension<Counter>().ShouldBeSameAs(extension);
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_configured_extension_starts_with_the_system()
    {
        var config = ConfigurationFactory.ParseString($"akka.extensions = [\"{typeof(CounterProvider).AssemblyQualifiedName}\"]");
        var system = ActorSystem.Create("sys", config.WithFallback(Quiet));

        system.HasExtension<Counter>().ShouldBeTrue();
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task The_real_scheduler_fires_once_repeats_and_stops_when_cancelled()
    {
        var system = ActorSystem.Create("sys", Quiet);
        var probe = new Probe(system);
        system.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(1), probe.Ref, "once", ActorRefs.NoSender);
        await probe.Expect("once");

        var repeated = system.Scheduler.ScheduleTellRepeatedlyCancelable(
            TimeSpan.Zero, TimeSpan.FromMilliseconds(1), probe.Ref, "again", ActorRefs.NoSender);
        await probe.Expect("again", "again", "again");
        repeated.Cancel();

        var cancelled = new TaskCompletionSource();
        var cancelable = new Cancelable(system.Scheduler, TimeSpan.FromMilliseconds(1));
        cancelable.Token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(Patience);
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task Entries_of_the_real_scheduler_fire_in_the_order_of_their_times()
    {
        var system = ActorSystem.Create("sys", Quiet);
        var probe = new Probe(system);
        foreach (var milliseconds in new[] { 60, 20, 40 })
        {
            system.Scheduler.ScheduleTellOnce(milliseconds, probe.Ref, milliseconds, ActorRefs.NoSender);
        }

        await probe.Expect(20, 40, 60);
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public async Task The_arguments_of_props_are_evaluated_once_and_serve_each_incarnation()
    {
        var system = ActorSystem.Create("sys", Quiet);
        var evaluations = 0;
        Func<object> argument = () =>
        {
            evaluations++;
            return new object();
        };
        var props = Props.Create(() => new Keeper(argument()));
        var actor = system.ActorOf(props);
        var first = await actor.Ask<object>("get", Patience);
        actor.Tell("fail");

        (await actor.Ask<object>("get", Patience)).ShouldBeSameAs(first);
        evaluations.ShouldBe(1);
        props.Type.ShouldBe(typeof(Keeper));
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact]
    public void Props_of_something_else_are_refused() =>
        Should.Throw<ArgumentException>(() => Props.Create(typeof(string)));

    private sealed class Own(string value) : Setup
    {
        public string Value { get; } = value;
    }

    private sealed class Counter : IExtension;

    private sealed class CounterProvider : ExtensionIdProvider<Counter>
    {
        public override Counter CreateExtension(ExtendedActorSystem system) => new();
    }

    private sealed class Farewell(Action onStop) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }

        protected override void PostStop() => onStop();
    }

    private sealed class Keeper(object kept) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "fail")
            {
                throw new InvalidOperationException("broken");
            }

            Sender.Tell(kept);
        }
    }
}
