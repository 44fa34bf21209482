using System.Diagnostics.CodeAnalysis;

namespace Akka.Actor.Internal;

/// <summary>
/// The children of one cell. Names are reserved and looked up by any thread (a system's ActorOf, selections), so a
/// lock guards the table; it is held for a few instructions and costs nothing until there is a first child.
/// </summary>
internal sealed class ChildrenOfCell
{
    private readonly Dictionary<string, IChildStats> _byName = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private HashSet<IActorRef>? _dying;
    private State _state = State.Normal;
    private SuspendReason _reason = SuspendReason.UserRequest.Instance;

    private enum State
    {
        Normal,
        Terminating,
        Terminated,
    }

    public bool IsNormal
    {
        get
        {
            lock (_lock)
            {
                return _state == State.Normal || (_state == State.Terminating && _reason is SuspendReason.UserRequest);
            }
        }
    }

    public bool IsTerminating
    {
        get
        {
            lock (_lock)
            {
                return _state == State.Terminated || (_state == State.Terminating && _reason is SuspendReason.Termination);
            }
        }
    }

    public bool IsWaitingToGoOn
    {
        get
        {
            lock (_lock)
            {
                return _state == State.Terminating && _reason is SuspendReason.IWaitingForChildren;
            }
        }
    }

    public void Reserve(string name)
    {
        lock (_lock)
        {
            if (_state == State.Terminated || (_state == State.Terminating && _reason is SuspendReason.Termination))
            {
                throw new InvalidOperationException($"cannot reserve actor name [{name}]: terminating or terminated");
            }

            if (!_byName.TryAdd(name, ChildNameReserved.Instance))
            {
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
            }
        }
    }

    public void Unreserve(string name)
    {
        lock (_lock)
        {
            if (_byName.TryGetValue(name, out var stats) && stats is ChildNameReserved)
            {
                _byName.Remove(name);
            }
        }
    }

    /// <summary>Fills a reserved name; null when the cell has ended meanwhile.</summary>
    public ChildRestartStats? Init(IInternalActorRef child)
    {
        lock (_lock)
        {
            var name = child.Path.Name;
            if (_state == State.Terminated || !_byName.TryGetValue(name, out var stats))
            {
                return null;
            }

            if (stats is ChildRestartStats known)
            {
                return known;
            }

            var added = new ChildRestartStats(child);
            _byName[name] = added;
            return added;
        }
    }

    public bool TryGetByName(string name, [NotNullWhen(true)] out IChildStats? stats)
    {
        lock (_lock)
        {
            return _byName.TryGetValue(name, out stats);
        }
    }

    public bool TryGetByRef(IActorRef child, [NotNullWhen(true)] out ChildRestartStats? stats)
    {
        lock (_lock)
        {
            stats = _byName.TryGetValue(child.Path.Name, out var found) && found is ChildRestartStats known
                && known.Child.Equals(child) ? known : null;
            return stats is not null;
        }
    }

    public IInternalActorRef[] Refs()
    {
        lock (_lock)
        {
            return _byName.Values.OfType<ChildRestartStats>().Select(stats => stats.Child).ToArray();
        }
    }

    public ChildRestartStats[] Stats()
    {
        lock (_lock)
        {
            return _byName.Values.OfType<ChildRestartStats>().ToArray();
        }
    }

    /// <summary>The child was told to stop; the cell may later wait for it.</summary>
    public void ShallDie(IActorRef child)
    {
        lock (_lock)
        {
            if (_state == State.Terminated)
            {
                return;
            }

            if (_state == State.Normal)
            {
                _state = State.Terminating;
                _reason = SuspendReason.UserRequest.Instance;
            }

            (_dying ??= []).Add(child);
        }
    }

    /// <summary>True when there are dying children to wait for.</summary>
    public bool SetTerminationReason(SuspendReason reason)
    {
        lock (_lock)
        {
            if (_state != State.Terminating)
            {
                return false;
            }

            _reason = reason;
            return true;
        }
    }

    public void SetTerminated()
    {
        lock (_lock)
        {
            _state = State.Terminated;
            _byName.Clear();
            _dying = null;
        }
    }

    /// <summary>The child is gone. The reason to go on with, when it was the last one that was waited for.</summary>
    public SuspendReason? Remove(IActorRef child)
    {
        lock (_lock)
        {
            if (_byName.TryGetValue(child.Path.Name, out var stats) && stats is ChildRestartStats known && known.Child.Equals(child))
            {
                _byName.Remove(child.Path.Name);
            }

            if (_state != State.Terminating)
            {
                return null;
            }

            _dying!.Remove(child);
            if (_dying.Count > 0)
            {
                return null;
            }

            _dying = null;
            var reason = _reason;
            _reason = SuspendReason.UserRequest.Instance;
            _state = reason is SuspendReason.Termination ? State.Terminated : State.Normal;
            return reason;
        }
    }
}
