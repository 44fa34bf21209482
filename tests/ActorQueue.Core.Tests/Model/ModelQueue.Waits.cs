using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Model;

/// <content>Why a task waits.</content>
internal sealed partial class ModelQueue
{
    /// <summary>The codes of all that a task waits for but the tasks before it, with the time that each passes where it is known.</summary>
    public IReadOnlyList<(string Code, DateTimeOffset? Until)> WaitsOf(ModelTask task)
    {
        List<(string, DateTimeOffset?)> reasons = [];
        Add(Mode == QueueMode.Paused, WaitReasons.QueuePaused);
        Add(PausedKinds.Contains(task.Spec.Kind), WaitReasons.KindPaused);
        Add(task.Status == QueueTaskStatus.Paused, WaitReasons.TaskPaused);
        Add(task.Status == QueueTaskStatus.Blocked, WaitReasons.Dependencies);
        Add(task.Status == QueueTaskStatus.Scheduled, WaitReasons.Scheduled, task.DueAt);
        Add(task.Status == QueueTaskStatus.Retry, WaitReasons.Backoff, task.DueAt);
        Add(!HasPlace(task), WaitReasons.ConcurrencyLimit);
        Add(!HasToken(task), WaitReasons.RateLimit, TokenAt(task));
        Add(task.IsSuspect, WaitReasons.RunsAlone);
        Add(Attached.Count == 0, WaitReasons.NoWorker);
        var takers = Attached.Where(worker => Takes(worker.Value, task)).ToArray();
        Add(Attached.Count > 0 && takers.Length == 0, WaitReasons.NoWorkerForTask);
        bool isTooMuch = takers.Length > 0 && !takers.Any(worker => CouldRun(worker.Value, task));
        Add(isTooMuch, WaitReasons.NeedsTooMuch);
        Add(takers.Length > 0 && !isTooMuch && !takers.Any(worker => HasRoom(task, worker.Key, worker.Value)), WaitReasons.NoRoom);
        return reasons;

        void Add(bool holds, string code, DateTimeOffset? until = null)
        {
            if (holds)
            {
                reasons.Add((code, until));
            }
        }
    }

    /// <summary>Whether places in the order can be told: not while some tasks run alone or end where they would start.</summary>
    public bool HasPlaces => !Ready.Any(task => task.IsSuspect || (OptionsOf(task).TotalTimeout is { } total && Now - task.FirstStartedAt >= total));

    /// <summary>When the first waiting task is due.</summary>
    public DateTimeOffset? NextDueAt => _all.Where(task => task.Status is QueueTaskStatus.Scheduled or QueueTaskStatus.Retry).Min(task => task.DueAt);

    /// <summary>When the first of those tasks has a token that would start on this worker if it had one.</summary>
    public DateTimeOffset? NextTokenAt(string worker, Core.Commands.WorkerTerms terms) => Ready
        .Where(task => !HasToken(task) && HasPlace(task) && Takes(terms, task) && HasRoom(task, worker, terms))
        .Min(TokenAt);

    /// <summary>The running attempts that have used up their time.</summary>
    public IEnumerable<TaskId> Overdue => Running.Where(task => task.Deadline <= Now).Select(task => task.Id);
}
