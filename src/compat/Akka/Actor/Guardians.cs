using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The parent of the user's top-level actors; also the root, the parent of the guardians.</summary>
public class GuardianActor : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated:
                Context.Stop(Self);
                return true;
            case StopChild stopChild:
                Context.Stop(stopChild.Child);
                return true;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                return true;
        }
    }

    protected override void PreStart()
    {
    }
}

/// <summary>
/// The parent of the runtime's own actors. When the user's are gone it asks those that registered a hook to finish,
/// and stops after the last of them.
/// </summary>
public class SystemGuardianActor : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private readonly IActorRef _userGuardian;
    private readonly HashSet<IActorRef> _terminationHooks = [];

    public SystemGuardianActor(IActorRef userGuardian) => _userGuardian = userGuardian;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated terminated when terminated.ActorRef.Equals(_userGuardian):
                // From here on only the end of the hooks counts.
                Context.Become(Terminating);
                foreach (var hook in _terminationHooks)
                {
                    hook.Tell(TerminationHook.Instance, Self);
                }

                StopWhenAllHooksAreDone();
                return true;
            case Terminated terminated:
                _terminationHooks.Remove(terminated.ActorRef);
                return true;
            case StopChild stopChild:
                Context.Stop(stopChild.Child);
                return true;
            case RegisterTerminationHook when !Equals(Sender, Context.System.DeadLetters):
                _terminationHooks.Add(Sender);
                Context.Watch(Sender);
                return true;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                return true;
        }
    }

    protected override void PreRestart(Exception reason, object message)
    {
        // The guardian must not lose its children in a restart.
    }

    private bool Terminating(object message)
    {
        switch (message)
        {
            case Terminated terminated:
                TerminationHookDone(terminated.ActorRef);
                return true;
            case Dispatch.SysMsg.TerminationHookDone:
                TerminationHookDone(Sender);
                return true;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                return true;
        }
    }

    private void TerminationHookDone(IActorRef actor)
    {
        _terminationHooks.Remove(actor);
        StopWhenAllHooksAreDone();
    }

    private void StopWhenAllHooksAreDone()
    {
        if (_terminationHooks.Count == 0)
        {
            Context.Stop(Self);
        }
    }
}

/// <summary>Above the root: hears of its end, and of failures that nobody handled.</summary>
public class RootGuardianSupervisor : MinimalActorRef
{
    private readonly TaskCompletionSource<Status> _terminated;
    private readonly ILoggingAdapter _log;

    public RootGuardianSupervisor(
        RootActorPath root,
        IActorRefProvider provider,
        TaskCompletionSource<Status> terminationPromise,
        ILoggingAdapter log)
    {
        Path = root;
        Provider = provider;
        _terminated = terminationPromise;
        _log = log;
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public Exception CauseOfTermination { get; private set; } = null!;

    public override void Stop() =>
        _terminated.TrySetResult(new Status.Failure(new AkkaTerminated("The supervisor of the root was stopped.")));

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Failed failed:
                CauseOfTermination = failed.Cause;
                _log.Error(failed.Cause, "guardian {0} failed, shutting down!", failed.Child);
                ((IInternalActorRef)failed.Child).Stop();
                break;
            case DeathWatchNotification:
                _terminated.TrySetResult(Status.Success.Instance);
                break;
            case Supervise:
                break;
            default:
                _log.Error("{0} received unexpected system message [{1}]", Path, message);
                break;
        }
    }

    protected override void TellInternal(object message, IActorRef sender) =>
        _log.Error("{0} received unexpected message [{1}]", Path, message);

    private sealed class AkkaTerminated(string message) : AkkaException(message);
}
