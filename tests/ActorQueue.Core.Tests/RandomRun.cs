using ActorQueue.Contracts;
using ActorQueue.Core.Commands;

namespace ActorQueue.Core.Tests;

/// <summary>
/// A random but repeatable history of a queue, checked at each dispatch against a naive list: whatever starts must be
/// what a sort of all waiting tasks would have chosen.
/// </summary>
internal sealed partial class RandomRun
{
    private readonly Random _random;
    private readonly List<Assignment> _held = [];
    private readonly List<TaskSpec> _submitted = [];
    private readonly List<BatchId> _batches = [];
    private long _epoch;

    public RandomRun(int seed)
    {
        _random = new Random(seed);
        Queue = new QueueScenario(new QueueSettings
        {
            MaxLength = 60,
            IdempotencyWindow = TimeSpan.FromMinutes(2),
            MaxRememberedIds = 40,
            Breaker = new BreakerSettings { Failures = 4, OpenFor = TimeSpan.FromSeconds(20) },
            MaxBatches = 12,
            BatchRetention = TimeSpan.FromMinutes(1),
        });
    }

    public QueueScenario Queue { get; }

    public void Steps(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Step();
        }
    }

    /// <summary>Seals every batch, so that all of them come to an end.</summary>
    public void SealAll()
    {
        foreach (var batch in _batches)
        {
            Queue.Seal(batch);
        }
    }

    /// <summary>Gives everything that is still here and did not complete another run, and all batches with it.</summary>
    public void RunAgain()
    {
        foreach (var batch in _batches)
        {
            Queue.RetryBatch(batch);
        }

        foreach (var task in Queue.State.List(new ListTasks { PageSize = 500 }).Tasks)
        {
            Queue.Retry(task.Id);
        }

        SealAll();
        FinishAll();
    }

    /// <summary>Runs everything that is left to its end.</summary>
    public void FinishAll()
    {
        Queue.SetMode(QueueMode.Running);
        LetAllGo();
        for (int i = 0; Queue.State.LiveCount > Queue.State.FinishedCount; i++)
        {
            i.ShouldBeLessThan(10_000, "everything comes to an end");
            foreach (var attempt in _held)
            {
                Queue.Complete(attempt);
            }

            _held.Clear();
            Queue.Pass(TimeSpan.FromMinutes(2));
            Assign("w0");
            Assign("w1");
        }
    }

    private void Step()
    {
        Queue.Pass(TimeSpan.FromMilliseconds(_random.Next(3000)));
        if (_random.Next(6) == 0)
        {
            ControlStep();
            return;
        }

        if (_random.Next(8) == 0)
        {
            RecurringStep();
            return;
        }

        switch (_random.Next(100))
        {
            case < 30:
                Submit();
                break;
            case < 55:
                Assign($"w{_random.Next(3)}");
                break;
            case < 70:
                Report(attempt => Queue.Complete(attempt, new string('r', _random.Next(20))));
                break;
            case < 80:
                Report(attempt => Queue.Fail(attempt, (FailureClass)_random.Next(1, 7), jitter: _random.NextDouble()));
                break;
            case < 84:
                Report(attempt => Queue.Release(attempt));
                break;
            case < 86 when _batches.Count > 0:
                HandleBatch(_batches[_random.Next(_batches.Count)]);
                break;
            case < 89 when _submitted.Count > 0:
                Queue.Cancel(_submitted[_random.Next(_submitted.Count)].Id);
                break;
            case < 94:
                Queue.Archive(Queue.State.Position - _random.Next(5));
                break;
            case < 96:
                Queue.SetMode((QueueMode)_random.Next(1, 4));
                break;
            case < 98:
                Queue.Lose($"w{_random.Next(3)}");
                break;
            case 98:
                Queue.TakeOwnership(++_epoch, allWorkersLost: _random.Next(2) == 0);
                break;
            default:
                Queue.Recover();
                break;
        }
    }

    private void HandleBatch(BatchId id)
    {
        switch (_random.Next(6))
        {
            case < 2:
                Queue.Cancel(id);
                break;
            case 2:
                Queue.RetryBatch(id);
                break;
            default:
                Queue.Seal(id);
                break;
        }
    }

    private void CreateBatch()
    {
        var spec = Queue.Batch(parent: _batches.Count > 0 && _random.Next(3) == 0 ? _batches[^1] : null) with
        {
            OnCompletion = _random.Next(2) == 0 ? FollowUp(1).Task : null,
            OnSuccess = FollowUp(1).Task,
            OnFailure = FollowUp(1).Task,
        };
        Queue.Create(spec);
        _batches.Add(spec.Id);
    }

    private void Submit()
    {
        if (_random.Next(8) == 0)
        {
            CreateBatch();
        }

        var specs = new TaskSpec[_random.Next(1, 6)];
        for (int i = 0; i < specs.Length; i++)
        {
            bool repeats = _submitted.Count > 0 && _random.Next(5) == 0;
            specs[i] = repeats ? _submitted[_random.Next(_submitted.Count)] : NewSpec();
            _submitted.Add(specs[i]);
        }

        if (_random.Next(10) == 0)
        {
            int waiting = _random.Next(specs.Length);
            specs[waiting] = specs[waiting] with { DependsOn = [new TaskDependency(specs[^1].Id)] };
        }

        bool atomic = _random.Next(8) == 0;
        Queue.Run(batch => Queue.Queue.Enqueue(new EnqueueTasks(specs) { Atomic = atomic }, Queue.Now, batch));
    }

    private TaskSpec NewSpec() => Queue.Spec($"task {_submitted.Count}", _random.Next(-2, 70)) with
    {
        Kind = $"kind {_random.Next(3)}",
        Payload = new byte[_random.Next(40)],
        Dedup = _random.Next(5) == 0
            ? new DedupOptions($"key {_random.Next(4)}", TimeSpan.FromSeconds(_random.Next(1, 60)), (DedupPolicy)_random.Next(1, 6))
            : null,
        NotBefore = _random.Next(6) == 0 ? Queue.Now.AddSeconds(_random.Next(60)) : null,
        Retry = _random.Next(3) == 0
            ? RetryOptions.Exponential(maxAttempts: _random.Next(1, 4), timeout: TimeSpan.FromSeconds(_random.Next(1, 90)))
            : null,
        DependsOn = _random.Next(2) == 0 ? Dependencies() : [],
        OnDependencyFailed = (DependencyFailurePolicy)_random.Next(1, 4),
        FollowUps = _random.Next(4) == 0 ? [FollowUp(2)] : [],
        BatchId = _batches.Count > 0 && _random.Next(3) == 0 ? _batches[^1] : null,
    };

    private TaskDependency[] Dependencies() =>
    [
        .. Enumerable.Range(0, _random.Next(4)).Select(_ => _submitted.Count - 1 - _random.Next(20)).Where(i => i >= 0).Distinct()
            .Select(i => new TaskDependency(_submitted[i].Id, (DependencyCondition)_random.Next(1, 4))).DistinctBy(wait => wait.Id),
    ];

    private FollowUp FollowUp(int generations) => new(
        (DependencyCondition)_random.Next(1, 4),
        new TaskSpec
        {
            Id = default,
            Kind = "follow-up",
            Priority = _random.Next(-2, 70),
            FollowUps = generations > 1 && _random.Next(2) == 0 ? [FollowUp(generations - 1)] : [],
        });

    private void Assign(string worker)
    {
        // Due tasks first become pending, so that the naive list sees them.
        Queue.Run(batch => Queue.Queue.ReleaseDue(Queue.Now, batch));
        var waiting = Queue.State.List(new ListTasks { PageSize = 500, Status = QueueTaskStatus.Pending })
            .Tasks.Where(task => !Queue.State.Slots[Queue.State.FindLive(task.Id)].IsHeldByKind).ToList();
        var inOrder = waiting.OrderByDescending(task => task.Priority).Select(task => task.Id).ToList();
        var assigned = Queue.Assign(_random.Next(1, 5), worker);
        if (!assigned.Any(attempt => attempt.IsAlone))
        {
            // Suspects may be passed over; among the others nothing overtakes.
            var plain = inOrder.Where(id => Queue.State.Find(id)!.Status == QueueTaskStatus.Processing).ToList();

            // What a total timeout that passed set free, or enqueued, became ready only meanwhile.
            assigned.Select(attempt => attempt.Id).Where(inOrder.Contains).ShouldBe(plain);
            NothingBetterWasLeft(waiting, assigned);
        }
        else
        {
            assigned.Count.ShouldBe(1);
            Queue.State.AssignmentsOf(worker).Count.ShouldBe(1);
        }

        _held.AddRange(assigned);
    }

    private void NothingBetterWasLeft(IReadOnlyList<TaskView> waiting, IReadOnlyList<Assignment> assigned)
    {
        if (assigned.Count == 0)
        {
            return;
        }

        int worst = assigned.Min(attempt => attempt.Task.Priority);
        foreach (var left in waiting.Where(task => task.Priority > worst))
        {
            var now = Queue.State.Find(left.Id)!;
            (now.Status != QueueTaskStatus.Pending || WasInterrupted(left.Id)).ShouldBeTrue($"{left.Name} was passed over");
        }
    }

    private bool WasInterrupted(TaskId id) =>
        Queue.Journal.OfType<Events.AttemptInterrupted>().Any(interrupted => interrupted.Id == id);

    private void Report(Action<Assignment> report)
    {
        if (_held.Count > 0)
        {
            int which = _random.Next(_held.Count);
            report(_held[which]);
            if (_random.Next(4) > 0)
            {
                _held.RemoveAt(which);
            }
        }
    }
}
