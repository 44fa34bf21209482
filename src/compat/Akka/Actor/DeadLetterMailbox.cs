using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>What an ended cell has for a mailbox: all it gets goes to the dead letters.</summary>
public sealed class DeadLetterMailbox : Mailbox
{
    private readonly IActorRef _deadLetters;

    public DeadLetterMailbox(IActorRef deadLetters)
        : base(new DeadLetterQueue(deadLetters))
    {
        _deadLetters = deadLetters;
        BecomeClosed();
    }

    internal override void SystemEnqueue(IActorRef receiver, SystemMessage message) =>
        _deadLetters.Tell(new DeadLetter(message, receiver, receiver), receiver);

    private sealed class DeadLetterQueue(IActorRef deadLetters) : IMessageQueue
    {
        public bool HasMessages => false;

        public int Count => 0;

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            // It has been published already, and this subscriber has ended: publishing it anew would bring it back
            // here for ever.
            if (envelope.Message is DeadLetter)
            {
                return;
            }

            var letter = new DeadLetter(WrappedMessageOrSelf(envelope.Message), envelope.Sender ?? deadLetters, receiver);
            deadLetters.Tell(letter, envelope.Sender!);
        }

        public bool TryDequeue(out Envelope envelope)
        {
            envelope = default;
            return false;
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
        }

        private static object WrappedMessageOrSelf(object message) =>
            message is Scheduler.IScheduledTellMsg scheduled ? scheduled.Message : message;
    }
}
