using Akka.Actor;

namespace Akka.Persistence;

/// <summary>One entry of a <see cref="WriteMessages"/>: events to store, or a message that only keeps its place in line.</summary>
public interface IPersistentEnvelope
{
    object Payload { get; }

    IActorRef Sender { get; }

    int Size { get; }
}
