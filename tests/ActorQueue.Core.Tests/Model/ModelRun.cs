using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.Tests.Model;

/// <summary>One case, carried out on the real queue and on the model; after each command they are compared.</summary>
internal sealed partial class ModelRun
{
    private static readonly AdmissionSettings Limits = new()
    {
        FairnessWeights = new Dictionary<string, int> { ["f2"] = 2, ["f3"] = 3 },
        ConcurrencyPerKey = 2,
        ConcurrencyLimits = new Dictionary<string, int> { ["c1"] = 1 },
        RatePerKey = new RateLimit(3, TimeSpan.FromSeconds(9), Burst: 2),
        RateLimits = new Dictionary<string, RateLimit?> { ["r1"] = new(1, TimeSpan.FromSeconds(5), Burst: 1) },

        // What a worker is kept for is not in the model; ResourceTests holds its bound.
        BypassLimit = AdmissionSettings.MaxBypassLimit,
    };

    private readonly QueueScenario _real;
    private readonly ModelQueue _model;
    private readonly JournalAudit _audit = new();
    private readonly Dictionary<TaskId, EndedTask> _history = [];
    private readonly List<TaskSpec> _submitted = [];
    private int _audited;
    private int _workers;
    private long _epoch;
    private (StateSnapshot Bytes, int Position) _kept;

    private ModelRun(string order)
    {
        QueueSettings settings = new()
        {
            MaxLength = 20,
            CrashBudget = 1,
            OutOfMemoryBudget = 1,
            DrainBudget = 2,
            MaxBatches = 6,
            BatchRetention = TimeSpan.FromMinutes(30),
            IdempotencyWindow = TimeSpan.FromMinutes(60),
            MaxRememberedIds = 12,
            Retry = RetryOptions.Fixed(TimeSpan.FromSeconds(10), maxAttempts: 3) with { Jitter = 0 },
            Admission = Limits,
            Order = order switch
            {
                "fifo" => FifoOrder.Instance,
                "aging" => new AgingOrder(TimeSpan.FromSeconds(10)),
                "smallest-first" => SizeOrder.SmallestFirst,
                "largest-first" => SizeOrder.LargestFirst,
                "compared" => new ComparedOrder(PriorityOrder.Instance, FifoOrder.Instance, share: 0.4),
                _ => PriorityOrder.Instance,
            },
        };
        _real = new QueueScenario(settings);
        _model = new ModelQueue(settings);
        KeepSnapshot();
    }

    /// <summary>Carries a case out; the sorts of events that it came to.</summary>
    public static IEnumerable<Type> Of(ModelCase @case)
    {
        var run = new ModelRun(@case.Order);
        foreach (var command in @case.Commands)
        {
            run.One(command);
        }

        run.EveryRunComesToItsEnd();
        run.EveryWayOfRecoveryLeadsToTheLiveState();
        return run._real.Journal.Select(@event => @event.GetType());
    }

    private void One(ModelCommand command)
    {
        // Ids carry their time to the millisecond, and no two are made in the same.
        Pass(TimeSpan.FromMilliseconds(1));
        Carry(command);
        TellTheOrderOfAcceptance();
        TheyAgree();
    }

