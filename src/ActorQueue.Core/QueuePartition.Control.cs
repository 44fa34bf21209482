using ActorQueue.Contracts;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>Clients' commands about tasks and kinds: pause, resume, reprioritise, cancel and purge many.</summary>
public sealed partial class QueuePartition
{
    /// <summary>
    /// Most tasks that one decision about many changes; the caller decides once for each so many. A batch of events is
    /// never split, so this also bounds a commit.
    /// </summary>
    public const int MaxTasksAtOnce = 1000;

    /// <summary>Holds a waiting task back, or asks a running one to yield.</summary>
    public TaskControlled Pause(PauseTask command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        int slot = State.FindLive(command.Id);
        if (EndOrAbsence(command.Id, slot) is { } over)
        {
            return over;
        }

        ref var task = ref State.Slots[slot];
        if (task.Status == QueueTaskStatus.Paused)
        {
            return new TaskControlled(command.Id, TaskControlResult.Unchanged, task.Status);
        }

        if (task.Status != QueueTaskStatus.Processing)
        {
            Commit(new TaskPaused(now, command.Id), into);
            return new TaskControlled(command.Id, TaskControlResult.Done, QueueTaskStatus.Paused);
        }

        if (!task.IsPauseRequested)
        {
            Commit(new PauseRequested(now, command.Id), into);
        }

        return new TaskControlled(command.Id, TaskControlResult.Requested, QueueTaskStatus.Processing);
    }

    /// <summary>Lets a paused task go on, or takes back the pause of a running one that has not yielded.</summary>
    public TaskControlled Resume(ResumeTask command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        int slot = State.FindLive(command.Id);
        if (EndOrAbsence(command.Id, slot) is { } over)
        {
            return over;
        }

        if (State.Slots[slot] is not ({ Status: QueueTaskStatus.Paused } or { IsPauseRequested: true }))
        {
            return new TaskControlled(command.Id, TaskControlResult.Unchanged, State.Slots[slot].Status);
        }

        Commit(new TaskResumed(now, command.Id), into);
        return new TaskControlled(command.Id, TaskControlResult.Done, State.Slots[slot].Status);
    }

    /// <summary>Gives a waiting task another priority.</summary>
    public TaskControlled Reprioritise(ReprioritiseTask command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        int slot = State.FindLive(command.Id);
        if (EndOrAbsence(command.Id, slot) is { } over)
        {
            return over;
        }

        ref var task = ref State.Slots[slot];
        if (task.Status == QueueTaskStatus.Processing)
        {
            return new TaskControlled(command.Id, TaskControlResult.Running, task.Status);
        }

        // What retries have lowered it to is not what a client has given it.
        if (task.Priority == command.Priority && task.Extras?.GivenPriority is null)
        {
            return new TaskControlled(command.Id, TaskControlResult.Unchanged, task.Status);
        }

        Commit(new TaskReprioritised(now, command.Id, command.Priority), into);
        return new TaskControlled(command.Id, TaskControlResult.Done, task.Status);
    }

    /// <summary>Holds back all tasks of a kind, or lets them go on.</summary>
    /// <exception cref="ArgumentException">The kind is no kind, or as many as may be are held back.</exception>
    public KindControlled SetKindPaused(string kind, bool isPaused, DateTimeOffset now, EventBatch into)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kind.Length, TaskSpec.MaxKindLength, nameof(kind));
        var controls = State.Kinds.Controls;
        if ((controls.Find(kind)?.IsPaused ?? false) == isPaused)
        {
            return new KindControlled(kind, isPaused, Changed: false);
        }

        if (isPaused && controls.Find(kind) is null && controls.IsFull)
        {
            // Said as it is and not refused loudly: the caller sees that the kind is not paused.
            return new KindControlled(kind, IsPaused: false, Changed: false);
        }

        Commit(new KindPauseChanged(now, kind, isPaused), into);
        return new KindControlled(kind, isPaused, Changed: true);
    }

    /// <summary>
    /// Cancels those of the given tasks that still fit: waiting ones at once, running ones by a request. What one cancel
    /// ends with it (dependents) is left out when its turn comes.
    /// </summary>
    /// <param name="ids">At most <see cref="MaxTasksAtOnce"/>.</param>
    /// <param name="filter">What they must still fit.</param>
    /// <param name="waitingOnly">Whether those that run are left alone.</param>
    /// <param name="now">The time.</param>
    /// <param name="into">Where the events go.</param>
    /// <returns>The running ones, whose workers must be told, and how many tasks changed in all.</returns>
    public (int Changed, IReadOnlyList<TaskId> Requested) CancelEach(
        IReadOnlyList<TaskId> ids, TaskFilter filter, bool waitingOnly, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MaxTasksAtOnce, nameof(ids));
        int changed = 0;
        List<TaskId> requested = [];
        foreach (var id in ids)
        {
            int slot = State.FindLive(id);
            if (slot == SlotStore.None
                || !TaskSelection.Matches(State, filter, slot)
                || (waitingOnly && !State.Slots[slot].Status.IsWaiting()))
            {
                continue;
            }

            var answer = Cancel(new CancelTask(id), now, into);
            if (answer.Result == CancelResult.Requested)
            {
                requested.Add(id);
            }

            changed += answer.Result is CancelResult.Cancelled or CancelResult.Requested ? 1 : 0;
        }

        return (changed, requested);
    }

    /// <summary>The answer to a command about a task that has ended or is not known; null when it is live.</summary>
    private TaskControlled? EndOrAbsence(TaskId id, int slot)
    {
        var status = slot == SlotStore.None ? State.Remembered.StatusOf(id) : State.Slots[slot].Status;
        return status == QueueTaskStatus.None
            ? new TaskControlled(id, TaskControlResult.NotFound, status)
            : status.IsFinal() ? new TaskControlled(id, TaskControlResult.AlreadyFinished, status) : null;
    }
}
