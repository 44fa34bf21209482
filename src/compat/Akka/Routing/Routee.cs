using Akka.Actor;

namespace Akka.Routing;

/// <summary>Where a router can send to.</summary>
public class Routee
{
    public static readonly Routee NoRoutee = new NoRouteeTarget();

    public static Routee FromActorRef(IActorRef actorRef) => new ActorRefRoutee(actorRef);

    public virtual void Send(object message, IActorRef sender)
    {
    }

    public virtual Task<object> Ask(object message, TimeSpan? timeout) =>
        throw new NotSupportedException($"{GetType().Name} cannot be asked.");

    private sealed class NoRouteeTarget : Routee
    {
        public override void Send(object message, IActorRef sender)
        {
            // Without a sender nobody here knows the actor system, and so its dead letters.
            if (sender is ActorRefWithCell local)
            {
                local.Provider.DeadLetters.Tell(message, sender);
            }
        }
    }
}

public class ActorRefRoutee : Routee
{
    public ActorRefRoutee(IActorRef actor) => Actor = actor;

    public IActorRef Actor { get; }

    public override void Send(object message, IActorRef sender) => Actor.Tell(message, sender);

    public override Task<object> Ask(object message, TimeSpan? timeout) => Actor.Ask<object>(message, timeout);

    public override bool Equals(object? obj) => obj is ActorRefRoutee other && Equals(other);

    public override int GetHashCode() => Actor.GetHashCode();

    protected bool Equals(ActorRefRoutee other) => Equals(Actor, other.Actor);
}

public class ActorSelectionRoutee : Routee
{
    public ActorSelectionRoutee(ActorSelection actor) => Selection = actor;

    public ActorSelection Selection { get; }

    public override void Send(object message, IActorRef sender) => Selection.Tell(message, sender);

    public override Task<object> Ask(object message, TimeSpan? timeout) => Selection.Ask<object>(message, timeout);

    public override bool Equals(object? obj) => obj is ActorSelectionRoutee other && Equals(other);

    public override int GetHashCode() => Selection.GetHashCode();

    protected bool Equals(ActorSelectionRoutee other) => Equals(Selection, other.Selection);
}

public class SeveralRoutees : Routee
{
    private readonly Routee[] _routees;

    public SeveralRoutees(Routee[] routees) => _routees = routees;

    public override void Send(object message, IActorRef sender)
    {
        foreach (var routee in _routees)
        {
            routee.Send(message, sender);
        }
    }
}
