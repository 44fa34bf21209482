using Akka.Actor;
using Akka.Persistence.Serialization;

namespace Akka.Persistence;

/// <summary>One event with what the journal has to know of it.</summary>
public interface IPersistentRepresentation : IMessage
{
    object Payload { get; }

    /// <summary>Event type hint of event adapters; empty when there is none.</summary>
    string Manifest { get; }

    string PersistenceId { get; }

    /// <summary>Position among the events of the same <see cref="PersistenceId"/>, from 1.</summary>
    long SequenceNr { get; }

    /// <summary>Identifies the incarnation that wrote the event; the replay filter finds overlapping writers by it.</summary>
    string WriterGuid { get; }

    bool IsDeleted { get; }

    IActorRef Sender { get; }

    /// <summary>Time of the write in UTC ticks, 0 until the journal sets it.</summary>
    long Timestamp { get; }

    IPersistentRepresentation WithPayload(object payload);

    IPersistentRepresentation WithManifest(string manifest);

    IPersistentRepresentation WithTimestamp(long newTimestamp);

    IPersistentRepresentation Update(
        long sequenceNr, string persistenceId, bool isDeleted, IActorRef sender, string writerGuid);
}
