using Akka.Actor.Internal;

namespace Akka.Actor;

public static class StashFactory
{
    public static IStash CreateStash<T>(this IActorContext context)
        where T : ActorBase => CreateStash(context, typeof(T));

    public static IStash CreateStash(this IActorContext context, IActorStash actorInstance) =>
        CreateStash(context, actorInstance.GetType());

    public static IStash CreateStash(this IActorContext context, Type actorType)
    {
        if (typeof(IWithBoundedStash).IsAssignableFrom(actorType))
        {
            return new BoundedStashImpl(context);
        }

        if (typeof(IWithUnboundedStash).IsAssignableFrom(actorType))
        {
            return new UnboundedStashImpl(context);
        }

        // Neither promised nor refused a limit: the configuration says.
        return typeof(IActorStash).IsAssignableFrom(actorType)
            ? new BoundedStashImpl(context)
            : throw new ArgumentException($"{actorType} implements none of the stash interfaces.", nameof(actorType));
    }
}
