using Akka.Dispatch;

namespace Akka.Actor.Internal;

/// <summary>Messages set aside by the actor. Unstashed ones go to the front of its mailbox, in their old order.</summary>
public abstract class AbstractStash : IStash
{
    private readonly ActorCell _cell;
    private readonly int _capacity;
    private LinkedList<Envelope> _stashed = new();
    private int _lastStashedEnvelopeId = -1;

    protected AbstractStash(IActorContext context)
    {
        _cell = (ActorCell)context;
        Mailbox = _cell.Mailbox.MessageQueue as IDequeBasedMessageQueueSemantics
            ?? throw new NotSupportedException(
                $"A stash needs a deque-based mailbox, but that of {_cell.Self} is {_cell.Mailbox.MessageQueue.GetType()}.");
        _capacity = StashCapacity.Of(_cell);
    }

    public int Count => _stashed.Count;

    public bool IsEmpty => _stashed.Count == 0;

    public bool NonEmpty => _stashed.Count > 0;

    public virtual int Capacity => _capacity;

    public bool IsFull => Capacity >= 0 && _stashed.Count >= Capacity;

    private IDequeBasedMessageQueueSemantics Mailbox { get; }

    public void Stash()
    {
        var envelopeId = _cell.CurrentEnvelopeId;
        if (envelopeId == _lastStashedEnvelopeId)
        {
            throw new IllegalActorStateException($"Can't stash the same message {_cell.CurrentMessage} more than once");
        }

        if (IsFull)
        {
            throw new StashOverflowException(
                $"Couldn't enqueue message {_cell.CurrentMessage} from {_cell.Sender} to stash of {_cell.Self}: its capacity is {Capacity}.");
        }

        _lastStashedEnvelopeId = envelopeId;
        _stashed.AddLast(new Envelope(_cell.CurrentMessage, _cell.Sender));
    }

    public void Unstash()
    {
        if (_stashed.First is not { } oldest)
        {
            return;
        }

        _stashed.RemoveFirst();
        EnqueueFirst(oldest.Value);
    }

    public void UnstashAll()
    {
        var stashed = _stashed;
        _stashed = new LinkedList<Envelope>();
        for (var node = stashed.Last; node is not null; node = node.Previous)
        {
            EnqueueFirst(node.Value);
        }
    }

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        var stashed = _stashed;
        _stashed = new LinkedList<Envelope>();
        for (var node = stashed.Last; node is not null; node = node.Previous)
        {
            if (predicate(node.Value))
            {
                EnqueueFirst(node.Value);
            }
        }
    }

    public IEnumerable<Envelope> ClearStash()
    {
        var stashed = _stashed;
        _stashed = new LinkedList<Envelope>();
        return stashed;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Reverse())
        {
            _stashed.AddFirst(envelope);
        }
    }

    private void EnqueueFirst(Envelope envelope)
    {
        Mailbox.EnqueueFirst(envelope);

        // It is no longer stashed, so the very same message may be stashed again when it comes back.
        if (envelope.Message is Terminated terminated)
        {
            _cell.TerminatedQueuedFor(terminated.ActorRef, Util.Option<object>.None);
        }
    }
}

public class UnboundedStashImpl : AbstractStash
{
    public UnboundedStashImpl(IActorContext context)
        : base(context)
    {
    }

    public override int Capacity => -1;
}

public class BoundedStashImpl : AbstractStash
{
    public BoundedStashImpl(IActorContext context)
        : base(context)
    {
    }
}

internal static class StashCapacity
{
    public static int Of(ActorCell cell)
    {
        var deploy = cell.Props.Deploy;
        return deploy.StashCapacity != Deploy.NoStashSize
            ? deploy.StashCapacity
            : cell.SystemImpl.Mailboxes.StashCapacity(cell.Props.Dispatcher, deploy.Mailbox);
    }
}
