using Akka.Actor;

namespace ActorQueue.Workers;

/// <summary>Which analyzers exist, which are idle and which runs what; and how many there should be. Plain bookkeeping: it sends nothing.</summary>
internal sealed class AnalyzerRoster(int target)
{
    private readonly Dictionary<IActorRef, AttemptKey?> _attempts = [];
    private readonly Dictionary<AttemptKey, IActorRef> _analyzers = [];
    private readonly Stack<IActorRef> _idle = new();
    private readonly HashSet<IActorRef> _retiring = [];
    private int _requested = target;

    /// <summary>The wished size.</summary>
    public int Target { get; private set; } = target;

    /// <summary>Analyzers that have reported and are not leaving.</summary>
    public int Count => _attempts.Count - _retiring.Count;

    public int IdleCount => _idle.Count;

    public int BusyCount => _analyzers.Count;

    public IReadOnlyCollection<AttemptKey> Running => _analyzers.Keys;

    public bool IsRunning(AttemptKey key) => _analyzers.ContainsKey(key);

    public IActorRef? AnalyzerOf(AttemptKey key) => _analyzers.GetValueOrDefault(key);

    public AttemptKey? AttemptOf(IActorRef analyzer) => _attempts.GetValueOrDefault(analyzer);

    /// <summary>Adds an analyzer that reported; false when it is known.</summary>
    public bool Join(IActorRef analyzer) => _attempts.TryAdd(analyzer, null);

    /// <summary>The analyzer runs nothing (any more).</summary>
    public void Free(IActorRef analyzer)
    {
        if (_attempts[analyzer] is { } key)
        {
            _analyzers.Remove(key);
            _attempts[analyzer] = null;
        }
        else if (_retiring.Contains(analyzer) || _idle.Contains(analyzer))
        {
            return;
        }

        _idle.Push(analyzer);
    }

    public IActorRef? TakeIdle() => _idle.TryPop(out var analyzer) ? analyzer : null;

    public void Begin(AttemptKey key, IActorRef analyzer)
    {
        _attempts[analyzer] = key;
        _analyzers.Add(key, analyzer);
    }

    /// <summary>Wishes a size, at least 1; returns how many analyzers must be added.</summary>
    public int SetTarget(int analyzers)
    {
        Target = Math.Max(1, analyzers);
        return RequestMissing();
    }

    /// <summary>An idle analyzer that is one too many, now leaving; null when none is.</summary>
    public IActorRef? RetireIdle()
    {
        if (_requested <= Target || TakeIdle() is not { } analyzer)
        {
            return null;
        }

        _requested--;
        _retiring.Add(analyzer);
        return analyzer;
    }

    /// <summary>An analyzer has ended; returns how many must be added to keep the size.</summary>
    public int Leave(IActorRef analyzer)
    {
        if (!_attempts.Remove(analyzer, out var attempt))
        {
            return 0;
        }

        if (attempt is { } key)
        {
            _analyzers.Remove(key);
        }

        if (_retiring.Remove(analyzer))
        {
            return 0;
        }

        // It ended unasked. Stack has no removal; this is rare and the pool is small.
        var idle = _idle.Where(other => !other.Equals(analyzer)).Reverse().ToArray();
        _idle.Clear();
        Array.ForEach(idle, _idle.Push);
        _requested--;
        return RequestMissing();
    }

    private int RequestMissing()
    {
        var missing = Math.Max(0, Target - _requested);
        _requested += missing;
        return missing;
    }
}
