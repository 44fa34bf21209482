using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;
using ActorQueue.Journal;
using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;

namespace ActorQueue.Tests.Journal;

public sealed class QueueSnapshotsTests : QueueTestKit
{
    private const string Id = "queue";
    private readonly QueueSnapshots _snapshots;
    private readonly TestProbe _probe;
    private readonly IActorRef _store;

    public QueueSnapshotsTests()
    {
        _snapshots = new QueueSnapshots(Sys, Id, Settings.Queue.Order);
        _probe = CreateTestProbe();
        _store = Persistence.Instance.Apply(Sys).SnapshotStoreFor(string.Empty);
    }

    [Fact]
    public async Task The_newest_whole_snapshot_is_loaded()
    {
        await _snapshots.SaveAsync(StateOfEpoch(1), 10);
        await _snapshots.SaveAsync(StateOfEpoch(2), 20);

        var loaded = await _snapshots.LoadLatestAsync();

        loaded.SequenceNr.ShouldBe(20);
        loaded.State.Epoch.ShouldBe(2);
    }

    [Theory]
    [InlineData("snapshot-head-1")]
    [InlineData("snapshot-head-7")]
    public async Task A_head_that_is_cut_short_or_of_a_later_release_is_passed_over_for_the_snapshot_before(string manifest)
    {
        await _snapshots.SaveAsync(StateOfEpoch(1), 10);
        await _snapshots.SaveAsync(StateOfEpoch(2), 20);
        Overwrite(Id, 20, new JournalSerializer((ExtendedActorSystem)Sys).FromBinary([1], manifest));

        (await _snapshots.LoadLatestAsync()).SequenceNr.ShouldBe(10);
    }

    [Fact]
    public async Task A_chunk_that_is_damaged_or_gone_spoils_its_snapshot_only()
    {
        await _snapshots.SaveAsync(StateWithTask(), 10);
        await _snapshots.SaveAsync(StateWithTask(), 20);
        Overwrite(Id + "-snapshot-0", 20, new SnapshotChunk([1, 2, 3]));
        (await _snapshots.LoadLatestAsync()).SequenceNr.ShouldBe(10);

        Delete(Id + "-snapshot-0", 10);
        var none = await _snapshots.LoadLatestAsync();
        none.SequenceNr.ShouldBe(0);
        none.State.LiveCount.ShouldBe(0);
    }

    [Fact]
    public async Task Deleting_old_snapshots_takes_the_chunks_of_a_save_that_never_reached_its_head()
    {
        await _snapshots.SaveAsync(StateOfEpoch(1), 10);
        for (var chunk = 0; chunk < 3; chunk++)
        {
            Overwrite($"{Id}-snapshot-{chunk}", 15, new SnapshotChunk([1]));
        }

        await _snapshots.SaveAsync(StateOfEpoch(2), 20);
        await _snapshots.SaveAsync(StateOfEpoch(3), 30);

        await _snapshots.DeleteBeforeAsync(30);

        for (var chunk = 0; chunk < 3; chunk++)
        {
            Load($"{Id}-snapshot-{chunk}", 29).ShouldBeNull();
        }

        Load(Id, 29).ShouldBeNull();
        (await _snapshots.LoadLatestAsync()).SequenceNr.ShouldBe(30);
    }

    private static QueueState StateOfEpoch(long epoch)
    {
        var queue = new QueuePartition(new QueueSettings());
        queue.TakeOwnership(new TakeOwnership(epoch, AllWorkersLost: false), DateTimeOffset.UnixEpoch.AddYears(50), new EventBatch());
        return queue.State;
    }

    private static QueueState StateWithTask()
    {
        var queue = new QueuePartition(new QueueSettings());
        var task = TestQueue.Task(1);
        queue.Enqueue(new Contracts.EnqueueTasks([task]), task.Id.CreatedAt, new EventBatch());
        return queue.State;
    }

    private void Overwrite(string persistenceId, long sequenceNr, object part)
    {
        _store.Tell(new SaveSnapshot(new SnapshotMetadata(persistenceId, sequenceNr), part), _probe);
        _probe.ExpectMsg<SaveSnapshotSuccess>();
    }

    private void Delete(string persistenceId, long sequenceNr)
    {
        _store.Tell(new DeleteSnapshots(persistenceId, new SnapshotSelectionCriteria(sequenceNr)), _probe);
        _probe.ExpectMsg<DeleteSnapshotsSuccess>();
    }

    private SelectedSnapshot? Load(string persistenceId, long maxSequenceNr)
    {
        _store.Tell(new LoadSnapshot(persistenceId, new SnapshotSelectionCriteria(maxSequenceNr), long.MaxValue), _probe);
        return _probe.ExpectMsg<LoadSnapshotResult>().Snapshot;
    }
}
