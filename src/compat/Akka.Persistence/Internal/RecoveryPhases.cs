using Akka.Actor;

namespace Akka.Persistence.Internal;

/// <summary>Waits until few enough other actors recover.</summary>
internal sealed class AwaitingPermit(Eventsourced actor, Recovery recovery) : Phase(actor)
{
    public override void Receive(Receive receive, object message)
    {
        if (message is RecoveryPermitGranted)
        {
            Actor.Enter(new LoadingSnapshot(Actor, recovery));
            Actor.LoadSnapshot(Actor.SnapshotterId, recovery.FromSnapshot, recovery.ToSequenceNr);
        }
        else
        {
            Actor.StashInternally(message);
        }
    }
}

/// <summary>Waits for the snapshot and offers it.</summary>
internal sealed class LoadingSnapshot : Phase
{
    private readonly Recovery _recovery;
    private readonly TimeSpan _timeout;
    private readonly ICancelable _tick;

    public LoadingSnapshot(Eventsourced actor, Recovery recovery)
        : base(actor)
    {
        _recovery = recovery;
        _timeout = actor.RecoveryEventTimeout;
        _tick = actor.ScheduleTick(new RecoveryTick(snapshot: true), _timeout, repeat: false);
    }

    public override void Receive(Receive receive, object message)
    {
        switch (message)
        {
            case LoadSnapshotResult result:
                _tick.Cancel();
                Offer(result.Snapshot);
                Actor.Enter(new Replaying(Actor, _timeout));
                Actor.Journal.Tell(
                    new ReplayMessages(
                        Actor.LastSequenceNr + 1, result.ToSequenceNr, _recovery.ReplayMax, Actor.PersistenceId, Actor.OwnRef),
                    Actor.OwnRef);
                break;
            case LoadSnapshotFailed failed:
                _tick.Cancel();
                Actor.AbandonRecovery(failed.Cause, null);
                break;
            case RecoveryTick { Snapshot: true }:
                Actor.AbandonRecovery(
                    new RecoveryTimedOutException(
                        $"Recovery of [{Actor.PersistenceId}] timed out, the snapshot store gave no answer within {_timeout.TotalSeconds} s."),
                    null);
                break;
            default:
                Actor.StashInternally(message);
                break;
        }
    }

    private void Offer(SelectedSnapshot? snapshot)
    {
        if (snapshot is null)
        {
            return;
        }

        var offer = new SnapshotOffer(snapshot.Metadata, snapshot.Snapshot);
        var before = Actor.LastSequenceNr;
        Actor.LastSequenceNr = snapshot.Metadata.SequenceNr;
        if (!Actor.DeliverRecovery(offer))
        {
            // An actor that does not take snapshots recovers from its events alone.
            Actor.LastSequenceNr = before;
        }
    }
}

/// <summary>Replays events until the journal says that there are no more.</summary>
internal sealed class Replaying : Phase
{
    private readonly TimeSpan _timeout;
    private readonly ICancelable _tick;
    private bool _eventSeen;
    private bool _recovering = true;

    public Replaying(Eventsourced actor, TimeSpan timeout)
        : base(actor)
    {
        _timeout = timeout;
        _tick = actor.ScheduleTick(new RecoveryTick(snapshot: false), timeout, repeat: true);
    }

    public override bool IsRecovering => _recovering;

    public override void Receive(Receive receive, object message)
    {
        switch (message)
        {
            case ReplayedMessage replayed:
                Replay(replayed.Persistent);
                break;
            case RecoverySuccess success:
                _tick.Cancel();
                Complete(success.HighestSequenceNr);
                break;
            case ReplayMessagesFailure failure:
                _tick.Cancel();
                Actor.AbandonRecovery(failure.Cause, null);
                break;
            case RecoveryTick { Snapshot: false } when !_eventSeen:
                _tick.Cancel();
                Actor.AbandonRecovery(
                    new RecoveryTimedOutException(
                        $"Recovery of [{Actor.PersistenceId}] timed out, no event within {_timeout.TotalSeconds} s; " +
                        $"the highest sequence number seen is {Actor.LastSequenceNr}."),
                    null);
                break;
            case RecoveryTick { Snapshot: false }:
                _eventSeen = false;
                break;
            case RecoveryTick:
                break;
            default:
                Actor.StashInternally(message);
                break;
        }
    }

    private void Replay(IPersistentRepresentation persistent)
    {
        _eventSeen = true;
        try
        {
            Actor.NoteSequenceNr(persistent);
            Actor.DeliverRecovery(persistent.Payload);
        }
        catch (Exception cause)
        {
            _tick.Cancel();
            Actor.AbandonRecovery(cause, persistent.Payload);
        }
    }

    private void Complete(long highestSequenceNr)
    {
        try
        {
            Actor.FinishReplay(highestSequenceNr);
            _recovering = false;
            try
            {
                Actor.DeliverRecovery(RecoveryCompleted.Instance);
            }
            finally
            {
                // RecoveryCompleted may have persisted already.
                Actor.BeginProcessing();
            }
        }
        finally
        {
            Actor.ReturnRecoveryPermit();
        }
    }
}
