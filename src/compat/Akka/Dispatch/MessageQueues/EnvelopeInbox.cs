using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// A lock-free stack that the one consumer takes as a whole and turns over: one compare-and-swap per message for
/// producers, one exchange per batch for the consumer, no memory while empty.
/// </summary>
internal struct EnvelopeInbox
{
    private Node? _newest;

    /// <summary>Arrived and not yet taken.</summary>
    public readonly int Count => Volatile.Read(in _newest)?.Depth ?? 0;

    public readonly bool IsEmpty => Volatile.Read(in _newest) is null;

    public void Push(Envelope envelope, int priority = 0)
    {
        var node = new Node(envelope.Message, envelope.Sender, priority);
        var newest = Volatile.Read(ref _newest);
        while (true)
        {
            node.Next = newest;
            node.Depth = newest is null ? 1 : newest.Depth + 1;
            var seen = Interlocked.CompareExchange(ref _newest, node, newest);
            if (ReferenceEquals(seen, newest))
            {
                return;
            }

            newest = seen;
        }
    }

    /// <summary>Everything that has arrived, oldest first. For the one consumer only.</summary>
    public Node? TakeAll()
    {
        if (Volatile.Read(ref _newest) is null)
        {
            return null;
        }

        var node = Interlocked.Exchange(ref _newest, null);
        Node? oldest = null;
        var remaining = 0;
        while (node is not null)
        {
            var older = node.Next;
            node.Next = oldest;
            node.Depth = ++remaining;
            oldest = node;
            node = older;
        }

        return oldest;
    }

    internal sealed class Node(object message, IActorRef sender, int priority)
    {
        public readonly object Message = message;
        public readonly IActorRef Sender = sender;
        public readonly int Priority = priority;

        /// <summary>How many nodes this one leads, itself included: it makes counting free.</summary>
        public int Depth;

        public Node? Next;
    }
}
