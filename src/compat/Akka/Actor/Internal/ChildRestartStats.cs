using System.Diagnostics;

namespace Akka.Actor.Internal;

public interface IChildStats;

/// <summary>A name that is taken while its actor is being made.</summary>
public class ChildNameReserved : IChildStats
{
    private ChildNameReserved()
    {
    }

    public static ChildNameReserved Instance { get; } = new();

    public override string ToString() => "Name";
}

/// <summary>A child and how often it was restarted in the current window.</summary>
public class ChildRestartStats : IChildStats
{
    private uint _maxNrOfRetriesCount;
    private long _restartTimeWindowStartTicks;

    public ChildRestartStats(IInternalActorRef child, uint maxNrOfRetriesCount = 0, long restartTimeWindowStartTicks = 0)
    {
        Child = child;
        _maxNrOfRetriesCount = maxNrOfRetriesCount;
        _restartTimeWindowStartTicks = restartTimeWindowStartTicks;
    }

    public long Uid => Child.Path.Uid;

    public IInternalActorRef Child { get; }

    public uint MaxNrOfRetriesCount => _maxNrOfRetriesCount;

    public long RestartTimeWindowStartTicks => _restartTimeWindowStartTicks;

    /// <summary>Counts one restart and says whether it is allowed. Negative limits mean none.</summary>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0)
        {
            return false;
        }

        var hasLimit = maxNrOfRetries > 0;
        var hasWindow = withinTimeMilliseconds > 0;
        if (!hasWindow)
        {
            _maxNrOfRetriesCount++;
            return !hasLimit || _maxNrOfRetriesCount <= maxNrOfRetries;
        }

        // Only a window given: one restart per window.
        var retries = hasLimit ? maxNrOfRetries : 1;
        var now = Stopwatch.GetTimestamp();
        var start = _restartTimeWindowStartTicks == 0 ? now : _restartTimeWindowStartTicks;
        if (Stopwatch.GetElapsedTime(start, now).TotalMilliseconds <= withinTimeMilliseconds)
        {
            _restartTimeWindowStartTicks = start;
            _maxNrOfRetriesCount++;
            return _maxNrOfRetriesCount <= retries;
        }

        _restartTimeWindowStartTicks = now;
        _maxNrOfRetriesCount = 1;
        return true;
    }
}

/// <summary>For what a cell waits until its children are gone.</summary>
public abstract class SuspendReason
{
    protected SuspendReason()
    {
    }

    internal interface IWaitingForChildren;

    public class UserRequest : SuspendReason
    {
        private UserRequest()
        {
        }

        public static UserRequest Instance { get; } = new();
    }

    public class Recreation : SuspendReason, IWaitingForChildren
    {
        public Recreation(Exception cause) => Cause = cause;

        public Exception Cause { get; }
    }

    public class Creation : SuspendReason, IWaitingForChildren;

    public class Termination : SuspendReason
    {
        private Termination()
        {
        }

        public static Termination Instance { get; } = new();
    }
}
