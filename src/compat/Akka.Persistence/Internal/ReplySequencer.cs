namespace Akka.Persistence.Internal;

/// <summary>
/// A journal may finish writes in any order; their replies leave in the order in which the writes came.
/// </summary>
internal sealed class ReplySequencer
{
    // Guards all state, and is held while replies leave, or two threads could interleave theirs.
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Action> _early = [];
    private long _nextTicket;
    private long _nextReply;

    public long TakeTicket() => _nextTicket++;

    public void Reply(long ticket, Action send)
    {
        lock (_gate)
        {
            if (ticket != _nextReply)
            {
                _early.Add(ticket, send);
                return;
            }

            send();
            _nextReply++;
            while (_early.Remove(_nextReply, out var next))
            {
                next();
                _nextReply++;
            }
        }
    }
}
