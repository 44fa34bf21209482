namespace ActorQueue.Workers;

/// <summary>The pool's side of the credit: how many attempts the queue may have sent in all since the attachment.</summary>
internal sealed class CreditWindow
{
    private long _received;
    private long _offered;

    /// <summary>A new attachment: both sides count from zero.</summary>
    public void Restart()
    {
        _received = 0;
        _offered = 0;
    }

    public void Received(int attempts) => _received += attempts;

    /// <summary>The limit to tell the queue when so many more can run, or null when it has not changed.</summary>
    public long? Offer(int free)
    {
        var limit = _received + free;
        if (limit == _offered)
        {
            return null;
        }

        _offered = limit;
        return limit;
    }
}
