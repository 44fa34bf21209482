using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor.Internal;

/// <summary>
/// The life cycle of a cell: creation, failure, restart, and the end. Every step runs in the cell's mailbox.
/// A failed cell is suspended with its children until its supervisor has decided; each suspension is paired with one
/// resumption, whatever way the decision takes.
/// </summary>
internal sealed class FaultHandling(ActorCell cell)
{
    private FailedState _failed;
    private IActorRef? _perpetrator;
    private IActorRef? _failureBeingHandled;
    private List<SystemMessage>? _heldBack;

    private enum FailedState
    {
        No,
        Failed,

        /// <summary>The incarnation could not be created: its PreRestart must not run.</summary>
        Fatally,
    }

    private enum MessageGate
    {
        Open,
        Suspended,
        WaitingForChildren,
    }

    public void SystemInvoke(SystemMessage first)
    {
        Queue<SystemMessage>? queue = null;
        SystemMessage? message = first;
        while (message is not null)
        {
            var gate = Gate();
            try
            {
                if (IsHeldBack(message, gate))
                {
                    (_heldBack ??= []).Add(message);
                }
                else
                {
                    Handle(message);
                }
            }
            catch (Exception e)
            {
                HandleInvokeFailure(e, null);
            }

            if (_heldBack is { Count: > 0 } && Gate() < gate)
            {
                // Held-back messages are older than anything still to come.
                queue = new Queue<SystemMessage>(_heldBack.Concat(queue ?? []));
                _heldBack = null;
            }

            message = queue is { Count: > 0 } ? queue.Dequeue() : null;
            if (message is not null && cell.IsTerminated)
            {
                SendToDeadLetters(message, queue!);
                return;
            }
        }
    }

    public void HandleInvokeFailure(Exception cause, IReadOnlyCollection<IActorRef>? childrenNotToSuspend)
    {
        if (_failed == FailedState.Failed)
        {
            return;
        }

        try
        {
            cell.Dispatcher.Suspend(cell);
            var culprit = _failureBeingHandled;
            SetFailed(culprit ?? cell.Self);
            foreach (var child in cell.GetChildren())
            {
                if (!child.Equals(culprit) && childrenNotToSuspend?.Contains(child) != true)
                {
                    child.Suspend();
                }
            }

            cell.Parent.SendSystemMessage(new Failed(cell.Self, cause, cell.Self.Path.Uid));
        }
        catch (Exception e)
        {
            Publish(e, $"Emergency stop: exception in failure handling for {cause.GetType()}: {cause.Message}");
            try
            {
                StopChildren();
            }
            finally
            {
                FinishTerminate();
            }
        }
    }

    private static bool IsHeldBack(SystemMessage message, MessageGate gate) => gate switch
    {
        MessageGate.Open => false,
        MessageGate.Suspended => message is IStashWhenFailed,
        _ => message is IStashWhenWaitingForChildren,
    };

