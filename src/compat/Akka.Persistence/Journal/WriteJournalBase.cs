using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>What every journal does with a batch before it is written.</summary>
public abstract class WriteJournalBase : ActorBase
{
    /// <summary>The atomic writes of the batch as they are stored: without senders, and with the time of the write.</summary>
    protected IEnumerable<AtomicWrite> PreparePersistentBatch(IEnumerable<IPersistentEnvelope> resequenceables)
    {
        var now = Context.System.Scheduler.Now.UtcTicks;
        var prepared = new List<AtomicWrite>();
        foreach (var envelope in resequenceables)
        {
            if (envelope is AtomicWrite write)
            {
                prepared.Add(Stamped(write, now));
            }
        }

        return prepared;
    }

    private static AtomicWrite Stamped(AtomicWrite write, long now)
    {
        var events = ImmutableArray.CreateBuilder<IPersistentRepresentation>(write.Size);
        foreach (var e in write.Events)
        {
            events.Add(new Persistent(
                e.Payload, e.SequenceNr, e.PersistenceId, e.Manifest, e.IsDeleted, ActorRefs.NoSender, e.WriterGuid,
                e.Timestamp == 0 ? now : e.Timestamp));
        }

        return new AtomicWrite(events.MoveToImmutable());
    }
}
