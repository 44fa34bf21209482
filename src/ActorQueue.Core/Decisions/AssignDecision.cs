using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;
using ActorQueue.Core.Ordering;
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
    /// The task that this worker starts next, or none. A suspect runs only where nothing else does: at its turn the least
    /// busy worker is let run dry for it, while the others go on with the tasks behind it.
    /// </summary>
    public static Choice Choose(QueueState state, AdmissionSettings settings, WorkerTerms terms, string workerId, DateTimeOffset now)
    {
        var worker = state.Workers.Find(workerId);
        if (state.Mode == QueueMode.Paused || worker is { RunsAlone: true })
        {
            return Choice.None;
        }

        var plain = ChoosePlain(state, settings, terms, workerId, now);
        if (state.ReadySuspects.Count == 0)
        {
            return plain;
        }

        var suspect = Find(state, state.ReadySuspects, settings, terms, workerId, now);
        if (suspect.Slot == SlotStore.None
            || (plain.Slot != SlotStore.None && state.ReadySuspects.IsBefore(plain.Slot, suspect.Slot)))
        {
            return plain;
        }

        if (worker is null)
        {
            return suspect;
        }

        var wanted = new Wanted(state, suspect.Slot);
        return state.Workers.IsLeastBusy(worker, wanted.IsTakenBy) ? Choice.None : plain;
    }

    private static Choice ChoosePlain(
        QueueState state, AdmissionSettings settings, WorkerTerms terms, string workerId, DateTimeOffset now)
    {
        if (state.ReadyCompared is not { } compared)
        {
            return Find(state, state.Ready, settings, terms, workerId, now);
        }

        bool isOthersTurn = ((ComparedOrder)state.Order).IsOthersTurn(state.Policies.Started);
        var (first, second) = isOthersTurn ? (compared, state.Ready) : (state.Ready, compared);
        var choice = Find(state, first, settings, terms, workerId, now);
        return choice.Slot == SlotStore.None ? Find(state, second, settings, terms, workerId, now) : choice;
    }

    private static Choice Find(
        QueueState state, ReadyTasks ready, AdmissionSettings settings, WorkerTerms terms, string workerId, DateTimeOffset now)
    {
        if (ready.Count == 0)
        {
            return Choice.None;
        }

        var dispatch = new Dispatch(state, settings, terms, workerId, now.UtcTicks);
        ready.Find(ref dispatch);
        return new Choice(dispatch.Found, ready, dispatch.Blocked, dispatch.BlockedHead.Slot);
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

    /// <summary>The token that the start of a task takes from its rate key, or null where nothing limits that key.</summary>
    public static RateTokenTaken? TakeToken(QueueState state, AdmissionSettings settings, int slot, DateTimeOffset now) =>
        state.Slots[slot].Extras?.Admission?.Rate is { } rate && settings.RateLimitOf(rate.Key) is { } limit
            ? new RateTokenTaken(now, state.Slots[slot].Id, StoredTime.FromTicks(limit.FullAfterStart(rate, now.UtcTicks)))
            : null;

    /// <summary>Which of two compared policies chose a start, or null where none did.</summary>
    public static StartCompared? Compare(QueueState state, in Choice choice, DateTimeOffset now) =>
        state.ReadyCompared is null || ReferenceEquals(choice.From, state.ReadySuspects)
            ? null
            : new StartCompared(now, state.Slots[choice.Slot].Id, choice.From!.Policy.Name);

    private static TaskError TotalTimeoutPassed(ref TaskSlot task, TimeSpan total) =>
        task.Error is { } last
            ? last with { Message = $"{last.Message} (no further attempt: the total timeout of {total} has passed)" }
            : new TaskError(ErrorCodes.Timeout, $"The total timeout of {total} has passed.");

    /// <summary>Which of the workers that have attached would take a task; of others nothing is known, so they would.</summary>
    private sealed class Wanted(QueueState state, int slot)
    {
        public bool IsTakenBy(WorkerEntry worker) =>
            !state.AttachedWorkers.TryGetValue(worker.Id, out var terms)
            || (terms.TakesKind(state.Slots[slot].Kind.Name)
                && terms.TakesPriority(state.Slots[slot].Priority)
                && terms.CouldRun(state.Slots[slot].Extras?.Admission?.Needs ?? TaskAdmission.NoNeeds));
    }
}

/// <summary>What a search came to.</summary>
/// <param name="Slot">The task to start, or none.</param>
/// <param name="From">The index that it stands in.</param>
/// <param name="Blocked">The lane of a task that stands before it, and for which the worker has no room now.</param>
/// <param name="BlockedSlot">That task, where there is one.</param>
internal readonly record struct Choice(int Slot, ReadyTasks? From, ReadyLane? Blocked, int BlockedSlot)
{
    public static Choice None { get; } = new(SlotStore.None, From: null, Blocked: null, SlotStore.None);
}
