using Akka.Actor;

namespace Akka.Pattern;

/// <summary>What both supervisors share: passing messages on, counting restarts and starting the child.</summary>
public abstract class BackoffSupervisorBase : ActorBase
{
    private readonly BackoffDelay _delay;
    private readonly SupervisorStrategy _strategy;

    internal BackoffSupervisorBase(
        Props childProps,
        string childName,
        IBackoffReset reset,
        BackoffDelay delay,
        SupervisorStrategy strategy,
        object? replyWhileStopped,
        Func<object, bool>? finalStopMessage)
    {
        _delay = delay;
        _strategy = strategy;
        ChildProps = childProps;
        ChildName = childName;
        Reset = reset;
        ReplyWhileStopped = replyWhileStopped;
        FinalStopMessage = finalStopMessage;
    }

    protected Props ChildProps { get; }

    protected string ChildName { get; }

    protected IBackoffReset Reset { get; }

    protected object? ReplyWhileStopped { get; }

    protected Func<object, bool>? FinalStopMessage { get; }

    /// <summary>Null while a delay runs.</summary>
    protected IActorRef? Child { get; set; }

    protected int RestartCountN { get; set; }

    protected bool FinalStopMessageReceived { get; set; }

    private int MaxRetries => (_strategy as OneForOneStrategy)?.MaxNumberOfRetries ?? -1;

    protected override void PreStart()
    {
        StartChild();
        base.PreStart();
    }

    protected bool HandleBackoff(object message)
    {
        switch (message)
        {
            case BackoffSupervisor.StartChild:
                StartChild();
                if (Reset is AutoReset auto)
                {
                    Context.System.Scheduler.ScheduleTellOnce(
                        auto.ResetBackoff, Self, new BackoffSupervisor.ResetRestartCount(RestartCountN), Self);
                }

                return true;
            case BackoffSupervisor.ResetRestartCount reset:
                // Another restart in the meantime has a timer of its own.
                RestartCountN = reset.Current == RestartCountN ? 0 : RestartCountN;
                return true;
            case BackoffSupervisor.Reset when Reset is ManualReset:
                RestartCountN = 0;
                return true;
            case BackoffSupervisor.Reset:
                Unhandled(message);
                return true;
            case BackoffSupervisor.GetRestartCount:
                Sender.Tell(new BackoffSupervisor.RestartCount(RestartCountN), Self);
                return true;
            case BackoffSupervisor.GetCurrentChild:
                Sender.Tell(new BackoffSupervisor.CurrentChild(Child!), Self);
                return true;
            default:
                PassOn(message);
                return true;
        }
    }

    internal SupervisorStrategy Strategy => _strategy;

    internal bool MayRestart => MaxRetries < 0 || RestartCountN < MaxRetries;

    /// <summary>After the delay that this restart has come to, the child is started.</summary>
    internal void ScheduleRestart()
    {
        Child = null;
        Context.System.Scheduler.ScheduleTellOnce(
            _delay.After(RestartCountN), Self, BackoffSupervisor.StartChild.Instance, Self);
        RestartCountN++;
    }

    private void StartChild() => Child ??= Context.Watch(Context.ActorOf(ChildProps, ChildName));

    private void PassOn(object message)
    {
        if (Child is not null && Child.Equals(Sender))
        {
            Context.Parent.Forward(message);
            return;
        }

        var isFinal = FinalStopMessage?.Invoke(message) ?? false;
        if (Child is not null)
        {
            FinalStopMessageReceived |= isFinal;
            Child.Forward(message);
            return;
        }

        if (ReplyWhileStopped is not null)
        {
            Sender.Tell(ReplyWhileStopped, Self);
        }
        else
        {
            Context.System.DeadLetters.Forward(message);
        }

        if (isFinal)
        {
            Context.Stop(Self);
        }
    }
}
