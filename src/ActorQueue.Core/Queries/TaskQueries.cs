using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>What can be asked about single tasks. Nothing here changes the state.</summary>
public static class TaskQueries
{
    /// <summary>A live task, finished but not yet archived ones included; null when it is not there.</summary>
    public static TaskView? Find(this QueueState state, TaskId id)
    {
        ArgumentNullException.ThrowIfNull(state);
        int slot = state.FindLive(id);
        return slot == SlotStore.None ? null : ViewOf(state, slot);
    }

    /// <summary>The final status of an archived task whose id is still remembered, else null.</summary>
    public static QueueTaskStatus? FindRemembered(this QueueState state, TaskId id)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Remembered.StatusOf(id) is var status and not QueueTaskStatus.None ? status : null;
    }

    /// <summary>Whether this attempt is the one that runs.</summary>
    public static bool IsRunning(this QueueState state, TaskId id, int attempt)
    {
        ArgumentNullException.ThrowIfNull(state);
        int slot = state.FindLive(id);
        return slot != SlotStore.None
            && state.Slots[slot].Status == QueueTaskStatus.Processing
            && state.Slots[slot].Attempt == attempt;
    }

    /// <summary>The attempt of a task that runs now, and where; null when none does.</summary>
    public static (int Attempt, string WorkerId)? RunningAttempt(this QueueState state, TaskId id)
    {
        ArgumentNullException.ThrowIfNull(state);
        int slot = state.FindLive(id);
        return slot != SlotStore.None && state.Slots[slot] is { Status: QueueTaskStatus.Processing, Attempt: var attempt, Worker: { } worker }
            ? (attempt, worker.Id)
            : null;
    }

    /// <summary>The name of the code that is to be told of a live task's progress; null when there is none.</summary>
    public static string? ProgressHandlerOf(this QueueState state, TaskId id)
    {
        ArgumentNullException.ThrowIfNull(state);
        int slot = state.FindLive(id);
        return slot != SlotStore.None && state.Slots[slot].Body is { HasProgressHandler: true } body
            ? body.ToSpec(id, string.Empty, 0, notBefore: null).ProgressHandler
            : null;
    }

    /// <summary>
    /// The attempts that a worker holds according to the queue, as it would have been told, by acceptance.
    /// </summary>
    public static IReadOnlyList<Assignment> AssignmentsOf(this QueueState state, string workerId)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(workerId);
        List<Assignment> held = [];
        foreach (int slot in Decisions.LostWorkerDecision.Attempts(state, workerId))
        {
            ref var task = ref state.Slots[slot];
            var spec = task.Body.ToSpec(task.Id, task.Kind.Name, task.Priority, notBefore: null);
            var timeout = TimeSpan.FromTicks(task.WakeAt - task.StartedAt);
            held.Add(new Assignment(spec, task.Attempt, timeout, Utc(task.WakeAt), task.IsAlone).Carrying(ref task));
        }

        return held;
    }

    /// <summary>The attempts of a worker that a client has asked to stop, by acceptance.</summary>
    public static IReadOnlyList<(TaskId Id, int Attempt)> CancelsUnderWay(this QueueState state, string workerId)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(workerId);
        List<(TaskId, int)> found = [];
        foreach (int slot in Decisions.LostWorkerDecision.Attempts(state, workerId))
        {
            ref var task = ref state.Slots[slot];
            if (task.IsCancelRequested)
            {
                found.Add((task.Id, task.Attempt));
            }
        }

        return found;
    }

    /// <summary>The attempts of a worker that a client has asked to yield, by acceptance.</summary>
    public static IReadOnlyList<(TaskId Id, int Attempt)> PausesUnderWay(this QueueState state, string workerId)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(workerId);
        List<(TaskId, int)> found = [];
        foreach (int slot in Decisions.LostWorkerDecision.Attempts(state, workerId))
        {
            ref var task = ref state.Slots[slot];
            if (task.IsPauseRequested)
            {
                found.Add((task.Id, task.Attempt));
            }
        }

        return found;
    }

    /// <summary>The workers that hold attempts.</summary>
    public static IReadOnlyCollection<string> WorkersWithAttempts(this QueueState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Workers.Ids;
    }

    /// <summary>
    /// When the next scheduled or retrying task is due, or one that waits for its rate key may start; null when there is none.
    /// </summary>
    public static DateTimeOffset? NextDueAt(this QueueState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var dueAt = WakeOf(state, state.Due.First);
        var tokenAt = state.Rates.NextWake is { } ticks ? Utc(ticks) : default(DateTimeOffset?);
        var next = dueAt is null || tokenAt < dueAt ? tokenAt : dueAt;
        var halfOpenAt = state.NextHalfOpenAt();
        return next is null || halfOpenAt < next ? halfOpenAt : next;
    }

    /// <summary>When the first open breaker lets a task try; null when none is open.</summary>
    internal static DateTimeOffset? NextHalfOpenAt(this QueueState state)
    {
        DateTimeOffset? first = null;
        if (state.Kinds.Controls.Count > 0)
        {
            foreach (var control in state.Kinds.Controls.All)
            {
                if (control.Breaker == BreakerState.Open && !(first?.UtcTicks <= control.OpenUntil))
                {
                    first = Utc(control.OpenUntil);
                }
            }
        }

        return first;
    }

    /// <summary>When the next running attempt's deadline is; null when none runs.</summary>
    public static DateTimeOffset? NextDeadline(this QueueState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return WakeOf(state, state.Deadlines.First);
    }

    /// <summary>The running attempts whose deadline has passed, in no particular order.</summary>
    public static IReadOnlyList<(TaskId Id, int Attempt, string WorkerId)> ExpiredAttempts(
        this QueueState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        List<(TaskId, int, string)> expired = [];
        if (state.NextDeadline() > now)
        {
            return expired;
        }

        foreach (int slot in state.Deadlines.Slots)
        {
            ref var task = ref state.Slots[slot];
            if (task.WakeAt <= now.UtcTicks)
            {
                expired.Add((task.Id, task.Attempt, task.Worker!.Id));
            }
        }

        return expired;
    }

    /// <summary>
    /// Finished tasks that are not archived yet, in the order in which they finished, with their final event's
    /// position, description and last attempt's number.
    /// </summary>
    public static IEnumerable<(long Position, TaskView Task, TaskBody Body, int LastAttempt)> Finished(this QueueState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (int slot = state.FinishedTasks.First; slot != SlotStore.None; slot = state.FinishedTasks.After(slot))
        {
            yield return (state.Slots[slot].FinishedPosition, ViewOf(state, slot), state.Slots[slot].Body, state.Slots[slot].Attempt);
        }
    }

    internal static TaskView ViewOf(QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        var spec = task.Body.ToSpec(task.Id, task.Kind.Name, task.Priority, notBefore: null);
        return new TaskView
        {
            Id = task.Id,
            Kind = spec.Kind,
            Name = spec.Name,
            Description = spec.Description,
            Tags = spec.Tags,
            ScheduleId = spec.ScheduleId,
            Status = task.Status,
            Priority = task.Priority,
            Attempts = AttemptsOf(ref task),
            WorkerId = task.Worker?.Id,
            CreatedAt = Utc(task.AcceptedAt),
            StartedAt = UtcOrNull(task.StartedAt),
            CompletedAt = UtcOrNull(task.EndedAt),
            DueAt = task.Status is QueueTaskStatus.Scheduled or QueueTaskStatus.Retry ? Utc(task.WakeAt) : null,
            Run = task.Extras?.Run ?? 1,
            Errors = task.Extras?.Errors is { } errors ? [.. errors] : [],
            PausedFrom = task.Extras?.PausedFrom is { } from and not QueueTaskStatus.None ? from : null,
            Error = task.Error,
            Progress = state.Progress.GetValueOrDefault(slot),
            IsCancelRequested = task.IsCancelRequested,
            BatchId = spec.BatchId,
            ParentId = spec.ParentId,
            ParentBatchId = spec.ParentBatchId,
            DependsOn = DependenciesOf(state, slot),
            IsPauseRequested = task.IsPauseRequested,

            // A bare null would convert to empty memory, which is a result; this is none.
            Result = task.Result is { } result ? new ReadOnlyMemory<byte>(result) : default(ReadOnlyMemory<byte>?),
        };
    }

    private static IReadOnlyList<TaskDependency> DependenciesOf(QueueState state, int slot) => state.Dependencies.IsWaiting(slot)
        ? [.. state.Dependencies.DependenciesOf(slot).Select(wait => new TaskDependency(state.Slots[wait.Dependency].Id, wait.On))]
        : [];
    /// <summary>The assignment with what earlier attempts have left.</summary>
    internal static Assignment Carrying(this Assignment assignment, ref TaskSlot task) => task.Extras is { } extras
        ? assignment with { Checkpoint = extras.Checkpoint, OutOfMemoryCount = extras.OutOfMemory, Run = extras.Run }
        : assignment;

    /// <summary>Attempts started, those aside that were handed back without cost.</summary>
    internal static int AttemptsOf(ref TaskSlot task) => task.Attempt - task.Released - (task.Extras?.AttemptsBefore ?? 0);

    private static DateTimeOffset? WakeOf(QueueState state, int slot) =>
        slot == SlotStore.None ? null : Utc(state.Slots[slot].WakeAt);

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? UtcOrNull(long ticks) => ticks == 0 ? null : Utc(ticks);
}
