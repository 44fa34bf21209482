using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>Adds a front door to a queue. Only the actor itself, when it unstashes, uses that door.</summary>
public class DequeWrapperMessageQueue : IMessageQueue, IDequeBasedMessageQueueSemantics
{
    protected readonly IMessageQueue MessageQueue;

    private Stack<Envelope>? _front;

    public DequeWrapperMessageQueue(IMessageQueue messageQueue) => MessageQueue = messageQueue;

    public bool HasMessages => _front is { Count: > 0 } || MessageQueue.HasMessages;

    public int Count => (_front?.Count ?? 0) + MessageQueue.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope) => MessageQueue.Enqueue(receiver, envelope);

    public void EnqueueFirst(Envelope envelope) => (_front ??= new Stack<Envelope>()).Push(envelope);

    public bool TryDequeue(out Envelope envelope) =>
        (_front is not null && _front.TryPop(out envelope)) || MessageQueue.TryDequeue(out envelope);

    public void CleanUp(IActorRef owner, IMessageQueue deadletters) => this.MoveTo(owner, deadletters);
}

public class UnboundedDequeMessageQueue : DequeWrapperMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    public UnboundedDequeMessageQueue()
        : base(new UnboundedMessageQueue())
    {
    }
}

public class BoundedDequeMessageQueue : DequeWrapperMessageQueue, IBoundedDequeBasedMessageQueueSemantics
{
    public BoundedDequeMessageQueue(int boundedCapacity, TimeSpan pushTimeOut)
        : base(new BoundedMessageQueue(boundedCapacity, pushTimeOut)) => PushTimeOut = pushTimeOut;

    public TimeSpan PushTimeOut { get; }
}
