namespace Akka.Persistence.Snapshot;

/// <summary>Keeps snapshots in memory as long as the store actor lives. For tests.</summary>
public class MemorySnapshotStore : SnapshotStore
{
    // Guards the list: the store's tasks may end outside of the actor.
    private readonly Lock _gate = new();
    private readonly List<SelectedSnapshot> _snapshots = [];

    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        lock (_gate)
        {
            var best = _snapshots
                .Where(s => Matches(s, persistenceId, criteria))
                .MaxBy(s => (s.Metadata.SequenceNr, s.Metadata.Timestamp));
            return Task.FromResult(best!);
        }
    }

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        lock (_gate)
        {
            _snapshots.RemoveAll(s => IsNumber(s, metadata));
            _snapshots.Add(new SelectedSnapshot(metadata, snapshot));
        }

        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata)
    {
        lock (_gate)
        {
            _snapshots.RemoveAll(s => IsNumber(s, metadata)
                && (metadata.Timestamp == DateTime.MinValue || s.Metadata.Timestamp == metadata.Timestamp));
        }

        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        lock (_gate)
        {
            _snapshots.RemoveAll(s => Matches(s, persistenceId, criteria));
        }

        return Task.CompletedTask;
    }

    private static bool IsNumber(SelectedSnapshot snapshot, SnapshotMetadata metadata) =>
        snapshot.Metadata.SequenceNr == metadata.SequenceNr
        && string.Equals(snapshot.Metadata.PersistenceId, metadata.PersistenceId, StringComparison.Ordinal);

    private static bool Matches(SelectedSnapshot snapshot, string persistenceId, SnapshotSelectionCriteria criteria) =>
        string.Equals(snapshot.Metadata.PersistenceId, persistenceId, StringComparison.Ordinal)
        && criteria.Matches(snapshot.Metadata);
}
