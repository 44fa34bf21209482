using Akka.Actor;

namespace Akka.Persistence.Internal;

/// <summary>Journal answers, common to both phases after recovery.</summary>
internal abstract class Processing(Eventsourced actor) : Phase(actor)
{
    public override bool IsRecovering => false;

    protected PendingWrites Writes => Actor.Writes;

    public sealed override void Receive(Receive receive, object message)
    {
        switch (message)
        {
            case WriteMessageSuccess success:
                // Answers to the incarnation before a restart find no handler here.
                if (success.ActorInstanceId == Actor.InstanceId)
                {
                    Actor.NoteSequenceNr(success.Persistent);
                    Invoke(success.Persistent.Payload);
                }

                break;
            case LoopMessageSuccess loop:
                if (loop.ActorInstanceId == Actor.InstanceId)
                {
                    Invoke(loop.Message);
                }

                break;
            case WriteMessageRejected rejected:
                if (rejected.ActorInstanceId == Actor.InstanceId)
                {
                    Actor.NoteSequenceNr(rejected.Persistent);
                    HandlerCompleted(failed: false);
                    Actor.Rejected(rejected);
                }

                break;
            case WriteMessageFailure failure:
                if (failure.ActorInstanceId == Actor.InstanceId)
                {
                    HandlerCompleted(failed: false);
                    Actor.Failed(failure);
                }

                break;
            case WriteMessagesSuccessful:
                Writes.WriteAnswered();
                Actor.FlushNextWrite();
                break;
            case WriteMessagesFailed failed:
                // With failed writes the WriteMessageFailure that follows stops the actor, and nothing more may be written;
                // without any (only deferred messages) it goes on.
                if (failed.WriteCount == 0)
                {
                    Writes.WriteAnswered();
                    Actor.FlushNextWrite();
                }

                break;
            case RecoveryTick:
                // Was in the mailbox before its timer was cancelled.
                break;
            default:
                Command(receive, message);
                break;
        }
    }

    protected abstract void Command(Receive receive, object message);

    protected abstract void HandlerCompleted(bool failed);

    private void Invoke(object payload)
    {
        try
        {
            Writes.Next().Handler(payload);
        }
        catch
        {
            Complete(failed: true);
            throw;
        }

        Complete(failed: false);
    }

    private void Complete(bool failed)
    {
        Actor.FlushCommand();
        HandlerCompleted(failed);
    }
}

/// <summary>Commands run.</summary>
internal sealed class ProcessingCommands(Eventsourced actor) : Processing(actor)
{
    private bool _inHandler;
    private bool _taskRuns;

    /// <summary>A handler went on asynchronously: the command ends when the task does.</summary>
    public void TaskStarted() => _taskRuns = true;

    public void TaskEnded(bool failed)
    {
        _taskRuns = false;
        if (!_inHandler)
        {
            CommandCompleted(failed);
        }
    }

    protected override void Command(Receive receive, object message)
    {
        _inHandler = true;
        try
        {
            Actor.Deliver(receive, message);
        }
        catch
        {
            _inHandler = false;
            CommandCompleted(failed: true);
            throw;
        }

        _inHandler = false;
        CommandCompleted(failed: false);
    }

    protected override void HandlerCompleted(bool failed)
    {
        Writes.Complete();
        if (Writes.HoldCommands)
        {
            // The handler of a PersistAsync has persisted in its turn.
            Actor.Enter(new PersistingEvents(Actor));
        }
        else
        {
            Actor.UnstashInternally(all: failed);
        }
    }

    private void CommandCompleted(bool failed)
    {
        Actor.FlushCommand();
        if (_taskRuns)
        {
            return;
        }

        if (Writes.HoldCommands)
        {
            Actor.Enter(new PersistingEvents(Actor));
        }
        else
        {
            Actor.UnstashInternally(all: failed);
        }
    }
}

/// <summary>An event of Persist or PersistAll is on its way to the journal: commands wait in the internal stash.</summary>
internal sealed class PersistingEvents(Eventsourced actor) : Processing(actor)
{
    protected override void Command(Receive receive, object message) => Actor.StashInternally(message);

    protected override void HandlerCompleted(bool failed)
    {
        Writes.Complete();
        if (!Writes.HoldCommands)
        {
            Actor.Enter(new ProcessingCommands(Actor));
            Actor.UnstashInternally(all: failed);
        }
    }
}
