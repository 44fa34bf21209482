using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Model;

/// <content>What is accepted, what is known, and what is forgotten.</content>
internal sealed partial class ModelQueue
{
    private readonly List<ModelTask> _remembered = [];
    private readonly Dictionary<string, (TaskId Id, DateTimeOffset Until)> _keys = [];
    private DateTimeOffset _floor = DateTimeOffset.MinValue;

    /// <summary>The status of a task that the queue knows, else none.</summary>
    public QueueTaskStatus StatusOf(TaskId id) =>
        Find(id) is { } task && (!task.IsArchived || _remembered.Contains(task)) ? task.Status : QueueTaskStatus.None;

    /// <summary>Submits tasks, each after those of the same submit that it waits for; the answer to each.</summary>
    public ModelAnswer[] Submit(TaskSpec[] specs, bool isAtomic)
    {
        var order = InOrder(specs);
        ModelAnswer[] answers = new ModelAnswer[specs.Length];
        if (isAtomic)
        {
            List<TaskSpec> planned = [];
            foreach (int i in order)
            {
                // Which of two with one key is meant could only be told once the first is there.
                bool isTwin = specs[i].Dedup is { } dedup && order.TakeWhile(before => before != i).Any(before => specs[before].Dedup?.Key == dedup.Key);
                answers[i] = isTwin ? ModelAnswer.Rejected : Judge(specs[i], specs, planned).Answer;
                if (answers[i] == ModelAnswer.Accepted)
                {
                    planned.Add(specs[i]);
                }
            }

            if (answers.Contains(ModelAnswer.Rejected))
            {
                return [.. specs.Select(_ => ModelAnswer.Rejected)];
            }
        }

        foreach (int i in order.Where(i => !isAtomic || answers[i] == ModelAnswer.Accepted))
        {
            // What was found to fit is not parted by what a replaced task's end enqueues meanwhile.
            answers[i] = SubmitOne(specs[i], specs, isCertain: isAtomic);
        }

        return answers;
    }

    private ModelAnswer SubmitOne(TaskSpec spec, TaskSpec[] together, bool isCertain)
    {
        var (answer, replaced, notBefore) = Judge(spec, together, []);
        if (answer != ModelAnswer.Accepted && !isCertain)
        {
            return answer;
        }

        if (replaced is not null)
        {
            Commit(() => End(replaced, QueueTaskStatus.Cancelled));
        }

        Commit(() => Enter(spec with { NotBefore = notBefore }));
        return ModelAnswer.Accepted;
    }

    private (ModelAnswer Answer, ModelTask? Replaced, DateTimeOffset? NotBefore) Judge(TaskSpec spec, TaskSpec[] together, List<TaskSpec> planned)
    {
        if (StatusOf(spec.Id) != QueueTaskStatus.None || planned.Exists(other => other.Id == spec.Id))
        {
            return (ModelAnswer.Duplicate, null, null);
        }

        if (IsOnCircle(spec, together))
        {
            return (ModelAnswer.Rejected, null, null);
        }

        ModelTask? replaced = null;
        var notBefore = spec.NotBefore;
        if (spec.Dedup is { } dedup)
        {
            bool isTaken = _keys.TryGetValue(dedup.Key, out var holder) && holder.Until > Now;
            switch (dedup.Policy)
            {
                case DedupPolicy.Reject or DedupPolicy.Throttle when isTaken:
                    return (ModelAnswer.Rejected, null, null);
                case DedupPolicy.ReturnExisting when isTaken:
                    return (ModelAnswer.Duplicate, null, null);
                case DedupPolicy.Replace or DedupPolicy.Debounce when isTaken && Find(holder.Id) is { } old && old.Status.IsWaiting():
                    replaced = old;
                    break;
                default:
                    break;
            }

            var quietAt = Now + dedup.Window;
            notBefore = dedup.Policy == DedupPolicy.Debounce && !(notBefore > quietAt) ? quietAt : notBefore;
        }

        bool isRefused = Mode == QueueMode.Draining
            || IsTooOld(spec.Id)
            || spec.Id.CreatedAt - Now > settings.MaxClockSkew
            || spec.DependsOn.Any(wait => StatusOf(wait.Id) == QueueTaskStatus.None && !planned.Exists(other => other.Id == wait.Id))
            || (spec.BatchId is { } batch && _batches.Find(known => known.Id == batch) is not { IsSealed: false, IsForgotten: false })
            || (replaced is null && WaitingCount + planned.Count >= settings.MaxLength);
        return (isRefused ? ModelAnswer.Rejected : ModelAnswer.Accepted, replaced, notBefore);
    }

    /// <summary>One older than the window is never accepted, nor one as old as any that was forgotten for want of room.</summary>
    private bool IsTooOld(TaskId id) => Now - id.CreatedAt > settings.IdempotencyWindow || id.CreatedAt <= _floor;

