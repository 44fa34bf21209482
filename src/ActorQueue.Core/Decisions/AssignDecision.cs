using ActorQueue.Contracts;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>Which task a worker gets next.</summary>
internal static class AssignDecision
{
    /// <summary>The event that makes waiting tasks ready whose time has come, or null when there are none.</summary>
    public static DueTasksReleased? ReleaseDue(QueueState state, DateTimeOffset now) =>
        state.Due.First is var first and not SlotStore.None && state.Slots[first].WakeAt <= now.UtcTicks
            ? new DueTasksReleased(now, now)
            : null;

    /// <summary>
    /// The slot of the task that this worker starts next, or none. A suspect runs only where nothing else does: at its
    /// turn the least busy worker is let run dry for it, while the others go on with the tasks behind it.
    /// </summary>
    public static int Choose(QueueState state, string workerId)
    {
        if (state.Mode == QueueMode.Paused)
        {
            return SlotStore.None;
        }

        int suspect = state.ReadySuspects.First;
        int plain = state.Ready.First;
        var worker = state.Workers.Find(workerId);
        if (worker is { RunsAlone: true })
        {
            return SlotStore.None;
        }

        if (suspect == SlotStore.None || (plain != SlotStore.None && state.Ready.IsBefore(plain, suspect)))
        {
            return plain;
        }

        if (worker is null)
        {
            return suspect;
        }

        return state.Workers.IsLeastBusy(worker) ? SlotStore.None : plain;
    }

    /// <summary>
    /// Starts the chosen task, or fails it when its total timeout ran out while it waited for its retry.
    /// </summary>
    public static QueueEvent Start(
        QueueState state, QueueSettings settings, int slot, TaskSpec spec, string workerId, DateTimeOffset now)
    {
        ref var task = ref state.Slots[slot];
        var timeout = spec.AttemptTimeout ?? settings.AttemptTimeout;
        if ((spec.Retry ?? settings.Retry).TotalTimeout is { } total)
        {
            long startedAt = task.FirstStartedAt == 0 ? now.UtcTicks : task.FirstStartedAt;
            var left = total - TimeSpan.FromTicks(now.UtcTicks - startedAt);
            if (left <= TimeSpan.Zero)
            {
                return new TaskFailed(now, task.Id, task.Attempt, FailureClass.Timeout, TotalTimeoutPassed(ref task, total));
            }

            timeout = timeout < left ? timeout : left;
        }

        return new AttemptStarted(now, task.Id, task.Attempt + 1, workerId, timeout, task.IsSuspect);
    }

    private static TaskError TotalTimeoutPassed(ref TaskSlot task, TimeSpan total) =>
        task.Error is { } last
            ? last with { Message = $"{last.Message} (no further attempt: the total timeout of {total} has passed)" }
            : new TaskError(ErrorCodes.Timeout, $"The total timeout of {total} has passed.");
}
