using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Tests.Actor;

/// <summary>A system per test, on a scheduler that only moves when the test says so.</summary>
public abstract class ActorSpec : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Quiet = "akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }";

    protected ActorSpec(string config = "")
    {
        var manual = $"akka.scheduler.implementation = \"{typeof(ManualScheduler).AssemblyQualifiedName}\"";
        Sys = ActorSystem.Create("test", ConfigurationFactory.ParseString(config)
            .WithFallback(ConfigurationFactory.ParseString(Quiet))
            .WithFallback(ConfigurationFactory.ParseString(manual)));
    }

    protected ActorSystem Sys { get; }

    protected ManualScheduler Time => (ManualScheduler)Sys.Scheduler;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Sys.Terminate().WaitAsync(Patience);

    protected Probe NewProbe(string? name = null) => new(Sys, name);
}

/// <summary>An actor whose messages the test reads one by one.</summary>
public sealed class Probe
{
    private readonly Channel<(object Message, IActorRef Sender)> _received = Channel.CreateUnbounded<(object, IActorRef)>();

    public Probe(ActorSystem system, string? name = null) =>
        Ref = system.ActorOf(Props.Create(() => new Listener(_received.Writer)), name);

    public IActorRef Ref { get; }

    public IActorRef LastSender { get; private set; } = ActorRefs.Nobody;

    public async Task<T> Expect<T>()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (message, sender) = await _received.Reader.ReadAsync(patience.Token);
        LastSender = sender;
        return message.ShouldBeAssignableTo<T>()!;
    }

    public async Task Expect(params object[] messages)
    {
        foreach (var message in messages)
        {
            (await Expect<object>()).ShouldBe(message);
        }
    }

    public async Task ExpectEnd(IActorRef actor) => (await Expect<Terminated>()).ActorRef.ShouldBe(actor);

    public async Task Watch(IActorRef actor)
    {
        Ref.Tell(new WatchThis(actor), ActorRefs.NoSender);
        await Expect("watching");
    }

    private sealed record WatchThis(IActorRef Actor);

    private sealed class Listener(ChannelWriter<(object Message, IActorRef Sender)> received) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is WatchThis watch)
            {
                Context.Watch(watch.Actor);
                message = "watching";
            }

            received.TryWrite((message, Sender));
        }
    }
}

/// <summary>An actor that is written in the test.</summary>
public class Scripted : UntypedActor
{
    private readonly Action<IUntypedActorContext, object> _onReceive;

    public Scripted(Action<IUntypedActorContext, object> onReceive) => _onReceive = onReceive;

    public static Props Props(Action<IUntypedActorContext, object> onReceive) =>
        Akka.Actor.Props.Create(() => new Scripted(onReceive));

    protected override void OnReceive(object message) => _onReceive(Context, message);
}

/// <summary>Reports every hook with the number of its incarnation, and obeys a few words.</summary>
public class Reporting : UntypedActor
{
    private readonly IActorRef _listener;
    private readonly Incarnations _incarnations;
    private readonly int _incarnation;

    public Reporting(IActorRef listener, Incarnations incarnations)
    {
        _listener = listener;
        _incarnations = incarnations;
        _incarnation = incarnations.Next();
        Report("constructor");
    }

    protected override void OnReceive(object message)
    {
        if (message is Exception failure)
        {
            throw failure;
        }

        Report(message.ToString()!);
    }

    protected override void PreStart() => Report("PreStart");

    protected override void PostStop() => Report("PostStop");

    protected override void PreRestart(Exception reason, object message)
    {
        Report($"PreRestart {reason.Message} {(message as Exception)?.Message ?? message}");
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        Report($"PostRestart {reason.Message}");
        base.PostRestart(reason);
    }

    private void Report(string what) => _listener.Tell($"{what}#{_incarnation}", Self);

    public sealed class Incarnations
    {
        private int _last;

        public int Next() => Interlocked.Increment(ref _last);
    }
}

/// <summary>Supervises one <see cref="Reporting"/> child per props it is sent, and answers with the child.</summary>
public class Supervisor(SupervisorStrategy strategy) : UntypedActor
{
    public static Props Props(SupervisorStrategy strategy) => Akka.Actor.Props.Create(() => new Supervisor(strategy));

    protected override SupervisorStrategy SupervisorStrategy() => strategy;

    protected override void OnReceive(object message)
    {
        if (message is Props props)
        {
            Sender.Tell(Context.ActorOf(props));
        }
        else
        {
            Sender.Tell(message);
        }
    }
}
