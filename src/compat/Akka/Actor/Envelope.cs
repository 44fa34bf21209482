namespace Akka.Actor;

public struct Envelope
{
    public Envelope(object message, IActorRef sender)
    {
        Message = message;
        Sender = sender;
    }

    public Envelope(object message, IActorRef sender, ActorSystem system)
    {
        Message = message;
        Sender = sender ?? system.DeadLetters;
    }

    public object Message { get; private set; }

    public IActorRef Sender { get; private set; }

    public override readonly string ToString() => $"<{Message ?? "null"}> from {(Sender is null ? "NoSender" : Sender.ToString())}";
}
