using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.TestKit.Internal;

/// <summary>
/// A local reference that shows its actor. Unless the props name a dispatcher, the actor runs on the calling thread, so it
/// exists when the reference does.
/// </summary>
internal sealed class InternalTestActorRef : LocalActorRef
{
    private static int _number;

    private InternalTestActorRef(
        ActorSystemImpl system,
        Props props,
        MessageDispatcher dispatcher,
        MailboxType mailboxType,
        IInternalActorRef supervisor,
        ActorPath path)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
    }

    /// <exception cref="IllegalActorStateException">The actor is terminated, or never came into being.</exception>
    public object UnderlyingActor
    {
        get
        {
            if (Cell.Actor is null && !IsTerminated)
            {
                // On another dispatcher the creation may be under way; an answer tells that it is over.
                this.Ask<ActorIdentity>(new Identify(this), TestKitExtension.For(System).DefaultTimeout).Wait();
            }

            return !IsTerminated && Cell.Actor is { } actor
                ? actor
                : throw new IllegalActorStateException($"There is no actor behind {this}: it is terminated.");
        }
    }

    public static InternalTestActorRef Create(ActorSystem system, Props props, IActorRef? supervisor, string? name)
    {
        var systemImpl = (ActorSystemImpl)system;
        supervisor ??= systemImpl.Guardian;
        name ??= $"$${Interlocked.Increment(ref _number)}";
        if (props.Deploy.Dispatcher == Deploy.NoDispatcherGiven)
        {
            props = props.WithDispatcher(CallingThreadDispatcher.Id);
        }

        SupervisingCell(supervisor).Children().Reserve(name);
        var dispatcher = system.Dispatchers.Lookup(props.Deploy.Dispatcher);
        var mailbox = system.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config);
        var actorRef = new InternalTestActorRef(
            systemImpl, props, dispatcher, mailbox, (IInternalActorRef)supervisor, supervisor.Path / name);
        actorRef.Start();
        return actorRef;
    }

    /// <summary>Handles the message here and now; an exception reaches the caller and not the supervisor.</summary>
    public void Receive(object message, IActorRef? sender)
    {
        var envelope = new Envelope(message, sender.IsNobody() ? System.DeadLetters : sender!);
        Cell.UseThreadContext(() => Cell.ReceiveMessageForTest(envelope));
    }

    public void Watch(IActorRef subject) => Cell.Watch(subject);

    public void Unwatch(IActorRef subject) => Cell.Unwatch(subject);

    public override string ToString() => $"TestActor[{Path}]";

    private static ActorCell SupervisingCell(IActorRef supervisor) =>
        supervisor is ActorRefWithCell { Underlying: ActorCell cell }
            ? cell
            : throw new IllegalActorStateException(
                $"{supervisor} cannot supervise a test actor before it has started; wait for an answer of it first.");
}
