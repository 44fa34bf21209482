using Akka.Dispatch.SysMsg;

namespace Akka.Actor.Internal;

/// <summary>Whom a cell watches, who watches it, and the notices that are still in its mailbox.</summary>
internal sealed class DeathWatch(ActorCell cell)
{
    private readonly Dictionary<IActorRef, object?> _watching = [];
    private readonly Dictionary<IActorRef, object?> _terminatedQueued = [];
    private readonly HashSet<IActorRef> _watchedBy = [];

    public IActorRef Watch(IInternalActorRef subject, object? message)
    {
        if (subject.Equals(cell.Self))
        {
            return subject;
        }

        if (_watching.TryGetValue(subject, out var previous))
        {
            if (!Equals(previous, message))
            {
                throw new InvalidOperationException(
                    $"Watch({cell.Self}, {subject}) termination message was not overwritten from [{previous ?? "Terminated"}] to [{message ?? "Terminated"}]. "
                    + "If this was intended, unwatch first before using `Watch` / `WatchWith` with another message.");
            }

            return subject;
        }

        subject.SendSystemMessage(new Watch(subject, cell.SelfInternal));
        _watching[subject] = message;
        return subject;
    }

    public void Unwatch(IInternalActorRef subject)
    {
        if (!subject.Equals(cell.Self) && _watching.Remove(subject))
        {
            subject.SendSystemMessage(new Unwatch(subject, cell.SelfInternal));
        }

        _terminatedQueued.Remove(subject);
    }

    /// <summary>False when the actor unwatched after the notice was put into its mailbox.</summary>
    public bool TakeQueued(IActorRef subject, out object? custom) => _terminatedQueued.Remove(subject, out custom);

    public void TerminatedQueuedFor(IActorRef subject, object? custom) => _terminatedQueued.TryAdd(subject, custom);

    /// <summary>The subject has ended: tell the actor if it watches.</summary>
    public void SubjectTerminated(IActorRef subject, bool existenceConfirmed, bool addressTerminated, bool isTerminating)
    {
        if (!_watching.Remove(subject, out var custom) || isTerminating)
        {
            return;
        }

        cell.Self.Tell(new Terminated(subject, existenceConfirmed, addressTerminated), subject);
        TerminatedQueuedFor(subject, custom);
    }

    public void AddWatcher(IActorRef watchee, IActorRef watcher)
    {
        if (watchee.Equals(cell.Self) && !watcher.Equals(cell.Self))
        {
            _watchedBy.Add(watcher);
        }
        else if (watcher.Equals(cell.Self) && !watchee.Equals(cell.Self))
        {
            Watch((IInternalActorRef)watchee, null);
        }
    }

    public void RemoveWatcher(IActorRef watchee, IActorRef watcher)
    {
        if (watchee.Equals(cell.Self) && !watcher.Equals(cell.Self))
        {
            _watchedBy.Remove(watcher);
        }
        else if (watcher.Equals(cell.Self) && !watchee.Equals(cell.Self))
        {
            Unwatch((IInternalActorRef)watchee);
        }
    }

    public void TellWatchersWeDied()
    {
        // Remote watchers first: local ones may shut the system down on hearing of it.
        foreach (var watcher in _watchedBy.OrderBy(watcher => ((IActorRefScope)watcher).IsLocal))
        {
            if (!watcher.Equals(cell.Parent))
            {
                ((IInternalActorRef)watcher).SendSystemMessage(
                    new DeathWatchNotification(cell.Self, existenceConfirmed: true, addressTerminated: false));
            }
        }

        _watchedBy.Clear();
    }

    public void UnwatchAll()
    {
        foreach (var subject in _watching.Keys)
        {
            ((IInternalActorRef)subject).SendSystemMessage(new Unwatch((IInternalActorRef)subject, cell.SelfInternal));
        }

        _watching.Clear();
        _terminatedQueued.Clear();
    }
}
