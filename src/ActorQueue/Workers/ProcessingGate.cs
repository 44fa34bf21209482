namespace ActorQueue.Workers;

/// <summary>
/// How many attempts the pool of this process may still take: all, none, or so many. Set by the host and read by the pool; it outlives a restart of the pool's actor, which
/// must not start again what its application has stopped.
/// </summary>
internal sealed class ProcessingGate
{
    // Guards the permits.
    private readonly Lock _gate = new();

    // Null: no limit.
    private int? _permits;

    public void Open() => Set(null);

    public void Close() => Set(0);

    /// <summary>Lets so many attempts through, and then no more.</summary>
    public void Allow(int attempts) => Set(attempts);

    /// <summary>The part of the free slots that may be offered to the queue.</summary>
    public int Limit(int free)
    {
        lock (_gate)
        {
            return _permits is { } permits ? Math.Min(free, permits) : free;
        }
    }

    /// <summary>Takes one attempt through; false when it may not start.</summary>
    public bool TryPass()
    {
        lock (_gate)
        {
            if (_permits == 0)
            {
                return false;
            }

            _permits--;
            return true;
        }
    }

    private void Set(int? permits)
    {
        lock (_gate)
        {
            _permits = permits;
        }
    }
}