    /// <summary>Only a clock that is put back by more than the window can make a forgotten id young again.</summary>
    public bool IsForgottenAndYoung(TaskId id) => Find(id) is not null && StatusOf(id) == QueueTaskStatus.None && !IsTooOld(id);

    private void Enter(TaskSpec spec)
    {
        bool isUnmet = spec.OnDependencyFailed != DependencyFailurePolicy.Run
            && spec.DependsOn.Any(wait => StatusOf(wait.Id).IsFinal() && !wait.On.IsMetBy(StatusOf(wait.Id)));
        var waits = spec.DependsOn.Where(wait => !StatusOf(wait.Id).IsFinal()).ToList();
        var task = Accept(spec, isBlocked: isUnmet || waits.Count > 0);
        task.WaitsFor = waits;
        if (isUnmet)
        {
            EndUnmet(task);
        }

        if (spec.Dedup is { } dedup)
        {
            // One whose window has ended goes with the next submit that brings a key.
            foreach (string over in _keys.Keys.Where(key => _keys[key].Until <= Now).ToArray())
            {
                _keys.Remove(over);
            }

            _keys[dedup.Key] = (spec.Id, Now + dedup.Window);
        }
    }

    private IReadOnlyList<int> InOrder(TaskSpec[] specs)
    {
        List<int> order = [];
        while (order.Count < specs.Length)
        {
            var left = Enumerable.Range(0, specs.Length).Except(order).ToArray();
            int next = left.FirstOrDefault(i => !left.Any(other => IsNew(specs[other].Id) && specs[i].DependsOn.Any(wait => wait.Id == specs[other].Id)), -1);
            order.Add(next < 0 ? left[0] : next);
        }

        return order;
    }

    private bool IsNew(TaskId id) => StatusOf(id) == QueueTaskStatus.None;

    private bool IsOnCircle(TaskSpec spec, TaskSpec[] together)
    {
        HashSet<TaskId> reached = [];
        Queue<TaskSpec> open = new([spec]);
        while (open.TryDequeue(out var at))
        {
            foreach (var next in together.Where(other => IsNew(other.Id) && at.DependsOn.Any(wait => wait.Id == other.Id) && reached.Add(other.Id)))
            {
                open.Enqueue(next);
            }
        }

        return reached.Contains(spec.Id);
    }

    /// <summary>The history has the first so many that have ended.</summary>
    public void Archive(int count)
    {
        ForgetBatches(settings.MaxBatches);
        var ended = Live.Where(task => task.Status.IsFinal()).OrderBy(task => task.EndedAs).Take(count).ToArray();
        if (ended.Length == 0)
        {
            return;
        }

        foreach (var task in ended)
        {
            task.IsArchived = true;
            _remembered.Add(task);
            LeaveKeys(task);
        }

        var before = Now - settings.IdempotencyWindow - settings.MaxClockSkew;
        while (_remembered.Count > 0 && _remembered[0].EndedAt < before)
        {
            _remembered.RemoveAt(0);
        }

        while (_remembered.Count > settings.MaxRememberedIds)
        {
            _floor = _remembered[0].Id.CreatedAt > _floor ? _remembered[0].Id.CreatedAt : _floor;
            _remembered.RemoveAt(0);
        }
    }

    /// <summary>Another run, of a task that is here or stands in the history.</summary>
    public bool RunAgain(ModelTask task)
    {
        if (task.Status is not (QueueTaskStatus.Failed or QueueTaskStatus.Cancelled) || Mode == QueueMode.Draining || WaitingCount >= settings.MaxLength)
        {
            return false;
        }

        Commit(() => Revive(task));
        return true;
    }

    private void Revive(ModelTask old)
    {
        if (old.Batch is { } known)
        {
            known.IsBlurred |= StatusOf(old.Id) == QueueTaskStatus.None;
        }

        _all.Remove(old);
        _remembered.Remove(old);

        // One from the archive left its keys when it went there.
        if (!old.IsArchived)
        {
            LeaveKeys(old);
        }

        var task = new ModelTask(old.Spec)
        {
            AcceptedAt = Now,
            Sequence = ++_sequence,
            Priority = old.GivenPriority,
            GivenPriority = old.GivenPriority,
            Run = old.Run + 1,
            Attempt = old.Attempt,
            Batch = old.Batch is { IsForgotten: false } ? old.Batch : null,
            WaitsFor = [.. old.Spec.DependsOn.Where(wait => StatusOf(wait.Id) is not QueueTaskStatus.None and var status && !status.IsFinal())],
        };
        task.Status = task.WaitsFor.Count > 0 ? QueueTaskStatus.Blocked : QueueTaskStatus.Pending;
        _all.Add(task);
        Accepted++;
        OpenAgain(task.Batch);
    }
}

/// <summary>How a submit is answered.</summary>
internal enum ModelAnswer
{
    Accepted,
    Duplicate,
    Rejected,
}
