using ActorQueue.Contracts;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using ActorQueue.Core.State;
using ActorQueue.Supervision;

namespace ActorQueue.Journal;

/// <summary>Compactor → journal: the snapshot at this row is on disk and has been read back.</summary>
internal sealed record SnapshotVerified(long SequenceNr);

/// <summary>
/// Makes one snapshot beside the running queue: replays, in a state of its own, the last snapshot and the rows up to a given one, and saves that. The live
/// state is never the source, since it is ahead of the disk. Reads under the queue's persistence id and writes no event. Stops when it is done or fails;
/// its parent has another made after the next interval.
/// </summary>
internal sealed class SnapshotCompactor : ReceivePersistentActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly QueueSetup _setup;
    private readonly LoadedSnapshot _from;
    private readonly long _upToSequenceNr;
    private readonly QueueState _state;

    public SnapshotCompactor(QueueSetup setup, LoadedSnapshot from, long upToSequenceNr)
    {
        _setup = setup;
        _from = from;
        _upToSequenceNr = upToSequenceNr;
        _state = from.State;

        Recover<SnapshotOffer>(_ => { });
        Recover<JournaledEvents>(row => _state.Replay(row.FirstPosition, row.Events));
        Recover<RecoveryCompleted>(_ => Save());
        Command<Saved>(_ => Finish());
        Command<Status.Failure>(failure => throw new QueueException("The snapshot could not be saved.", failure.Cause));
    }

    public override string PersistenceId => _setup.PersistenceId;

    public override Recovery Recovery => new(_from.Criteria, _upToSequenceNr);

    public static Props Props(QueueSetup setup, LoadedSnapshot from, long upToSequenceNr) =>
        Akka.Actor.Props.Create(() => new SnapshotCompactor(setup, from, upToSequenceNr));

    // Not LastSequenceNr, which is the journal's newest row: the queue has gone on meanwhile.
    private void Save() => _setup.Snapshots.SaveAsync(_state, _upToSequenceNr).PipeTo(Self, success: () => new Saved());

    private void Finish()
    {
        _log.Debug("Journal: snapshot at {0} with {1} live tasks", _upToSequenceNr, _state.LiveCount);
        Context.Parent.Tell(new SnapshotVerified(_upToSequenceNr));
        Context.Stop(Self);
    }

    private sealed record Saved;
}
