using ActorQueue.Core.Commands;
using ActorQueue.Hosting;
using ActorQueue.Workers;

namespace ActorQueue.Supervision;

/// <summary>
/// Until when each attempt of a registered worker is promised to it, and when each worker was last heard of. In memory only: after a recovery every lease and every
/// worker has one full period again, so that an outage of the queue never takes work from a worker that lives.
/// </summary>
internal sealed class LeaseTable(LeaseSettings settings, TimeSpan heartbeatInterval, DateTimeOffset recoveredAt)
{
    private readonly Dictionary<AttemptKey, DateTimeOffset> _expiries = [];
    private readonly Dictionary<string, Presence> _workers = new(StringComparer.Ordinal);

    /// <summary>How long a lease lasts without a renewal.</summary>
    public TimeSpan Timeout => settings.Timeout;

    /// <summary>
    /// Nothing ends before this: no lease, no deadline of a leased attempt, no registration; null: nothing can end. Renewals put ends off and leave this as it is, so
    /// that a heartbeat costs no search; whoever looks too early works it out anew.
    /// </summary>
    public DateTimeOffset? NextEndAt { get; private set; }

    /// <summary>Promises an attempt for a full period from now.</summary>
    public void Renew(Assignment held, DateTimeOffset now)
    {
        _expiries[AttemptKey.Of(held)] = now + Timeout;
        EndsBy(EndOf(held));
    }

    /// <summary>Until when an attempt is promised.</summary>
    public DateTimeOffset ExpiryOf(AttemptKey key) => _expiries.GetValueOrDefault(key, recoveredAt + Timeout);

    /// <summary>When an attempt has had its time. Whoever ended it while the queue was away has one heartbeat to say so.</summary>
    public DateTimeOffset DeadlineOf(Assignment held) => held.Deadline > recoveredAt ? held.Deadline : recoveredAt + heartbeatInterval;

    /// <summary>When a worker has been silent for too long.</summary>
    public DateTimeOffset EndOf(string workerId) => LastSeen(workerId) + settings.WorkerTimeout;

    /// <summary>Works out when the first of these ends.</summary>
    public void LookAhead(IEnumerable<string> workers, IEnumerable<Assignment> held)
    {
        NextEndAt = null;
        foreach (var worker in workers)
        {
            EndsBy(EndOf(worker));
        }

        foreach (var attempt in held)
        {
            EndsBy(EndOf(attempt));
        }
    }

    /// <summary>A worker has registered.</summary>
    public void Enter(string workerId, DateTimeOffset now)
    {
        Saw(workerId, now);
        EndsBy(EndOf(workerId));
    }

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

    private DateTimeOffset EndOf(Assignment held)
    {
        var (expiry, deadline) = (ExpiryOf(AttemptKey.Of(held)), DeadlineOf(held));
        return expiry < deadline ? expiry : deadline;
    }

    private void EndsBy(DateTimeOffset end) => NextEndAt = NextEndAt <= end ? NextEndAt : end;
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
