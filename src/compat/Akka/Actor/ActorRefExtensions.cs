using Akka.Actor.Internal;

namespace Akka.Actor;

public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Tells with the actor that runs on this thread as the sender, or none outside actors.</summary>
    public static void Tell(this IActorRef receiver, object message) =>
        receiver.Tell(message, InternalCurrentActorCellKeeper.Current?.Self ?? ActorRefs.NoSender);

    /// <summary>Tells with the sender of the message that is being processed.</summary>
    public static void Forward(this IActorRef receiver, object message) =>
        receiver.Tell(message, InternalCurrentActorCellKeeper.Current?.Sender ?? ActorRefs.NoSender);
}

public static class ActorRefExtensions
{
    public static bool IsNobody(this IActorRef? actorRef) => actorRef is null or Nobody || actorRef is DeadLetterActorRef;

    public static IActorRef GetOrElse(this IActorRef actorRef, Func<IActorRef> elseValue) =>
        actorRef.IsNobody() ? elseValue() : actorRef;
}

public static class ActorRefFactoryExtensions
{
    public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new() => factory.ActorOf(Props.Create<TActor>(), name);

    public static ActorSelection ActorSelection(this IActorRefFactory factory, IActorRef anchorRef, string actorPath) =>
        ActorRefFactoryShared.ActorSelection(anchorRef, actorPath);
}