    private void Carry(ModelCommand command)
    {
        switch (command)
        {
            case ModelCommand.Submit submit:
                Submit([submit], isAtomic: false);
                break;
            case ModelCommand.SubmitMany submit:
                Submit(submit.Tasks, submit.IsAtomic);
                break;
            case ModelCommand.SubmitAgain again when _submitted.Count > 0:
                var repeated = _submitted[again.Which % _submitted.Count];
                Submit(_model.IsForgottenAndYoung(repeated.Id) ? [] : [repeated], isAtomic: false);
                break;
            case ModelCommand.Take take:
                Take(WorkerId(take.Worker), TermsOf(take.Worker), take.Count);
                break;
            case ModelCommand.Late late when Recent(late.Which) is { } task:
                Late(task, late.Back, late.How);
                break;
            case ModelCommand.Stop stop when Recent(stop.Which) is { } task:
                _real.Cancel(task.Id).Result.ShouldBe(_model.Cancel(task));
                break;
            case ModelCommand.StopMany stop:
                StopMany(stop);
                break;
            case ModelCommand.Pause pause when Recent(pause.Which) is { } task:
                Pause(task, pause.IsPaused);
                break;
            case ModelCommand.PauseKind pause:
                _real.Run(batch => _real.Queue.SetKindPaused(KindOf(pause.Kind), pause.IsPaused, _real.Now, batch)).Changed
                    .ShouldBe(_model.PauseKind(KindOf(pause.Kind), pause.IsPaused));
                break;
            case ModelCommand.Reprioritise reprioritise when Recent(reprioritise.Which) is { } task:
                _real.Run(batch => _real.Queue.Reprioritise(new ReprioritiseTask(task.Id, reprioritise.Priority), _real.Now, batch)).Result
                    .ShouldBe(_model.Reprioritise(task, reprioritise.Priority));
                break;
            case ModelCommand.RunAgain again when Recent(again.Which) is { } task:
                RunAgain(task);
                break;
            case ModelCommand.Turn turn:
                _real.SetMode(turn.Mode);
                _model.Mode = turn.Mode;
                break;
            case ModelCommand.Wait wait:
                Pass(TimeSpan.FromSeconds(wait.Seconds));
                break;
            case ModelCommand.Jump jump:
                Pass(TimeSpan.FromMinutes(jump.Minutes));
                break;
            case ModelCommand.Archive archive:
                Archive(archive.Count);
                break;
            case ModelCommand.Snapshot:
                KeepSnapshot();
                break;
            case ModelCommand.Restart restart:
                Restart(restart.From);
                break;
            case ModelCommand.Ask:
                EveryWaitIsExplained();
                break;
            default:
                CarryReport(command);
                break;
        }
    }

    private void CarryReport(ModelCommand command)
    {
        switch (command)
        {
            case ModelCommand.Succeed succeed when Running(succeed.Which) is { } task:
                Report(task, task.Attempt, FailureClass.None, Verdict.Success);
                break;
            case ModelCommand.Break fail when Running(fail.Which) is { } task:
                Report(task, task.Attempt, fail.Failure, Verdict.Failure);
                break;
            case ModelCommand.HandBack release when Running(release.Which) is { } task:
                Report(task, task.Attempt, FailureClass.None, Verdict.HandedBack);
                break;
            case ModelCommand.Die die:
                _model.Attached.Remove(WorkerId(die.Worker));
                _real.Lose(WorkerId(die.Worker));
                _model.Lose(_model.HeldBy(WorkerId(die.Worker)));
                break;
            case ModelCommand.NewOwner owner:
                _real.TakeOwnership(++_epoch, owner.AllWorkersLost);
                _model.Lose(owner.AllWorkersLost ? _model.Running : []);
                break;
            case ModelCommand.CreateBatch or ModelCommand.SealBatch or ModelCommand.CancelBatch or ModelCommand.RetryBatch:
                CarryBatch(command);
                break;
            default:
                CarryForeign(command);
                break;
        }
    }

    private void Pass(TimeSpan time)
    {
        _real.Pass(time);
        _model.Now = _real.Now;
    }

    private void Take(string worker, WorkerTerms terms, int count)
    {
        if (_model.Attached.TryAdd(worker, terms))
        {
            _real.Queue.AttachWorker(worker, terms);
        }

        var started = _real.Assign(count, worker);
        var expected = _model.Take(worker, terms, count);
        started.Select(attempt => (attempt.Task.Name, attempt.Attempt, attempt.IsAlone, attempt.Deadline))
            .ShouldBe(expected.Select(task => (task.Spec.Name, task.Attempt, task.IsAlone, task.Deadline)), $"{worker} is given these");
        if (started.Count < count && _model.Mode != QueueMode.Paused && !_model.Unended.Any(task => task.IsSuspect))
        {
            NoWakeIsMissed(_model.NextTokenAt(worker, terms));
        }
    }

    private void Late(ModelTask task, int back, Verdict how)
    {
        int attempt = task.Attempt - back;
        if (task.IsRunning && back == 0)
        {
            Report(task, attempt, FailureClass.Retryable, how);
        }
        else
        {
            Tell(task.Id, attempt, FailureClass.Retryable, how).Outcome.ShouldBe(_model.AnswerTo(task, attempt));
        }
    }

