using ActorQueue.Workers;

namespace ActorQueue.Supervision;

/// <summary>
/// Until when each attempt of a registered worker is promised to it, and when each worker was last heard of. In memory only: after a recovery every lease and every
/// worker has one full period again, so that an outage of the queue never takes work from a worker that lives.
/// </summary>
internal sealed class LeaseTable(TimeSpan leaseTimeout, DateTimeOffset recoveredAt)
{
    private readonly Dictionary<AttemptKey, DateTimeOffset> _expiries = [];
    private readonly Dictionary<string, Presence> _workers = new(StringComparer.Ordinal);

    /// <summary>How long a lease lasts without a renewal.</summary>
    public TimeSpan Timeout => leaseTimeout;

    /// <summary>Promises an attempt for a full period from now.</summary>
    public DateTimeOffset Renew(AttemptKey key, DateTimeOffset now) => _expiries[key] = now + leaseTimeout;

    /// <summary>Until when an attempt is promised.</summary>
    public DateTimeOffset ExpiryOf(AttemptKey key) => _expiries.GetValueOrDefault(key, recoveredAt + leaseTimeout);

    /// <summary>A worker was heard of.</summary>
    public void Saw(string workerId, DateTimeOffset now, Presence presence) => _workers[workerId] = presence with { At = now };

    /// <summary>A worker was heard of, and has said nothing new of itself.</summary>
    public void Saw(string workerId, DateTimeOffset now) => Saw(workerId, now, PresenceOf(workerId) ?? new Presence());

    public Presence? PresenceOf(string workerId) => _workers.GetValueOrDefault(workerId);

    /// <summary>When a worker was heard of last; one that was not since the recovery counts as heard of at it.</summary>
    public DateTimeOffset LastSeen(string workerId) => PresenceOf(workerId)?.At ?? recoveredAt;

    public void Forget(string workerId) => _workers.Remove(workerId);

    public void Forget(AttemptKey key) => _expiries.Remove(key);

    /// <summary>Forgets the attempts that are not among those that run.</summary>
    public void Keep(IReadOnlySet<AttemptKey> running)
    {
        foreach (var key in _expiries.Keys.Where(key => !running.Contains(key)).ToArray())
        {
            _expiries.Remove(key);
        }
    }
}

/// <summary>What a worker has last said of itself.</summary>
internal sealed record Presence
{
    public DateTimeOffset At { get; init; }

    /// <summary>Whether it takes nothing more.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Whether it says that something is wrong with it.</summary>
    public bool IsFaulty { get; init; }

    /// <summary>Analyzers of a pool; null for other workers.</summary>
    public int? Slots { get; init; }
}
