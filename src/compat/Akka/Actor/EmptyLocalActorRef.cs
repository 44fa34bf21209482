using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A local path with nobody there: what it gets is a dead letter, who watches it hears of its death.</summary>
public class EmptyLocalActorRef : MinimalActorRef
{
    private readonly IActorRefProvider _provider;
    private readonly ActorPath _path;
    private readonly EventStream _eventStream;

    public EmptyLocalActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
    {
        _provider = provider;
        _path = path;
        _eventStream = eventStream;
    }

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => _provider;

    public override bool IsTerminated => true;

    internal EventStream EventStream => _eventStream;

    public override void SendSystemMessage(ISystemMessage message) => SpecialHandle(message, _provider.DeadLetters);

    protected override void TellInternal(object message, IActorRef sender)
    {
        InvalidMessage.ThrowIfNull(message);
        if (message is DeadLetter letter)
        {
            SpecialHandle(letter.Message, letter.Sender);
        }
        else if (!SpecialHandle(message, sender))
        {
            _eventStream.Publish(new DeadLetter(message, sender ?? _provider.DeadLetters, this));
        }
    }

    /// <summary>Answers the messages that even a missing actor answers. True when nothing is left to do.</summary>
    protected virtual bool SpecialHandle(object message, IActorRef sender)
    {
        switch (message)
        {
            case Watch watch:
                if (watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
                {
                    watch.Watcher.SendSystemMessage(
                        new DeathWatchNotification(watch.Watchee, existenceConfirmed: false, addressTerminated: false));
                }

                return true;
            case Unwatch:
                return true;
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                return true;
            case ActorSelectionMessage selection:
                AnswerSelection(selection, sender);
                return true;
            case IDeadLetterSuppression suppressed:
                PublishSuppressed(suppressed, sender);
                return true;
            case ISystemMessage:
                return true;
            default:
                return false;
        }
    }

    private void AnswerSelection(ActorSelectionMessage selection, IActorRef sender)
    {
        if (selection.Message is Identify identify)
        {
            // A pattern may match others: silence from one place is no answer for all.
            if (!selection.WildCardFanOut)
            {
                sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
            }
        }
        else if (selection.Message is IDeadLetterSuppression suppressed)
        {
            PublishSuppressed(suppressed, sender);
        }
        else
        {
            _eventStream.Publish(new DeadLetter(selection.Message, sender ?? _provider.DeadLetters, this));
        }
    }

    private void PublishSuppressed(IDeadLetterSuppression suppressed, IActorRef? sender) =>
        _eventStream.Publish(new SuppressedDeadLetter(suppressed, sender ?? _provider.DeadLetters, this));
}

/// <summary>The end of the line for messages that nobody took; publishes them on the event stream.</summary>
public class DeadLetterActorRef : EmptyLocalActorRef
{
    public DeadLetterActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
        : base(provider, path, eventStream)
    {
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        InvalidMessage.ThrowIfNull(message);
        switch (message)
        {
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                break;
            case DeadLetter letter:
                if (!SpecialHandle(letter.Message, letter.Sender))
                {
                    EventStream.Publish(letter);
                }

                break;
            default:
                if (!SpecialHandle(message, sender))
                {
                    EventStream.Publish(new DeadLetter(message, sender ?? Provider.DeadLetters, this));
                }

                break;
        }
    }

    protected override bool SpecialHandle(object message, IActorRef sender)
    {
        if (message is Watch watch)
        {
            if (!watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
            {
                watch.Watcher.SendSystemMessage(
                    new DeathWatchNotification(watch.Watchee, existenceConfirmed: false, addressTerminated: false));
            }

            return true;
        }

        return base.SpecialHandle(message, sender);
    }
}

internal static class InvalidMessage
{
    public static void ThrowIfNull(object? message)
    {
        if (message is null)
        {
            throw new InvalidMessageException("Message is null");
        }
    }
}
