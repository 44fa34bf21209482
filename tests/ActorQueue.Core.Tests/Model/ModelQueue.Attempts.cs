using ActorQueue.Contracts;
using ActorQueue.Core.Commands;

namespace ActorQueue.Core.Tests.Model;

/// <content>How attempts end, by report or with their worker, and who may report.</content>
internal sealed partial class ModelQueue
{
    public static readonly TimeSpan LeaseTimeout = TimeSpan.FromSeconds(15);

    private readonly Dictionary<(TaskId Id, int Attempt), DateTimeOffset> _leases = [];

    public int StaleReports { get; private set; }

    public int RefusedCalls { get; set; }

    public List<ModelWorker> Workers { get; } = [];

    public void Complete(ModelTask task) => Commit(() => End(task, QueueTaskStatus.Completed));

    public void Fail(ModelTask task, FailureClass failure) => Commit(() =>
    {
        var options = OptionsOf(task);
        bool hasMore = failure switch
        {
            FailureClass.Crashed => ++task.Crashes <= settings.CrashBudget,
            FailureClass.OutOfMemory => ++task.OutOfMemory <= settings.OutOfMemoryBudget,
            _ => ++task.Failures < options.MaxAttempts && failure != FailureClass.Permanent,
        };
        if (task.IsCancelRequested || failure == FailureClass.Cancelled)
        {
            End(task, QueueTaskStatus.Cancelled);
        }
        else if (!hasMore || Now + options.Delay - task.FirstStartedAt > options.TotalTimeout)
        {
            End(task, QueueTaskStatus.Failed);
        }
        else
        {
            task.Priority -= options.PriorityStep;
            task.DueAt = Now + options.Delay;
            task.IsSuspect = false;
            Retries++;
            WaitAgain(task, QueueTaskStatus.Retry);
        }
    });

    public void HandBack(ModelTask task)
    {
        if (task.IsCancelRequested)
        {
            Commit(() => End(task, QueueTaskStatus.Cancelled));
        }
        else if (!task.IsPauseRequested && ++task.HandedBack > settings.DrainBudget)
        {
            task.HandedBack--;
            Fail(task, FailureClass.Retryable);
        }
        else
        {
            Commit(() => WaitAgain(task, QueueTaskStatus.Pending));
        }
    }

    /// <summary>The attempts of these tasks are taken from their worker, which is dead as far as anybody can tell.</summary>
    public void Lose(IEnumerable<ModelTask> running)
    {
        foreach (var task in running.ToArray())
        {
            Commit(() => Lose(task));
        }
    }

    private void Lose(ModelTask task)
    {
        if (task.IsCancelRequested)
        {
            End(task, QueueTaskStatus.Cancelled);
        }
        else if (task.IsAlone && ++task.Crashes > settings.CrashBudget)
        {
            End(task, QueueTaskStatus.Failed);
        }
        else
        {
            task.IsSuspect = task.IsLost = true;
            Interrupted++;
            WaitAgain(task, QueueTaskStatus.Pending);
        }
    }

    /// <summary>
    /// What is answered to a report that is not about a running attempt. One that repeats how the last attempt ended is no
    /// news; every other one comes from an attempt that is not the current one, and is counted.
    /// </summary>
    public AttemptOutcome AnswerTo(ModelTask task, int attempt)
    {
        if (IsRepeated(task, attempt))
        {
            return AttemptOutcome.AlreadyRecorded;
        }

        StaleReports++;
        return AttemptOutcome.Stale;
    }

    private static bool IsRepeated(ModelTask task, int attempt) => !task.IsArchived && !task.IsLost && task.Attempt == attempt
        && (task.Status.IsFinal() || task.Status is QueueTaskStatus.Retry or QueueTaskStatus.Paused);

    public void Register(ModelWorker worker)
    {
        Workers.Add(worker);
        Attached[worker.Id] = worker.Terms;
    }

    public IReadOnlyList<ModelTask> Lease(ModelWorker worker)
    {
        if (HeldBy(worker.Id).Count >= worker.MaxAttempts)
        {
            RefusedCalls++;
            return [];
        }

        var taken = worker.IsPaused ? [] : Take(worker.Id, worker.Terms, 1);
        foreach (var task in taken)
        {
            _leases[(task.Id, task.Attempt)] = Now + LeaseTimeout;
        }

        return taken;
    }

    /// <summary>Whether a worker's call about an attempt is refused; null: it is about its own, and carried out.</summary>
    public bool? IsRefused(ModelWorker worker, ModelTask task, int attempt)
    {
        if (task.IsRunning && task.Worker == worker.Id && task.Attempt == attempt)
        {
            return null;
        }

        if (task.Worker == worker.Id && IsRepeated(task, attempt))
        {
            return false;
        }

        RefusedCalls++;
        StaleReports++;
        return true;
    }

    public void Renew(ModelWorker worker)
    {
        foreach (var task in HeldBy(worker.Id))
        {
            _leases[(task.Id, task.Attempt)] = Now + LeaseTimeout;
        }
    }

    /// <summary>The attempts of foreign workers whose lease has run out.</summary>
    public IReadOnlyList<ModelTask> Expired() =>
        [.. Running.Where(task => Workers.Exists(worker => worker.Id == task.Worker) && _leases[(task.Id, task.Attempt)] <= Now)];

    public void Unregister(ModelWorker worker, bool isLost)
    {
        if (isLost)
        {
            Lose(HeldBy(worker.Id));
        }
        else
        {
            foreach (var task in HeldBy(worker.Id))
            {
                HandBack(task);
            }
        }

        Workers.Remove(worker);
        Attached.Remove(worker.Id);
    }

    public bool PauseWorker(ModelWorker worker, bool isPaused)
    {
        if (worker.IsPaused == isPaused)
        {
            return false;
        }

        worker.IsPaused = isPaused;
        Attached.Remove(worker.Id);
        if (!isPaused)
        {
            Attached.Add(worker.Id, worker.Terms);
        }

        return true;
    }

    public IReadOnlyList<ModelTask> HeldBy(string worker) => [.. Running.Where(task => task.Worker == worker)];
}

/// <summary>A worker that is not the queue's own.</summary>
internal sealed class ModelWorker(string id, WorkerTerms terms, int maxAttempts)
{
    public string Id { get; } = id;

    public WorkerTerms Terms { get; } = terms;

    public int MaxAttempts { get; } = maxAttempts;

    public bool IsPaused { get; set; }
}
