using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

public class UnboundedMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private EnvelopeInbox _inbox;
    private EnvelopeInbox.Node? _taken;

    public bool HasMessages => _taken is not null || !_inbox.IsEmpty;

    public int Count => (_taken?.Depth ?? 0) + _inbox.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope) => _inbox.Push(envelope);

    public bool TryDequeue(out Envelope envelope)
    {
        var node = _taken ?? _inbox.TakeAll();
        if (node is null)
        {
            envelope = default;
            return false;
        }

        _taken = node.Next;

        // A processed node must not keep the rest of the list reachable once it is in an older generation.
        node.Next = null;
        envelope = new Envelope(node.Message, node.Sender);
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters) => this.MoveTo(owner, deadletters);
}
