using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence.Journal;

/// <summary>Keeps events in memory as long as the journal actor lives. For tests.</summary>
public class MemoryJournal : AsyncWriteJournal
{
    // Guards the streams: replays may go on outside of the actor.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EventStream> _streams = new(StringComparer.Ordinal);

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (var e in Read(persistenceId, fromSequenceNr, toSequenceNr, max))
        {
            recoveryCallback(e);
        }

        return Task.CompletedTask;
    }

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr)
    {
        lock (_gate)
        {
            return Task.FromResult(_streams.TryGetValue(persistenceId, out var stream) ? stream.Highest : 0L);
        }
    }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        lock (_gate)
        {
            foreach (var write in messages)
            {
                foreach (var e in (IImmutableList<IPersistentRepresentation>)write.Payload)
                {
                    Store(e.Payload is Tagged tagged ? e.WithPayload(tagged.Payload) : e);
                }
            }
        }

        return Task.FromResult<IImmutableList<Exception>>([]);
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr)
    {
        lock (_gate)
        {
            if (_streams.TryGetValue(persistenceId, out var stream))
            {
                stream.Events.RemoveAll(e => e.SequenceNr <= toSequenceNr);
            }
        }

        return Task.CompletedTask;
    }

    private List<IPersistentRepresentation> Read(string persistenceId, long from, long to, long max)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(persistenceId, out var stream))
            {
                return [];
            }

            var limit = (int)Math.Min(max, int.MaxValue);
            return [.. stream.Events.Where(e => e.SequenceNr >= from && e.SequenceNr <= to).Take(limit)];
        }
    }

    private void Store(IPersistentRepresentation e)
    {
        if (!_streams.TryGetValue(e.PersistenceId, out var stream))
        {
            stream = new EventStream();
            _streams.Add(e.PersistenceId, stream);
        }

        stream.Events.Add(e);
        stream.Highest = Math.Max(stream.Highest, e.SequenceNr);
    }

    private sealed class EventStream
    {
        public List<IPersistentRepresentation> Events { get; } = [];

        /// <summary>Outlives the deletion of the events.</summary>
        public long Highest { get; set; }
    }
}
