using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Persistence.Snapshot;

namespace ActorQueue.Compat.PersistenceTests;

/// <summary>A journal in memory that fails where the event, or the persistence id, says so.</summary>
public sealed class FaultyJournal : MemoryJournal
{
    public const string Hocon = """
        akka.persistence.journal.plugin = "akka.persistence.journal.faulty"
        akka.persistence.journal.faulty {
          class = "ActorQueue.Compat.PersistenceTests.FaultyJournal, Akka.Persistence.Tests"
        }
        akka.persistence.journal.impatient {
          class = "ActorQueue.Compat.PersistenceTests.FaultyJournal, Akka.Persistence.Tests"
          recovery-event-timeout = 200ms
        }
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.faulty"
        akka.persistence.snapshot-store.faulty.class = "ActorQueue.Compat.PersistenceTests.FaultySnapshotStore, Akka.Persistence.Tests"
        """;

    private readonly Dictionary<string, TaskCompletionSource> _slow = [];

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback) => persistenceId switch
        {
            "fails-replay" => Task.FromException(new IOException("the disk is gone")),
            "never-replays" => new TaskCompletionSource().Task,
            _ => base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback),
        };

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) => persistenceId switch
    {
        "fails-replay" or "never-replays" => Task.FromResult(5L),
        "fails-highest" => throw new IOException("the disk is gone"),
        _ => base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr),
    };

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var writes = messages.ToList();
        var events = writes.SelectMany(w => (IEnumerable<IPersistentRepresentation>)w.Payload).Select(e => $"{e.Payload}").ToList();
        if (events.Contains("fail"))
        {
            throw new IOException("the disk is full");
        }

        if (events.Contains("wrong count"))
        {
            return [null!, null!, null!, null!, null!];
        }

        // A write whose first event names a gate waits for it, so that a later write may overtake it in the store.
        foreach (var gate in events.Where(e => e.StartsWith("wait ", StringComparison.Ordinal)))
        {
            Task opened;
            lock (_slow)
            {
                opened = GateOf(gate["wait ".Length..]).Task;
            }

            await opened;
        }

        lock (_slow)
        {
            foreach (var gate in events.Where(e => e.StartsWith("open ", StringComparison.Ordinal)))
            {
                GateOf(gate["open ".Length..]).TrySetResult();
            }
        }

        var outcomes = writes.Select(IsRejected).ToList();
        await base.WriteMessagesAsync(writes.Where((_, i) => !outcomes[i]));
        return outcomes.Contains(true)
            ? [.. outcomes.Select(rejected => rejected ? new ArgumentException("not storable") : null!)]
            : [];
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) => toSequenceNr == 13
        ? Task.FromException(new IOException("cannot delete"))
        : base.DeleteMessagesToAsync(persistenceId, toSequenceNr);

    private static bool IsRejected(AtomicWrite write) =>
        ((IEnumerable<IPersistentRepresentation>)write.Payload).Any(e => Equals(e.Payload, "reject"));

    private TaskCompletionSource GateOf(string name)
    {
        if (!_slow.TryGetValue(name, out var gate))
        {
            gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _slow.Add(name, gate);
        }

        return gate;
    }
}

/// <summary>A snapshot store in memory that fails where the persistence id says so.</summary>
public sealed class FaultySnapshotStore : MemorySnapshotStore
{
    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) => persistenceId switch
    {
        "fails-snapshot" => Task.FromException<SelectedSnapshot>(new IOException("the snapshot is torn")),
        "never-loads" => new TaskCompletionSource<SelectedSnapshot>().Task,
        _ => base.LoadAsync(persistenceId, criteria),
    };

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot) => Equals(snapshot, "fail")
        ? Task.FromException(new IOException("the disk is full"))
        : base.SaveAsync(metadata, snapshot);
}
