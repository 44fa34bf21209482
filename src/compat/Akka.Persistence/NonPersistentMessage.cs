using Akka.Actor;

namespace Akka.Persistence;

/// <summary>What <see cref="Eventsourced.DeferAsync{TEvent}"/> sends through the journal: it is echoed, never stored.</summary>
internal sealed class NonPersistentMessage(object payload, IActorRef sender) : IPersistentEnvelope
{
    public object Payload { get; } = payload;

    public IActorRef Sender { get; } = sender;

    public int Size => 1;
}
