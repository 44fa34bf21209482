using Akka.Actor;

namespace Akka.Dispatch;

public interface ISemantics;

public interface IMultipleConsumerSemantics : ISemantics;

public interface IUnboundedMessageQueueSemantics : ISemantics;

public interface IBoundedMessageQueueSemantics : ISemantics
{
    TimeSpan PushTimeOut { get; }
}

public interface IDequeBasedMessageQueueSemantics : ISemantics
{
    void EnqueueFirst(Envelope envelope);
}

public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics,
    IUnboundedMessageQueueSemantics;

public interface IBoundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics,
    IBoundedMessageQueueSemantics;

/// <summary>Put on an actor class: its mailbox must produce a queue of this kind.</summary>
#pragma warning disable S2326, CA1040 // A marker, by the official design.
public interface IRequiresMessageQueue<T>
    where T : ISemantics;

public interface IProducesMessageQueue<TQueue>
    where TQueue : MessageQueues.IMessageQueue;
#pragma warning restore S2326, CA1040

public interface IProducesPushTimeoutSemanticsMailbox
{
    TimeSpan PushTimeout { get; }
}
