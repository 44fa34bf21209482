using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Workers;

namespace ActorQueue.Core.Tests.Model;

/// <content>Submits, batches and foreign workers.</content>
internal sealed partial class ModelRun
{
    private void Submit(ModelCommand.Submit[] submits, bool isAtomic)
    {
        var ids = submits.Select(_ => _real.NewId()).ToArray();
        var specs = submits.Select((submit, i) => SpecOf(submit, ids[i], ids)).ToArray();
        _submitted.AddRange(specs);
        Submit(specs, isAtomic);
    }

    private void Submit(TaskSpec[] specs, bool isAtomic)
    {
        var outcomes = _real.Run(batch => _real.Queue.Enqueue(new EnqueueTasks(specs) { Atomic = isAtomic }, _real.Now, batch)).Outcomes;
        var expected = _model.Submit(specs, isAtomic);
        for (int i = 0; i < specs.Length; i++)
        {
            var answer = outcomes[i].Result switch
            {
                EnqueueResult.Accepted => ModelAnswer.Accepted,
                EnqueueResult.Duplicate => ModelAnswer.Duplicate,
                _ => ModelAnswer.Rejected,
            };
            answer.ShouldBe(expected[i], $"{specs[i].Name}: {outcomes[i].Reason} {outcomes[i].Message}");
        }
    }

    private TaskSpec SpecOf(ModelCommand.Submit submit, TaskId id, TaskId[] together) => new()
    {
        Id = id,
        Name = $"t{_submitted.Count + Array.IndexOf(together, id)}",
        Kind = KindOf(submit.Kind),
        Priority = submit.Priority,
        NotBefore = submit.DelaySeconds == 0 ? null : _real.Now.AddSeconds(submit.DelaySeconds),
        FairnessKey = KeyOf("f", submit.Fairness),
        ConcurrencyKey = KeyOf("c", submit.Concurrency),
        RateKey = KeyOf("r", submit.Rate),
        Resources = submit.Memory == 0 ? null : new ResourceNeeds { MemoryBytes = 100 << submit.Memory },
        Retry = submit.IsShortLived ? RetryOptions.Fixed(TimeSpan.FromSeconds(10), timeout: TimeSpan.FromSeconds(25)) with { Jitter = 0 } : null,
        Dedup = submit.Dedup == DedupPolicy.None ? null : new DedupOptions($"d{submit.DedupKey}", TimeSpan.FromSeconds(20), submit.Dedup),
        BatchId = submit.Batch == 0 ? null : BatchOf(submit.Batch)?.Id,
        DependsOn = [.. submit.After.Select(wait => DependencyOf(wait, together)).OfType<TaskDependency>().DistinctBy(wait => wait.Id)],
        OnDependencyFailed = submit.OnUnmet,
        FollowUps = [.. submit.FollowUps.Select((on, i) => new FollowUp(on, Template($"t{_submitted.Count} then {i}")))],
    };

    private static TaskSpec Template(string name) => new() { Id = default, Name = name, Kind = KindOf(1), Priority = 2, FairnessKey = "f2" };

    private static string? KeyOf(string letter, int number) => number == 0 ? null : letter + number;

    private TaskDependency? DependencyOf(ModelCommand.Submit.Awaited wait, TaskId[] together)
    {
        var id = together.Length > 1 && wait.Which % 2 == 0 ? together[wait.Which / 2 % together.Length] : Recent(wait.Which)?.Id;
        return id is { } known ? new TaskDependency(known, wait.On) : null;
    }

    /// <summary>Mostly one of the last three.</summary>
    private ModelBatch? BatchOf(int which)
    {
        int count = which < 900 ? Math.Min(3, _model.Batches.Count) : _model.Batches.Count;
        return count == 0 ? null : _model.Batches[_model.Batches.Count - 1 - (which % count)];
    }

    private void CarryBatch(ModelCommand command)
    {
        switch (command)
        {
            case ModelCommand.CreateBatch create:
                CreateBatch(create);
                break;
            case ModelCommand.SealBatch seal when BatchOf(seal.Which) is { } sealing:
                _real.Seal(sealing.Id);
                _model.Seal(sealing);
                break;
            case ModelCommand.CancelBatch cancel when BatchOf(cancel.Which) is { IsForgotten: false } cancelled:
                var answer = _real.Cancel(cancelled.Id)!;
                (answer.Cancelled, answer.Requested).ShouldBe(_model.CancelBatch(cancelled));
                break;
            case ModelCommand.RetryBatch retry when BatchOf(retry.Which) is { IsForgotten: false } retried:
                RetryBatch(retried);
                break;
            default:
                // There is no batch yet, or no longer.
                break;
        }
    }

    private void CreateBatch(ModelCommand.CreateBatch create)
    {
        string name = $"b{_model.Batches.Count}";
        var spec = _real.Batch(name, create.Parent == 0 ? null : BatchOf(create.Parent)?.Id) with
        {
            OnCompletion = create.OnCompletion ? Template($"{name} over") : null,
            OnSuccess = create.OnSuccess ? Template($"{name} well") : null,
            OnFailure = create.OnFailure ? Template($"{name} badly") : null,
        };
        var answer = _real.Create(spec);
        (answer.Result == EnqueueResult.Accepted).ShouldBe(_model.CreateBatch(spec), $"{name}: {answer.Message}");
    }

