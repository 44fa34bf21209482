using Akka.Actor;

namespace Akka.Persistence.Internal;

internal sealed class RequestRecoveryPermitMessage : INoSerializationVerificationNeeded
{
    public static readonly RequestRecoveryPermitMessage Instance = new();
}

internal sealed class ReturnRecoveryPermitMessage : INoSerializationVerificationNeeded
{
    public static readonly ReturnRecoveryPermitMessage Instance = new();
}

internal sealed class RecoveryPermitGranted : INoSerializationVerificationNeeded
{
    public static readonly RecoveryPermitGranted Instance = new();
}

/// <summary>
/// Bounds how many actors recover at the same time, so that a restart of everything does not flood the store.
/// An actor that dies with a permit, or while it waits for one, gives it back.
/// </summary>
internal sealed class RecoveryPermitter(int maxPermits) : UntypedActor
{
    private readonly HashSet<IActorRef> _holders = [];
    private readonly LinkedList<IActorRef> _waiting = new();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RequestRecoveryPermitMessage:
                Request(Sender);
                break;
            case ReturnRecoveryPermitMessage:
                Return(Sender);
                break;
            case Terminated terminated:
                Forget(terminated.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Request(IActorRef actor)
    {
        Context.Watch(actor);
        if (_holders.Count < maxPermits || _holders.Contains(actor))
        {
            Grant(actor);
        }
        else
        {
            _waiting.AddLast(actor);
        }
    }

    private void Return(IActorRef actor)
    {
        Context.Unwatch(actor);
        Release(actor);
    }

    private void Forget(IActorRef actor)
    {
        _waiting.Remove(actor);
        Release(actor);
    }

    private void Release(IActorRef actor)
    {
        if (_holders.Remove(actor) && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            Grant(next.Value);
        }
    }

    private void Grant(IActorRef actor)
    {
        _holders.Add(actor);
        actor.Tell(RecoveryPermitGranted.Instance, Self);
    }
}
