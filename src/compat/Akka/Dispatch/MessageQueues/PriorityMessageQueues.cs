using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>The official base of the priority queues. No lock is behind the names here: see <see cref="PriorityInbox"/>.</summary>
public abstract class BlockingMessageQueue : IMessageQueue
{
    protected BlockingMessageQueue()
    {
    }

    public bool HasMessages => LockedCount > 0;

    public int Count => LockedCount;

    protected abstract int LockedCount { get; }

    public void Enqueue(IActorRef receiver, Envelope envelope) => LockedEnqueue(envelope);

    public bool TryDequeue(out Envelope envelope) => LockedTryDequeue(out envelope);

    public void CleanUp(IActorRef owner, IMessageQueue deadletters) => this.MoveTo(owner, deadletters);

    protected abstract void LockedEnqueue(Envelope envelope);

    protected abstract bool LockedTryDequeue(out Envelope envelope);
}

/// <summary>Lowest number first. Here it is stable as well, which the official one does not promise.</summary>
public class UnboundedPriorityMessageQueue : BlockingMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private readonly PriorityInbox _inbox;

    public UnboundedPriorityMessageQueue(Func<object, int> priorityGenerator, int initialCapacity) =>
        _inbox = new PriorityInbox(priorityGenerator);

    protected override int LockedCount => _inbox.Count;

    public void EnqueueFirst(Envelope envelope) => _inbox.EnqueueFirst(envelope);

    protected override void LockedEnqueue(Envelope envelope) => _inbox.Enqueue(envelope);

    protected override bool LockedTryDequeue(out Envelope envelope) => _inbox.TryDequeue(out envelope);
}

/// <summary>Lowest number first, equal numbers in order of arrival.</summary>
public class UnboundedStablePriorityMessageQueue : BlockingMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private readonly PriorityInbox _inbox;

    public UnboundedStablePriorityMessageQueue(Func<object, int> priorityGenerator, int initialCapacity) =>
        _inbox = new PriorityInbox(priorityGenerator);

    protected override int LockedCount => _inbox.Count;

    public void EnqueueFirst(Envelope envelope) => _inbox.EnqueueFirst(envelope);

    protected override void LockedEnqueue(Envelope envelope) => _inbox.Enqueue(envelope);

    protected override bool LockedTryDequeue(out Envelope envelope) => _inbox.TryDequeue(out envelope);
}

/// <summary>
/// Producers rank a message and push it without a lock; the consumer sorts all arrivals before it takes the next
/// message, so that a late message of high priority is never behind an earlier one of low priority.
/// </summary>
internal sealed class PriorityInbox(Func<object, int> priorityGenerator)
{
    private readonly PriorityBuckets _ranked = new();
    private EnvelopeInbox _arrivals;
    private Stack<Envelope>? _front;

    public int Count => _ranked.Count + (_front?.Count ?? 0) + _arrivals.Count;

    public void Enqueue(Envelope envelope) => _arrivals.Push(envelope, priorityGenerator(envelope.Message));

    /// <summary>Unstashed messages bypass the ranking, as officially.</summary>
    public void EnqueueFirst(Envelope envelope) => (_front ??= new Stack<Envelope>()).Push(envelope);

    public bool TryDequeue(out Envelope envelope)
    {
        if (_front is not null && _front.TryPop(out envelope))
        {
            return true;
        }

        for (var node = _arrivals.TakeAll(); node is not null; node = node.Next)
        {
            _ranked.Enqueue(node.Priority, new Envelope(node.Message, node.Sender));
        }

        return _ranked.TryDequeue(out envelope);
    }
}
