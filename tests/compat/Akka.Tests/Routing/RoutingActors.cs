using Akka.Actor;
using Akka.Routing;
using Akka.Util;

namespace Akka.Tests.Routing;

/// <summary>Answers every text with its own name, fails on "fail", and counts its starts by instance.</summary>
public sealed class NamingWorker : ReceiveActor
{
    private readonly Guid _incarnation;

    public NamingWorker()
    {
        _incarnation = MakeId();
        Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("as asked"));
        Receive<string>(text => text == "who", _ => Sender.Tell(Self));
        Receive<string>(text => text == "incarnation", _ => Sender.Tell(_incarnation));
        Receive<string>(text => text == "stop", _ => Context.Stop(Self));
        Receive<TaskCompletionSource>(gate => gate.Task.Wait(TimeSpan.FromSeconds(20)));
        ReceiveAny(other => Sender.Tell(other));
    }

    private static Guid MakeId() => Guid.NewGuid();
}

/// <summary>A parent whose strategy restarts, and that reports the failures which reach it.</summary>
public sealed class EscalationParent : ReceiveActor
{
    private readonly IActorRef _reports;

    public EscalationParent(Props child, IActorRef reports)
    {
        _reports = reports;
        var router = Context.ActorOf(child, "router");
        Receive<string>(_ => Sender.Tell(router));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _reports.Tell(cause);
        return Directive.Restart;
    });
}

/// <summary>The shape that product code uses: a pool of its own whose logic picks the routee that the message names.</summary>
public sealed class ReservedPool(int nrOfInstances) : Pool(nrOfInstances, null, DefaultSupervisorStrategy, "", false)
{
    public override Router CreateRouter(ActorSystem system) => new(new ReservedLogic());

    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    public override ISurrogate ToSurrogate(ActorSystem system) => throw new NotSupportedException();

    private sealed class ReservedLogic : RoutingLogic
    {
        public override Routee Select(object message, Routee[] routees) =>
            message is ForRoutee wanted && wanted.Index < routees.Length ? routees[wanted.Index] : Routee.NoRoutee;
    }
}

public sealed class ForRoutee(int index, object message) : RouterEnvelope(message)
{
    public int Index { get; } = index;
}
