using Akka.Actor;
using Akka.Event;

namespace Akka.Pattern;

/// <summary>
/// Where the strategy says restart, the child is stopped instead and started after a delay. A child that stops by itself
/// ends the supervisor.
/// </summary>
internal sealed class BackoffOnFailureSupervisor : BackoffSupervisorBase
{
    private readonly OneForOneStrategy _inner;
    private readonly OneForOneStrategy _outer;
    private bool _isBackingOff;

    public BackoffOnFailureSupervisor(
        Props childProps,
        string childName,
        TimeSpan minBackoff,
        TimeSpan maxBackoff,
        IBackoffReset reset,
        double randomFactor,
        OneForOneStrategy strategy,
        object? replyWhileStopped,
        Func<object, bool>? finalStopMessage)
        : base(childProps, childName, reset, new BackoffDelay(minBackoff, maxBackoff, randomFactor), strategy, replyWhileStopped, finalStopMessage)
    {
        _inner = strategy;
        _outer = new OneForOneStrategy(Decide);
    }

    protected override SupervisorStrategy SupervisorStrategy() => _outer;

    protected override bool Receive(object message)
    {
        if (message is not Terminated terminated || Child is null || !Child.Equals(terminated.ActorRef))
        {
            return HandleBackoff(message);
        }

        if (_isBackingOff && !FinalStopMessageReceived)
        {
            _isBackingOff = false;
            ScheduleRestart();
        }
        else
        {
            Context.GetLogger().Debug("Terminating: the child [{0}] stopped by itself", terminated.ActorRef.Path);
            Context.Stop(Self);
        }

        return true;
    }

    private Directive Decide(Exception cause)
    {
        var directive = _inner.Decider.Decide(cause);
        if (directive != Directive.Restart)
        {
            return directive;
        }

        if (MayRestart)
        {
            _isBackingOff = true;
        }
        else
        {
            Context.Stop(Self);
        }

        return Directive.Stop;
    }
}
