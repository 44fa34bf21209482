using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence.Internal;

/// <summary>Commands that wait for a recovery or a persist; apart from the user's own stash.</summary>
internal sealed class InternalStash(IActorContext context, Type actorType)
{
    private readonly IStash _stash = context.CreateStash(actorType);

    public void Stash(object message, IActorRef sender, IStashOverflowStrategy overflow)
    {
        try
        {
            _stash.Stash();
        }
        catch (StashOverflowException)
        {
            switch (overflow)
            {
                case DiscardToDeadLetterStrategy:
                    context.System.DeadLetters.Tell(new DeadLetter(message, sender, context.Self), sender);
                    break;
                case ReplyToStrategy replyTo:
                    sender.Tell(replyTo.Response, context.Self);
                    break;
                default:
                    throw;
            }
        }
    }

    public void Unstash(bool all)
    {
        if (all)
        {
            _stash.UnstashAll();
        }
        else
        {
            _stash.Unstash();
        }
    }
}
