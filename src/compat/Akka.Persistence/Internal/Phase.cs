using Akka.Actor;

namespace Akka.Persistence.Internal;

/// <summary>What a persistent actor does with its mailbox, from waiting for its turn to recover up to processing commands.</summary>
internal abstract class Phase(Eventsourced actor)
{
    public virtual bool IsRecovering => true;

    protected Eventsourced Actor { get; } = actor;

    public abstract void Receive(Receive receive, object message);
}
