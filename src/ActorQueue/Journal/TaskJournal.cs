using ActorQueue.Contracts;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using ActorQueue.Core.State;
using ActorQueue.Supervision;

namespace ActorQueue.Journal;

/// <summary>Journal → queue: the state as it is on disk; yours from now on.</summary>
internal sealed record JournalRecovered(QueueState State);

/// <summary>
/// Writes what its parent, the queue, hands it: one batch, one row, one fsync. At start it replays into a state that it hands over once, with ownership.
/// A write that fails, or is refused, stops this actor and with it the queue: the outcome is unknown, and only the disk knows. Has snapshots made on the side
/// and deletes the rows that the one before the last covers.
/// </summary>
internal sealed class TaskJournal : ReceivePersistentActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly QueueSetup _setup;
    private readonly LoadedSnapshot _snapshot;
    private QueueState? _recovering;
    private long _newestSnapshot;
    private long _lastCompactedAt;
    private bool _isCompacting;

    public TaskJournal(QueueSetup setup, LoadedSnapshot snapshot)
    {
        _setup = setup;
        _snapshot = snapshot;
        _recovering = snapshot.State;
        _newestSnapshot = snapshot.SequenceNr;
        _lastCompactedAt = snapshot.SequenceNr;

        Recover<SnapshotOffer>(CheckOffer);
        Recover<JournaledEvents>(row => _recovering!.Replay(row.FirstPosition, row.Events));
        Recover<RecoveryCompleted>(_ => HandOver());

        Command<CommitEvents>(Commit);
        Command<LoadedSnapshot>(StartCompactor);
        Command<SnapshotVerified>(Trim);
        Command<Terminated>(_ => EndCompaction());
        Command<CompactionFailed>(OnCompactionFailed);
        Command<DeleteMessagesFailure>(failure => _log.Warning("Journal: rows up to {0} could not be deleted yet: {1}", failure.ToSequenceNr, failure.Cause.Message));
        Command<DeleteMessagesSuccess>(success => _log.Debug("Journal: rows up to {0} are deleted", success.ToSequenceNr));
    }

    public override string PersistenceId => _setup.PersistenceId;

    // The snapshot's parts were loaded and checked before this actor started; recovery goes on from exactly that one.
    public override Recovery Recovery => new(_snapshot.Criteria);

    public static Props Props(QueueSetup setup, LoadedSnapshot snapshot) => Akka.Actor.Props.Create(() => new TaskJournal(setup, snapshot));

    // A compactor that fails is replaced after the next interval; the journal is whole without it.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Context.Parent.Tell(new QueueFailed(cause.Message));
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        Context.Parent.Tell(new QueueFailed(reason.Message));
        base.OnRecoveryFailure(reason, message);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // The default only logs, drops the callback and goes on, which would lose the batch.
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Parent.Tell(new QueueFailed(cause.Message));
        Context.Stop(Self);
    }

    private void CheckOffer(SnapshotOffer offer)
    {
        if (offer.Metadata.SequenceNr != _snapshot.SequenceNr)
        {
            throw new QueueException($"Recovery was offered the snapshot at {offer.Metadata.SequenceNr} instead of the one at {_snapshot.SequenceNr}.");
        }
    }

    private void HandOver()
    {
        Context.Parent.Tell(new JournalRecovered(_recovering!));
        _recovering = null;
    }

    private void Commit(CommitEvents command) =>
        PersistAsync(new JournaledEvents(command.Batch.FirstPosition, command.Batch.Events), _ =>
        {
            Context.Parent.Tell(new EventsCommitted(LastSequenceNr));
            CompactWhenDue();
        });

    private void CompactWhenDue()
    {
        if (!_isCompacting && LastSequenceNr - _lastCompactedAt >= _setup.Settings.Journal.SnapshotIntervalRows)
        {
            // Also when it fails: tried again at each commit, it would read the whole snapshot each time, on a machine that already has a problem.
            _lastCompactedAt = LastSequenceNr;
            _isCompacting = true;
            _setup.Snapshots.LoadLatestAsync().PipeTo(Self, failure: cause => new CompactionFailed(cause));
        }
    }

    private void StartCompactor(LoadedSnapshot from) =>
        Context.Watch(Context.ActorOf(SnapshotCompactor.Props(_setup, from, LastSequenceNr), $"compactor-{LastSequenceNr}"));

    // The snapshot before the newest stays as the fallback, and with it the rows after it.
    private void Trim(SnapshotVerified newest)
    {
        if (_newestSnapshot > 0)
        {
            DeleteMessages(_newestSnapshot);
            _setup.Snapshots.DeleteBeforeAsync(_newestSnapshot).PipeTo(Self, failure: cause => new CompactionFailed(cause));
        }

        _newestSnapshot = newest.SequenceNr;
    }

    private void EndCompaction() => _isCompacting = false;

    private void OnCompactionFailed(CompactionFailed failed)
    {
        EndCompaction();
        _log.Warning("Journal: compaction is put off: {0}", failed.Cause.Message);
    }

    private sealed record CompactionFailed(Exception Cause);
}
