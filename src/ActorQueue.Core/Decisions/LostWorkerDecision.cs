using ActorQueue.Contracts;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>
/// What becomes of an attempt whose worker process is dead. Which of several attempts killed it nobody knows, so none
/// is charged: each becomes a suspect and runs alone next time. One that ran alone has shown that it is the cause.
/// </summary>
internal static class LostWorkerDecision
{
    public static QueueEvent Decide(QueueState state, QueueSettings settings, int slot, DateTimeOffset now)
    {
        ref var task = ref state.Slots[slot];
        if (task.IsCancelRequested)
        {
            return new TaskCancelled(now, task.Id, task.Attempt);
        }

        return task.IsAlone && task.Crashes + 1 > settings.CrashBudget
            ? new TaskFailed(now, task.Id, task.Attempt, FailureClass.Crashed, new TaskError(
                ErrorCodes.Crashed,
                $"Its worker process died {Counted.Of(task.Crashes + 1, "time")} while it ran alone; {settings.CrashBudget} are allowed."))
            : new AttemptInterrupted(now, task.Id, task.Attempt, task.IsAlone);
    }

    /// <summary>
    /// The slots of running attempts, of one worker or of all, by acceptance so that replays and reports agree.
    /// </summary>
    public static int[] Attempts(QueueState state, string? workerId)
    {
        List<int> found = [];
        foreach (int slot in state.Deadlines.Slots)
        {
            if (workerId is null || state.Slots[slot].Worker!.Id == workerId)
            {
                found.Add(slot);
            }
        }

        found.Sort((left, right) => state.Slots[left].Sequence.CompareTo(state.Slots[right].Sequence));
        return [.. found];
    }
}
