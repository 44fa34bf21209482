using Akka.Persistence.Journal;

namespace Akka.Persistence.Internal;

/// <summary>
/// Finds events that two incarnations of one persistence id wrote at the same time. Replayed events pass through a
/// window, so that what an older writer wrote can still be taken back when events of a newer one appear.
/// </summary>
internal sealed class ReplayWindow(
    ReplayFilterMode mode, int windowSize, int maxOldWriters, Action<string> warn, Action<IPersistentRepresentation> deliver)
{
    private readonly LinkedList<IPersistentRepresentation> _window = new();
    private readonly Queue<string> _oldWriters = new();
    private string? _writer;
    private long _highest;

    /// <exception cref="ReplayedFromOverlappingWritersException">In mode fail.</exception>
    public void Add(IPersistentRepresentation e)
    {
        if (mode == ReplayFilterMode.Disabled)
        {
            deliver(e);
            return;
        }

        if (_window.Count >= windowSize)
        {
            DeliverFirst();
        }

        if (_writer is null)
        {
            _writer = e.WriterGuid;
            Take(e);
        }
        else if (string.Equals(_writer, e.WriterGuid, StringComparison.Ordinal))
        {
            if (e.SequenceNr > _highest || !IsDropped(e, "its writer had already written a higher one"))
            {
                Take(e);
            }
        }
        else if (_oldWriters.Contains(e.WriterGuid))
        {
            if (!IsDropped(e, "a newer writer had already taken over"))
            {
                Take(e);
            }
        }
        else
        {
            TakeOver(e);
        }
    }

    public void Flush()
    {
        while (_window.Count > 0)
        {
            DeliverFirst();
        }
    }

    private void TakeOver(IPersistentRepresentation e)
    {
        _oldWriters.Enqueue(_writer!);
        if (_oldWriters.Count > maxOldWriters)
        {
            _oldWriters.Dequeue();
        }

        _writer = e.WriterGuid;
        for (var node = _window.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.SequenceNr >= e.SequenceNr && IsDropped(node.Value, "a newer writer has written it again"))
            {
                _window.Remove(node);
            }

            node = next;
        }

        _highest = 0;
        Take(e);
    }

    private void Take(IPersistentRepresentation e)
    {
        _highest = e.SequenceNr;
        _window.AddLast(e);
    }

    private bool IsDropped(IPersistentRepresentation e, string because)
    {
        var issue =
            $"Invalid replayed event [persistenceId: {e.PersistenceId}, sequenceNr: {e.SequenceNr}, writer: {e.WriterGuid}]: " +
            $"{because} (current writer {_writer}, highest {_highest}). Two actors may be running with the same persistence id.";
        if (mode == ReplayFilterMode.Fail)
        {
            throw new ReplayedFromOverlappingWritersException(issue);
        }

        warn(issue);
        return mode == ReplayFilterMode.RepairByDiscardOld;
    }

    private void DeliverFirst()
    {
        var first = _window.First!.Value;
        _window.RemoveFirst();
        deliver(first);
    }
}

internal sealed class ReplayedFromOverlappingWritersException(string message) : InvalidOperationException(message);