    private MessageGate Gate()
    {
        if (cell.ChildrenOrNull?.IsWaitingToGoOn == true)
        {
            return MessageGate.WaitingForChildren;
        }

        // A mailbox that waits for an asynchronous handler is suspended too, but such an actor still supervises.
        return cell.IsSuspendedBySupervision ? MessageGate.Suspended : MessageGate.Open;
    }

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case ActorTask task:
                cell.TaskScheduler.Execute(task.Task);
                break;
            case ActorTaskCompleted completed:
                cell.EndTask(completed);
                break;
            case Failed failed:
                HandleFailure(failed);
                break;
            case DeathWatchNotification notification:
                WatchedActorTerminated(notification);
                break;
            case Create create:
                Create(create.Failure);
                break;
            case Watch watch:
                cell.DeathWatch.AddWatcher(watch.Watchee, watch.Watcher);
                break;
            case Unwatch unwatch:
                cell.DeathWatchOrNull?.RemoveWatcher(unwatch.Watchee, unwatch.Watcher);
                break;
            case Recreate recreate:
                Recreate(recreate.Cause);
                break;
            case Suspend:
                cell.Dispatcher.Suspend(cell);
                SuspendChildren();
                break;
            case Resume resume:
                Resume(resume.CausedByFailure);
                break;
            case Dispatch.SysMsg.Terminate:
                Terminate();
                break;
            case Supervise supervise:
                Supervise(supervise.Child);
                break;
            default:
                break;
        }
    }

    private void Create(ActorInitializationException? failure)
    {
        if (failure is not null)
        {
            throw failure;
        }

        try
        {
            var created = cell.NewActor();
            created.AroundPreStart();
            cell.CheckReceiveTimeout();
            if (cell.SystemImpl.Settings.DebugLifecycle)
            {
                Debug("Started (" + created + ")");
            }
        }
        catch (Exception e)
        {
            if (cell.Actor is { } half)
            {
                cell.ClearActor(half);
            }

            SetFailedFatally();
            throw new ActorInitializationException(cell.Self, "Exception during creation", Unwrapped(e));
        }
    }

    /// <summary>What the actor's constructor threw, without what reflection put around it.</summary>
    private static Exception Unwrapped(Exception e) => (e as TypeLoadException)?.InnerException ?? e;

    private void Supervise(IActorRef child)
    {
        if (cell.IsTerminating)
        {
            return;
        }

        if (cell.Children().Init((IInternalActorRef)child) is null)
        {
            Publish(null, $"Received Supervise from unregistered child {child}, this will not end well");
        }
    }

    private void Recreate(Exception cause)
    {
        var failedActor = cell.Actor;
        if (failedActor is null)
        {
            CreateAgain();
            return;
        }

        if (cell.ChildrenOrNull is { IsNormal: false })
        {
            // Already stopping: only the suspension needs its counterpart.
            Resume(null);
            return;
        }

        if (cell.SystemImpl.Settings.DebugLifecycle)
        {
            Debug("restarting");
        }

        var message = cell.CurrentMessage;
        try
        {
            if (_failed != FailedState.Fatally)
            {
                failedActor.AroundPreRestart(cause, message);
            }
        }
        catch (Exception e)
        {
            Publish(new PreRestartException(cell.Self, e, cause, message), e.Message);
        }
        finally
        {
            cell.ClearActor(failedActor);
            cell.ForgetCurrentMessage();
        }

        if (!WaitForChildren(new SuspendReason.Recreation(cause)))
        {
            FinishRecreate(cause);
        }
    }

    private void FinishRecreate(Exception cause)
    {
        // The new incarnation may make children in its constructor: those are no survivors.
        var survivors = cell.GetChildren().ToArray();
        try
        {
            ResumeAndClearFailed();
            var fresh = cell.NewActor();
            fresh.AroundPostRestart(cause, null!);
            cell.CheckReceiveTimeout();
            if (cell.SystemImpl.Settings.DebugLifecycle)
            {
                Debug("restarted (" + fresh + ")");
            }
        }
        catch (Exception e)
        {
            SetFailedFatally();
            if (cell.Actor is { } half)
            {
                cell.ClearActor(half);
            }

            HandleInvokeFailure(new PostRestartException(cell.Self, Unwrapped(e), cause), survivors);
            return;
        }

        foreach (var child in survivors)
        {
            child.Restart(cause);
        }
    }

    private void Resume(Exception? causedByFailure)
    {
        if (cell.Actor is null)
        {
            Publish(null, $"Changing Resume into Create after {causedByFailure}");
            CreateAgain();
        }
        else if (_failed == FailedState.Fatally && causedByFailure is not null)
        {
            Publish(null, $"Changing Resume into Restart after {causedByFailure}");
            Recreate(causedByFailure);
        }
        else
        {
            var perpetrator = _perpetrator;
            cell.Dispatcher.Resume(cell);
            if (causedByFailure is not null)
            {
                SetFailedState(FailedState.No, null);
            }

            foreach (var child in cell.GetChildren())
            {
                child.Resume(child.Equals(perpetrator) ? causedByFailure : null);
            }
        }
    }

    /// <summary>There is no incarnation, because its creation failed: make the first one anew.</summary>
    private void CreateAgain()
    {
        cell.SetReceiveTimeout(null);
        StopChildren();
        if (!WaitForChildren(new SuspendReason.Creation()))
        {
            FinishCreate();
        }
    }

    private void FinishCreate()
    {
        ResumeAndClearFailed();
        try
        {
            Create(null);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e, null);
        }
    }

    private void Terminate()
    {
        cell.SetReceiveTimeout(null);
        cell.DeathWatchOrNull?.UnwatchAll();
        StopChildren();
        var wasTerminating = cell.IsTerminating;
        if (!WaitForChildren(SuspendReason.Termination.Instance))
        {
            cell.SetChildrenTerminated();
            FinishTerminate();
        }
        else if (!wasTerminating)
        {
            // No user messages while the children stop, and no failures reported to the supervisor any more.
            cell.Dispatcher.Suspend(cell);
            SetFailed(cell.Self);
            if (cell.SystemImpl.Settings.DebugLifecycle)
            {
                Debug("stopping");
            }
        }
    }

    private void FinishTerminate()
    {
        var actor = cell.Actor;

        // PostStop, then the mailbox closes, then the parent hears of it, and only then the watchers: a parent that
        // watches too relies on that order to reuse the name.
        Try(() => actor?.AroundPostStop());
        Try(() => cell.Dispatcher.Detach(cell));
        Try(() => cell.Parent.SendSystemMessage(
            new DeathWatchNotification(cell.Self, existenceConfirmed: true, addressTerminated: false)));
        Try(() => cell.DeathWatchOrNull?.TellWatchersWeDied());
        Try(() => cell.DeathWatchOrNull?.UnwatchAll());
        if (cell.SystemImpl.Settings.DebugLifecycle)
        {
            Debug("stopped");
        }

        Try(() => cell.ClearActor(actor));
        cell.ClearActorCell();
    }

    private void Try(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e)
        {
            Publish(e, e.Message);
        }
    }

    private void HandleFailure(Failed failed)
    {
        if (cell.ChildrenOrNull is not { } children || !children.TryGetByRef(failed.Child, out var stats))
        {
            Debug($"dropping Failed({failed.Cause}) from unknown child {failed.Child}");
            return;
        }

        if (stats.Uid != failed.Uid)
        {
            Debug($"dropping Failed({failed.Cause}) from old child {failed.Child} (uid={stats.Uid} != {failed.Uid})");
            return;
        }

        _failureBeingHandled = failed.Child;
        try
        {
            var strategy = cell.Actor?.ResolveSupervisorStrategy() ?? SupervisorStrategy.DefaultStrategy;
            if (!strategy.HandleFailure(cell, failed.Child, failed.Cause, stats, children.Stats()))
            {
                // Escalated: this cell fails with its child's exception.
                HandleInvokeFailure(failed.Cause, null);
            }
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e, null);
        }
        finally
        {
            _failureBeingHandled = null;
        }
    }

    private void WatchedActorTerminated(DeathWatchNotification notification)
    {
        var subject = notification.Actor;
        cell.DeathWatchOrNull?.SubjectTerminated(
            subject, notification.ExistenceConfirmed, notification.AddressTerminated, cell.IsTerminating);
        if (cell.ChildrenOrNull is { } children && children.TryGetByRef(subject, out _))
        {
            ChildTerminated(children, subject);
        }
    }

    private void ChildTerminated(ChildrenOfCell children, IActorRef child)
    {
        var goOnWith = children.Remove(child);
        if (cell.Actor is { } actor)
        {
            try
            {
                actor.ResolveSupervisorStrategy().HandleChildTerminated(cell, child, ChildrenWhenAsked());
            }
            catch (Exception e)
            {
                Publish(e, "HandleChildTerminated failed");
                HandleInvokeFailure(e, null);
            }
        }

        switch (goOnWith)
        {
            case SuspendReason.Recreation recreation:
                FinishRecreate(recreation.Cause);
                break;
            case SuspendReason.Creation:
                FinishCreate();
                break;
            case SuspendReason.Termination:
                FinishTerminate();
                break;
            default:
                break;
        }
    }

    /// <summary>Hardly any strategy looks at them, and listing all for each that ends would be quadratic.</summary>
    private IEnumerable<IInternalActorRef> ChildrenWhenAsked()
    {
        foreach (var child in cell.GetChildren())
        {
            yield return child;
        }
    }

    private bool WaitForChildren(SuspendReason reason) => cell.ChildrenOrNull?.SetTerminationReason(reason) ?? false;

    private void ResumeAndClearFailed()
    {
        cell.Dispatcher.Resume(cell);
        SetFailedState(FailedState.No, null);
    }

    private void StopChildren()
    {
        foreach (var child in cell.GetChildren())
        {
            cell.Stop(child);
        }
    }

    private void SuspendChildren()
    {
        foreach (var child in cell.GetChildren())
        {
            child.Suspend();
        }
    }

    private void SetFailed(IActorRef perpetrator)
    {
        if (_failed != FailedState.Fatally)
        {
            SetFailedState(FailedState.Failed, perpetrator);
        }
    }

    private void SetFailedFatally() => _failed = FailedState.Fatally;

    private void SetFailedState(FailedState state, IActorRef? perpetrator)
    {
        _failed = state;
        _perpetrator = perpetrator;
    }

    private void SendToDeadLetters(SystemMessage first, Queue<SystemMessage> rest)
    {
        var deadLetters = cell.SystemImpl.Mailboxes.DeadLetterMailbox;
        foreach (var message in rest.Prepend(first))
        {
            deadLetters.SystemEnqueue(cell.Self, message);
        }
    }

    private void Publish(Exception? cause, string message) => cell.SystemImpl.EventStream.Publish(
        new Error(cause!, cell.Self.Path.ToString(), cell.Actor?.GetType() ?? typeof(ActorCell), message));

    private void Debug(string message) => cell.SystemImpl.EventStream.Publish(
        new Debug(cell.Self.Path.ToString(), cell.Actor?.GetType() ?? typeof(ActorCell), message));
}
