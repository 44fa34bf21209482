using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.Tests.Model;

/// <content>Which task a worker gets next.</content>
internal sealed partial class ModelQueue
{
    private readonly Dictionary<string, (long Level, DateTimeOffset At)> _buckets = [];
    private int _comparedStarts;

    public FairnessBound Fairness { get; private set; } = new();

    /// <summary>What the workers take that have attached.</summary>
    public Dictionary<string, WorkerTerms> Attached { get; } = [];

    public void ReleaseDue() => Commit(() =>
    {
        foreach (var due in _all.Where(task => task.Status is QueueTaskStatus.Scheduled or QueueTaskStatus.Retry && task.DueAt <= Now))
        {
            due.Status = QueueTaskStatus.Pending;
            due.DueAt = null;
        }
    });

    public IReadOnlyList<ModelTask> Take(string worker, WorkerTerms terms, int count)
    {
        ReleaseDue();
        List<ModelTask> taken = [];
        while (taken.Count < count && Choose(worker, terms) is { } task)
        {
            if (OptionsOf(task).TotalTimeout is { } total && task.FirstStartedAt is { } first && Now - first >= total)
            {
                Commit(() => End(task, QueueTaskStatus.Failed));
                continue;
            }

            Commit(() => Start(task, worker, terms));
            taken.Add(task);
        }

        return taken;
    }

    /// <summary>The ready tasks in the order in which they would start, one after the other, on workers that take anything.</summary>
    public IReadOnlyList<TaskId> WouldStart()
    {
        var copy = new ModelQueue(settings) { Now = Now, _sequence = _sequence, _comparedStarts = _comparedStarts, _turns = _turns.Copy() };
        copy._all.AddRange(_all.Where(task => task.IsUnended).Select(task => task.Copy()));
        copy.PausedKinds.UnionWith(PausedKinds);
        foreach (var (key, bucket) in _buckets)
        {
            copy._buckets.Add(key, bucket);
        }

        List<TaskId> order = [];
        while (copy.Choose("anything", WorkerTerms.Any) is { } task)
        {
            copy.Commit(() => copy.Start(task, "anything", WorkerTerms.Any));
            order.Add(task.Id);
        }

        return order;
    }

    private RetryOptions OptionsOf(ModelTask task) => task.Spec.Retry ?? settings.Retry;

    private ModelTask? Choose(string worker, WorkerTerms terms)
    {
        var own = Running.Where(task => task.Worker == worker).ToArray();
        if (Mode == QueueMode.Paused || own.Any(task => task.IsAlone))
        {
            return null;
        }

        var able = Ready.Where(task => MayStart(task, worker, terms)).ToArray();
        var suspect = Sorted(able.Where(task => task.IsSuspect), _ => 0).FirstOrDefault();
        var plain = ChoosePlain([.. able.Where(task => !task.IsSuspect)]);
        if (suspect is null || (plain is not null && Sorted([plain, suspect], _ => 0).First() == plain))
        {
            return plain;
        }

        // The least busy worker that would take the suspect is let run dry for it; the others go on behind it.
        return own.Length == 0 ? suspect : LeastBusy(suspect) == worker ? null : plain;
    }

    private ModelTask? ChoosePlain(ModelTask[] able)
    {
        bool isOthersTurn = settings.Order is ComparedOrder compared
            && Math.Floor((_comparedStarts + 1) * compared.Share) > Math.Floor(_comparedStarts * compared.Share);
        var own = able.Where(task => IsOther(task) == isOthersTurn).ToArray();
        var share = own.Length > 0 ? own : able;
        return share
            .OrderByDescending(task => OrderOf(PolicyOf(task), task).Major)
            .ThenBy(task => _turns.Of(RankOf(task), task.Spec.FairnessKey))
            .ThenByDescending(task => OrderOf(PolicyOf(task), task).Minor)
            .ThenBy(task => task.Sequence)
            .FirstOrDefault();
    }

    private IEnumerable<ModelTask> Sorted(IEnumerable<ModelTask> tasks, Func<ModelTask, long> turn) => tasks
        .OrderByDescending(task => OrderOf(MainPolicy, task).Major)
        .ThenBy(turn)
        .ThenByDescending(task => OrderOf(MainPolicy, task).Minor)
        .ThenBy(task => task.Sequence);

