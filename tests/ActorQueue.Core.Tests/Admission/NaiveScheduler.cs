using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.Tests.Admission;

/// <summary>
/// The rules of which task starts next, written down as plainly as they can be: a list of all ready tasks that is filtered
/// and sorted at each dispatch.
/// </summary>
internal sealed class NaiveScheduler(IOrderPolicy order, AdmissionSettings settings)
{
    private const long Round = 1L << 20;
    private readonly List<Entry> _ready = [];
    private readonly Dictionary<TaskId, (Entry Entry, string Worker)> _running = [];
    private readonly Dictionary<long, Turns> _turns = [];
    private readonly Dictionary<string, (long Level, DateTimeOffset At)> _buckets = [];
    private long _accepted;

    public IReadOnlyList<TaskId> Ready => [.. _ready.Select(entry => entry.Spec.Id)];

    public void Submit(TaskSpec spec, DateTimeOffset now) => Enter(new Entry(spec, now, ++_accepted));

    public void Release(TaskId id)
    {
        _running.Remove(id, out var held);
        Enter(held.Entry);
    }

    public void Complete(TaskId id) => _running.Remove(id);

    public void Cancel(TaskId id) => Leave(_ready.Single(entry => entry.Spec.Id == id));

    /// <summary>After a restart from a snapshot every key is one turn away.</summary>
    public void ForgetTurns()
    {
        _turns.Clear();
        foreach (var entry in _ready)
        {
            Join(entry);
        }
    }

    public TaskId? Start(WorkerTerms terms, string worker, DateTimeOffset now)
    {
        var chosen = _ready
            .Where(entry => terms.TakesKind(entry.Spec.Kind) && terms.TakesPriority(entry.Spec.Priority))
            .Where(entry => MayStart(entry, terms, worker, now))
            .OrderByDescending(entry => Major(entry))
            .ThenBy(TurnOf)
            .ThenByDescending(Minor)
            .ThenBy(entry => entry.Accepted)
            .FirstOrDefault();
        if (chosen is null)
        {
            return null;
        }

        TakeTurn(chosen);
        Leave(chosen);
        _running.Add(chosen.Spec.Id, (chosen, worker));
        if (chosen.Spec.RateKey is { } key && settings.RateLimitOf(key) is { } limit)
        {
            _buckets[key] = (LevelOf(key, limit, now) - Interval(limit), now);
        }

        return chosen.Spec.Id;
    }

    private bool MayStart(Entry entry, WorkerTerms terms, string worker, DateTimeOffset now)
    {
        var spec = entry.Spec;
        if (spec.ConcurrencyKey is { } key
            && settings.ConcurrencyLimitOf(key) is > 0 and var limit
            && _running.Values.Count(held => held.Entry.Spec.ConcurrencyKey == key) >= limit)
        {
            return false;
        }

        if (spec.RateKey is { } rateKey && settings.RateLimitOf(rateKey) is { } rate && LevelOf(rateKey, rate, now) < Interval(rate))
        {
            return false;
        }

        long reserved = _running.Values.Where(held => held.Worker == worker).Sum(held => held.Entry.Spec.Resources?.MemoryBytes ?? 0);
        return terms.Capacity is not { } capacity
            || spec.Resources is not { MemoryBytes: > 0 } needs
            || needs.MemoryBytes + reserved <= capacity.MemoryBytes;
    }

    private long LevelOf(string key, RateLimit limit, DateTimeOffset now) => _buckets.TryGetValue(key, out var bucket)
        ? Math.Min(limit.Burst * Interval(limit), bucket.Level + (now - bucket.At).Ticks)
        : limit.Burst * Interval(limit);

    private static long Interval(RateLimit limit) => limit.Per.Ticks / limit.Count;

    private void Enter(Entry entry)
    {
        _ready.Add(entry);
        Join(entry);
    }

    private void Join(Entry entry)
    {
        if (entry.Spec.FairnessKey is not { } key)
        {
            return;
        }

        if (!_turns.TryGetValue(Major(entry), out var turns))
        {
            _turns.Add(Major(entry), turns = new Turns());
        }

        turns.ByKey.TryAdd(key, turns.Clock + (Round / (entry.Spec.FairnessWeight ?? 1)));
    }

    private void Leave(Entry entry)
    {
        _ready.Remove(entry);
        if (entry.Spec.FairnessKey is { } key && !_ready.Any(other => Major(other) == Major(entry) && other.Spec.FairnessKey == key))
        {
            var turns = _turns[Major(entry)];
            turns.ByKey.Remove(key);
            if (turns.ByKey.Count == 0)
            {
                _turns.Remove(Major(entry));
            }
        }
    }

    private long TurnOf(Entry entry)
    {
        if (!_turns.TryGetValue(Major(entry), out var turns))
        {
            return 0;
        }

        return entry.Spec.FairnessKey is { } key ? turns.ByKey[key] : turns.Keyless;
    }

    private void TakeTurn(Entry entry)
    {
        if (!_turns.TryGetValue(Major(entry), out var turns))
        {
            return;
        }

        turns.Clock = Math.Max(turns.Clock, TurnOf(entry));
        if (entry.Spec.FairnessKey is { } key)
        {
            turns.ByKey[key] = turns.Clock + (Round / (entry.Spec.FairnessWeight ?? 1));
        }
        else
        {
            turns.Keyless = turns.Clock + Round;
        }
    }

    private long Major(Entry entry) => order switch
    {
        FifoOrder => 0,
        AgingOrder aging => (entry.Spec.Priority * (long)aging.Step.TotalMilliseconds) - entry.At.ToUnixTimeMilliseconds(),
        _ => entry.Spec.Priority,
    };

    private long Minor(Entry entry)
    {
        long size = entry.Spec.SizeHint ?? entry.Spec.Resources?.MemoryBytes ?? 0;
        return ReferenceEquals(order, SizeOrder.SmallestFirst) ? -size : ReferenceEquals(order, SizeOrder.LargestFirst) ? size : 0;
    }

    private sealed record Entry(TaskSpec Spec, DateTimeOffset At, long Accepted);

    private sealed class Turns
    {
        public long Clock { get; set; }

        public long Keyless { get; set; } = Round;

        public Dictionary<string, long> ByKey { get; } = new(StringComparer.Ordinal);
    }
}