    /// <summary>As the queue's client does: what is not here any more is given from the history.</summary>
    private void RetryBatch(ModelBatch batch)
    {
        var members = _model.WithNested(batch).SelectMany(_model.MembersOf)
            .Where(task => task.Status is QueueTaskStatus.Failed or QueueTaskStatus.Cancelled).OrderBy(task => task.Sequence).ToArray();
        var answer = _real.Run(into => _real.Queue.RetryBatch(
            batch.Id, [.. members.Select(task => new BatchMember(task.Id, task.IsArchived ? _history[task.Id] : null))], _real.Now, into))!;

        var opened = _model.Reopen(batch);
        int retried = members.Count(_model.RunAgain);
        foreach (var one in opened.Reverse())
        {
            _model.Seal(one);
        }

        (answer.Retried, answer.Refused, answer.Missing.Count).ShouldBe((retried, members.Length - retried, 0));
        TellTheOrderOfAcceptance();
    }

    private void CarryForeign(ModelCommand command)
    {
        switch (command)
        {
            case ModelCommand.Register register:
                Register(register);
                break;
            case ModelCommand.Unregister unregister when Foreign(unregister.Worker) is { } worker:
                _real.Run(batch => _real.Queue.UnregisterWorker(worker.Id, unregister.IsLost, _real.Now, batch));
                _model.Unregister(worker, unregister.IsLost);
                break;
            case ModelCommand.PauseWorker pause when Foreign(pause.Worker) is { } worker:
                _real.Run(batch => _real.Queue.SetWorkerPaused(worker.Id, pause.IsPaused, _real.Now, batch))
                    .ShouldBe(_model.PauseWorker(worker, pause.IsPaused));
                break;
            case ModelCommand.Lease { IsImpostor: true } lease when Foreign(lease.Worker) is { } worker:
                _real.Run(batch => _real.Queue.Lease(new WorkerIdentity(worker.Id, "guessed"), _real.Now, batch)).Assignment.ShouldBeNull();
                _model.RefusedCalls++;
                break;
            case ModelCommand.Lease lease when Foreign(lease.Worker) is { } worker:
                var leased = _real.Run(batch => _real.Queue.Lease(new WorkerIdentity(worker.Id, worker.Id), _real.Now, batch)).Assignment;
                (leased is null ? [] : new[] { leased.Task.Name }).ShouldBe(_model.Lease(worker).Select(task => task.Spec.Name), $"{worker.Id} is leased this");
                break;
            case ModelCommand.Call call when Foreign(call.Worker) is { } worker && Subject(worker, call.Which) is { } task:
                Call(worker, task, task.Attempt - call.Back, call.How);
                break;
            case ModelCommand.Renew renew when Foreign(renew.Worker) is { } worker:
                _model.Renew(worker);
                break;
            case ModelCommand.Sweep:
                var expired = _model.Expired();
                foreach (var task in expired)
                {
                    _real.Run(batch => _real.Queue.ExpireLease(task.Id, task.Attempt, _real.Now, batch)).ShouldNotBeNull();
                    _model.Lose([task]);
                }

                break;
            default:
                // It chooses among what is not there.
                break;
        }
    }

    private void Register(ModelCommand.Register register)
    {
        string id = $"x{_workers++}";
        WorkerDefinition worker = new()
        {
            Id = id,
            Name = id,
            TokenHash = QueuePartition.HashOf(id),
            Kinds = [.. Enumerable.Range(0, 3).Where(kind => (register.Kinds & (1 << kind)) != 0).Select(KindOf)],
            MinPriority = register.MinPriority,
            MaxAttempts = register.MaxAttempts,
        };
        _real.Run(batch => _real.Queue.RegisterWorker(worker, _real.Now, batch)).ShouldNotBeNull();
        _model.Register(new ModelWorker(id, worker.Terms, register.MaxAttempts));
    }

    private void Call(ModelWorker worker, ModelTask task, int attempt, Verdict how)
    {
        var refusal = _real.Queue.CheckLease(new WorkerIdentity(worker.Id, worker.Id), task.Id, attempt);
        (refusal is null ? default(bool?) : !refusal.IsAccepted).ShouldBe(_model.IsRefused(worker, task, attempt), $"{worker.Id} speaks of attempt {attempt} of {task}");
        if (refusal is null)
        {
            Report(task, attempt, FailureClass.Retryable, how);
        }
    }

    private ModelWorker? Foreign(int which) => _model.Workers.Count == 0 ? null : _model.Workers[which % _model.Workers.Count];

    /// <summary>Mostly what the worker holds or held last, sometimes any.</summary>
    private ModelTask? Subject(ModelWorker worker, int which)
    {
        var own = _model.All.Where(task => task.Worker == worker.Id && !task.IsArchived).ToArray();
        return own.Length == 0 || which > 900 ? Recent(which) : own[which % own.Length];
    }
}