    private void Report(ModelTask task, int attempt, FailureClass failure, Verdict how)
    {
        var outcome = Tell(task.Id, attempt, failure, how);
        Apply(task, failure, how);
        outcome.Status.ShouldBe(task.Status);
        outcome.Outcome.ShouldNotBeOneOf(AttemptOutcome.AlreadyRecorded, AttemptOutcome.Stale);
    }

    private AttemptReported Tell(TaskId id, int attempt, FailureClass failure, Verdict how) => how switch
    {
        Verdict.Success => _real.Complete(id, attempt),
        Verdict.HandedBack => _real.Run(batch => _real.Queue.Release(new ReleaseAttempt(id, attempt), _real.Now, batch)),
        _ => _real.Run(batch => _real.Queue.Fail(
            new FailAttempt(id, attempt, new TaskError(ErrorCodes.Failed, "It broke."), failure, JitterFraction: 0.5), _real.Now, batch)),
    };

    private void Apply(ModelTask task, FailureClass failure, Verdict how)
    {
        switch (how)
        {
            case Verdict.Success:
                _model.Complete(task);
                break;
            case Verdict.HandedBack:
                _model.HandBack(task);
                break;
            default:
                _model.Fail(task, failure);
                break;
        }
    }

    private void StopMany(ModelCommand.StopMany stop)
    {
        TaskFilter filter = new()
        {
            Kind = stop.Kind is { } kind ? KindOf(kind) : null,
            MinPriority = stop.MinPriority,
            Statuses = stop.Status is { } status ? [status] : [],
            BatchId = stop.Batch == 0 ? null : BatchOf(stop.Batch)?.Id,
        };
        var (changed, requested) = _real.Run(batch => _real.Queue.CancelEach(
            _real.State.SelectUnended(filter, stop.IsPurge), filter, stop.IsPurge, _real.Now, batch));
        (changed, requested.Count).ShouldBe(_model.CancelMany(filter, stop.IsPurge));
    }

    private void Pause(ModelTask task, bool isPaused)
    {
        var result = isPaused
            ? _real.Run(batch => _real.Queue.Pause(new PauseTask(task.Id), _real.Now, batch))
            : _real.Run(batch => _real.Queue.Resume(new ResumeTask(task.Id), _real.Now, batch));
        result.Result.ShouldBe(isPaused ? _model.Pause(task) : _model.Resume(task));
    }

    private void RunAgain(ModelTask task)
    {
        var answer = task.IsArchived && task.Status != QueueTaskStatus.Completed
            ? _real.Run(batch => _real.Queue.Revive(_history[task.Id], _real.Now, batch))
            : _real.Retry(task.Id);
        (answer.Result == TaskRetryResult.Retried).ShouldBe(_model.RunAgain(task), $"{task} has another run");
    }

    private void Archive(int count)
    {
        var ended = _real.State.Finished().Take(count).ToArray();
        foreach (var (_, view, body, attempt) in ended)
        {
            _history[view.Id] = new EndedTask(view.Id, view.Kind, view.Priority, view.Run, attempt, body, view.Errors);
        }

        _real.Archive(ended.Length == 0 ? 0 : ended[^1].Position).Archived.ShouldBe(ended.Length);
        _model.Archive(count);
    }

    private ModelTask? Running(int which) => _model.Running is { Count: > 0 } running ? running[which % running.Count] : null;

    /// <summary>Mostly one of the last twelve, sometimes any.</summary>
    private ModelTask? Recent(int which)
    {
        int count = which < 800 ? Math.Min(12, _model.All.Count) : _model.All.Count;
        return count == 0 ? null : _model.All[_model.All.Count - 1 - (which % count)];
    }

    private static string WorkerId(int worker) => $"w{worker}";

    private static string KindOf(int kind) => $"k{kind}";

    private static WorkerTerms TermsOf(int worker) => worker switch
    {
        1 => new WorkerTerms { Capacity = new WorkerCapacity(100, 1000, 0) },
        2 => new WorkerTerms { Kinds = ["k0", "k1"], MinPriority = 0, MaxPriority = 3 },
        _ => WorkerTerms.Any,
    };
}