    private string LeastBusy(ModelTask suspect) => Running
        .GroupBy(task => task.Worker!)
        .Where(group => !group.Any(task => task.IsAlone))
        .Where(group => !Attached.TryGetValue(group.Key, out var terms) || (Takes(terms, suspect) && CouldRun(terms, suspect)))
        .OrderBy(group => group.Count())
        .ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => group.Key)
        .First();

    private bool MayStart(ModelTask task, string worker, WorkerTerms terms) =>
        Takes(terms, task) && HasPlace(task) && HasToken(task) && HasRoom(task, worker, terms);

    private static bool Takes(WorkerTerms terms, ModelTask task) =>
        (terms.Kinds is null || terms.Kinds.Contains(task.Spec.Kind))
        && (terms.MinPriority is null || task.Priority >= terms.MinPriority)
        && (terms.MaxPriority is null || task.Priority <= terms.MaxPriority);

    private bool HasPlace(ModelTask task) => task.Spec.ConcurrencyKey is not { } key
        || settings.Admission.ConcurrencyLimitOf(key) == 0
        || Running.Count(other => other.Spec.ConcurrencyKey == key) < settings.Admission.ConcurrencyLimitOf(key);

    private bool HasToken(ModelTask task) => task.Spec.RateKey is not { } key
        || settings.Admission.RateLimitOf(key) is not { } limit
        || LevelOf(key, limit) >= Interval(limit);

    private static bool CouldRun(WorkerTerms terms, ModelTask task) => terms.Capacity is null || MemoryOf(task) <= terms.Capacity.MemoryBytes;

    private bool HasRoom(ModelTask task, string worker, WorkerTerms terms) => terms.Capacity is null
        || MemoryOf(task) == 0
        || MemoryOf(task) + Running.Where(other => other.Worker == worker).Sum(MemoryOf) <= terms.Capacity.MemoryBytes;

    private static long MemoryOf(ModelTask task) => task.Spec.Resources?.MemoryBytes ?? 0;

    private void Start(ModelTask task, string worker, WorkerTerms terms)
    {
        if (!task.IsSuspect)
        {
            TakeTurn(task, worker, terms);
        }

        if (task.Spec.RateKey is { } key && settings.Admission.RateLimitOf(key) is { } limit)
        {
            _buckets[key] = (LevelOf(key, limit) - Interval(limit), Now);
            ForgetFullBuckets();
        }

        task.FirstStartedAt ??= Now;
        var timeout = settings.AttemptTimeout;
        if (OptionsOf(task).TotalTimeout is { } total && total - (Now - task.FirstStartedAt.Value) < timeout)
        {
            timeout = total - (Now - task.FirstStartedAt.Value);
        }

        task.Status = QueueTaskStatus.Processing;
        task.Attempt++;
        task.IsLost = false;
        task.Worker = worker;
        task.Deadline = Now + timeout;
        task.IsAlone = task.IsSuspect;
    }

    private void TakeTurn(ModelTask task, string worker, WorkerTerms terms)
    {
        var rank = RankOf(task);
        var able = Ready.Where(other => !other.IsSuspect && RankOf(other) == rank && MayStart(other, worker, terms))
            .GroupBy(FlowOf).ToDictionary(flow => flow.Key, flow => WeightOf(flow.First()));
        Fairness.Started(rank, FlowOf(task), able);
        _turns.Take(rank, task.Spec.FairnessKey, WeightOf(task));
        _turnsOfJournal.Take(rank, task.Spec.FairnessKey, WeightOf(task));
        _turnsOfKept.Take(rank, task.Spec.FairnessKey, WeightOf(task));
        _comparedStarts++;
    }

    /// <summary>Turns are no part of a snapshot: from the time of it on they are counted anew.</summary>
    public void KeepSnapshot()
    {
        _turnsOfKept = new ModelTurns();
        Refresh();
    }

    /// <summary>What a new process knows of turns and workers.</summary>
    public void Recover(Recovery from)
    {
        _turns = from switch
        {
            Recovery.Journal => _turnsOfJournal.Copy(),
            Recovery.KeptSnapshot => _turnsOfKept.Copy(),
            _ => new ModelTurns(),
        };
        Fairness.Forget();
        StaleReports = RefusedCalls = 0;
        foreach (var lease in _leases.Keys.ToArray())
        {
            _leases[lease] = Now + LeaseTimeout;
        }

        Refresh();
    }

    /// <summary>When the next token of a key is there; null where it is there already.</summary>
    private DateTimeOffset? TokenAt(ModelTask task) => HasToken(task)
        ? null
        : Now.AddTicks(Interval(LimitOf(task)) - LevelOf(task.Spec.RateKey!, LimitOf(task)));

    private RateLimit LimitOf(ModelTask task) => settings.Admission.RateLimitOf(task.Spec.RateKey!)!;

    private long LevelOf(string key, RateLimit limit) => _buckets.TryGetValue(key, out var bucket)
        ? Math.Min(limit.Burst * Interval(limit), bucket.Level + (Now - bucket.At).Ticks)
        : limit.Burst * Interval(limit);

    private void LeaveKeys(ModelTask gone)
    {
        if (gone.Spec.RateKey is { } key && !Live.Any(task => task.Spec.RateKey == key))
        {
            ForgetFullBuckets();
        }
    }

    /// <summary>
    /// A full bucket of a key without live tasks is as if it had never been, which shows when the clock is put back. They
    /// are looked for when a token is taken and when the last task of a key goes.
    /// </summary>
    private void ForgetFullBuckets()
    {
        foreach (string key in _buckets.Keys.Where(key => !Live.Any(task => task.Spec.RateKey == key)).ToArray())
        {
            var limit = settings.Admission.RateLimitOf(key)!;
            if (LevelOf(key, limit) == limit.Burst * Interval(limit))
            {
                _buckets.Remove(key);
            }
        }
    }

    private static long Interval(RateLimit limit) => limit.Per.Ticks / limit.Count;
}
