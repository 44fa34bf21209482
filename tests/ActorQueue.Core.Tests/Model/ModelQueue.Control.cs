using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Model;

/// <content>What clients do to tasks, kinds and batches.</content>
internal sealed partial class ModelQueue
{
    public CancelResult Cancel(ModelTask task)
    {
        if (task.Status.IsFinal())
        {
            return StatusOf(task.Id) == QueueTaskStatus.None ? CancelResult.NotFound : CancelResult.AlreadyFinished;
        }

        if (task.IsRunning)
        {
            task.IsCancelRequested = true;
            return CancelResult.Requested;
        }

        Commit(() => End(task, QueueTaskStatus.Cancelled));
        return CancelResult.Cancelled;
    }

    /// <summary>Cancels all that fit; those that no longer do when their turn comes are left out.</summary>
    public (int Changed, int Requested) CancelMany(TaskFilter filter, bool waitingOnly)
    {
        int changed = 0, requested = 0;
        foreach (var task in Unended.Where(task => Fits(task) && (waitingOnly || !task.IsCancelRequested)).ToArray())
        {
            if (task.IsUnended && Fits(task))
            {
                changed++;
                requested += Cancel(task) == CancelResult.Requested ? 1 : 0;
            }
        }

        return (changed, requested);

        bool Fits(ModelTask task) => (!waitingOnly || task.Status.IsWaiting())
            && filter.Includes(task.Status)
            && (filter.Kind is null || filter.Kind == task.Spec.Kind)
            && (filter.MinPriority is null || task.Priority >= filter.MinPriority)
            && (filter.BatchId is null || filter.BatchId == task.Batch?.Id);
    }

    public TaskControlResult Pause(ModelTask task)
    {
        if (IsOver(task) is { } over)
        {
            return over;
        }

        if (task.Status == QueueTaskStatus.Paused)
        {
            return TaskControlResult.Unchanged;
        }

        if (task.IsRunning)
        {
            task.IsPauseRequested = true;
            return TaskControlResult.Requested;
        }

        Commit(() => (task.PausedFrom, task.Status) = (task.Status, QueueTaskStatus.Paused));
        return TaskControlResult.Done;
    }

    public TaskControlResult Resume(ModelTask task)
    {
        if (IsOver(task) is { } over)
        {
            return over;
        }

        if (task.Status != QueueTaskStatus.Paused && !task.IsPauseRequested)
        {
            return TaskControlResult.Unchanged;
        }

        task.IsPauseRequested = false;
        if (task.Status == QueueTaskStatus.Paused)
        {
            Commit(() =>
            {
                var status = task.PausedFrom == QueueTaskStatus.Blocked && task.WaitsFor.Count == 0 ? Unblocked(task) : task.PausedFrom;
                bool isDue = status is QueueTaskStatus.Scheduled or QueueTaskStatus.Retry && task.DueAt <= Now;
                task.DueAt = isDue ? null : task.DueAt;
                task.Status = isDue ? QueueTaskStatus.Pending : status;
                task.PausedFrom = QueueTaskStatus.None;
            });
        }

        return TaskControlResult.Done;
    }

    public TaskControlResult Reprioritise(ModelTask task, int priority)
    {
        if (IsOver(task) is { } over)
        {
            return over;
        }

        if (task.IsRunning || (task.Priority == priority && task.GivenPriority == priority))
        {
            return task.IsRunning ? TaskControlResult.Running : TaskControlResult.Unchanged;
        }

        Commit(() => task.Priority = task.GivenPriority = priority);
        return TaskControlResult.Done;
    }

    public bool PauseKind(string kind, bool isPaused)
    {
        bool isChanged = isPaused ? PausedKinds.Add(kind) : PausedKinds.Remove(kind);
        Refresh();
        return isChanged;
    }

    private TaskControlResult? IsOver(ModelTask task) => !task.Status.IsFinal()
        ? null
        : StatusOf(task.Id) == QueueTaskStatus.None ? TaskControlResult.NotFound : TaskControlResult.AlreadyFinished;
}
