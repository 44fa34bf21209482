using System.Collections.Concurrent;
using Akka.Persistence;
using Akka.Persistence.Snapshot;

namespace ActorQueue.Tests.Journal;

/// <summary>A snapshot store on a disk that takes nothing.</summary>
public sealed class FailingSnapshotStore : SnapshotStore
{
    public const string Config = """
        akka.persistence.snapshot-store {
          plugin = "akka.persistence.snapshot-store.failing"
          failing {
            class = "ActorQueue.Tests.Journal.FailingSnapshotStore, ActorQueue.Tests"
            plugin-dispatcher = "akka.actor.default-dispatcher"
          }
        }
        """;

    private static readonly ConcurrentDictionary<string, int> SavesBySystem = new(StringComparer.Ordinal);

    private readonly string _system = Context.System.Name;

    /// <summary>How often a save was tried.</summary>
    public static int SavesOf(string systemName) => SavesBySystem.GetValueOrDefault(systemName);

    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) => Task.FromResult<SelectedSnapshot>(null!);

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        SavesBySystem.AddOrUpdate(_system, 1, (_, saves) => saves + 1);
        throw new IOException("no space left on device");
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata) => Task.CompletedTask;

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) => Task.CompletedTask;
}
