using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.State;

/// <summary>What each event does to the state. An event that cannot follow what went before stops recovery.</summary>
internal static partial class EventApplication
{
    private static readonly TaskError LostWorkerError = new(ErrorCodes.Crashed, "Its worker process died.");
    private static readonly TaskError CancelledError = new(ErrorCodes.Cancelled, "The task was cancelled.");

    public static void Apply(QueueState state, QueueEvent @event)
    {
        CreditWorker(state, @event);
        switch (@event)
        {
            case TaskEnqueued enqueued:
                Enqueue(state, enqueued);
                break;
            case DueTasksReleased released:
                ReleaseDue(state, released);
                break;
            case AttemptStarted started:
                Start(state, started);
                break;
            case TaskCompleted completed:
                Complete(state, completed);
                break;
            case RetryScheduled retry:
                ScheduleRetry(state, retry);
                break;
            case TaskFailed failed:
                Fail(state, failed);
                break;
            case AttemptReleased released:
                Release(state, released);
                break;
            case AttemptInterrupted interrupted:
                Interrupt(state, interrupted);
                break;
            case CancelRequested requested:
                state.Slots[Running(state, requested.Id)].Marks |= TaskMarks.CancelRequested;
                break;
            case TaskCancelled cancelled:
                Cancel(state, cancelled);
                break;
            case QueueModeChanged changed:
                state.Mode = changed.Mode;
                break;
            case OwnershipTaken taken:
                TakeOwnership(state, taken);
                break;
            case FinishedArchived archived:
                Archive(state, archived);
                break;
            case TaskPaused or PauseRequested or AttemptPaused or TaskResumed or TaskReprioritised or KindPauseChanged
                or TaskRevived or CheckpointSaved or BreakerChanged:
                ApplyControl(state, @event);
                break;
            case ScheduleAdded or ScheduleRemoved or SchedulePaused or ScheduleResumed
                or ScheduleFired or ScheduleSkipped or ScheduleHeld or ScheduleTriggered:
                ApplySchedule(state, @event);
                break;
            case BatchCreated created:
                CreateBatch(state, created);
                break;
            case BatchSealed @sealed:
                SealBatch(state, @sealed);
                break;
            case BatchReopened reopened:
                ReopenBatch(state, reopened);
                break;
            case BatchEnded ended:
                EndBatch(state, ended);
                break;
            case BatchesForgotten forgotten:
                ForgetBatches(state, forgotten);
                break;
            case RateTokenTaken taken:
                TakeRateToken(state, taken);
                break;
            case StartCompared compared:
                CompareStart(state, compared);
                break;
            case WorkerRegistered or WorkerUnregistered or WorkerPauseChanged:
                ApplyWorker(state, @event);
                break;
            default:
                throw new CorruptQueueDataException($"The event {@event.GetType().Name} is not known.");
        }
    }

    private static void Enqueue(QueueState state, TaskEnqueued enqueued)
    {
        if (state.FindLive(enqueued.Id) != SlotStore.None)
        {
            throw new CorruptQueueDataException($"Task {enqueued.Id} is enqueued a second time at position {state.Position}.");
        }

        int slot = state.Slots.Allocate();
        ref var task = ref state.Slots[slot];
        task.Id = enqueued.Id;
        task.Sequence = state.Position;
        task.AcceptedAt = enqueued.At.UtcTicks;
        task.Body = enqueued.Body;
        task.Kind = state.Kinds.Enter(enqueued.Kind);
        task.Priority = enqueued.Priority;
        TaskAdmission.Enter(state, ref task);
        bool waits = enqueued.NotBefore > enqueued.At;
        task.WakeAt = waits ? enqueued.NotBefore!.Value.UtcTicks : 0;
        bool isBlocked = (task.Body.HasDependencies || task.Body.HasBelongings) && EnterGraph(state, slot);
        state.SetStatus(
            ref task,
            isBlocked ? QueueTaskStatus.Blocked : waits ? QueueTaskStatus.Scheduled : QueueTaskStatus.Pending);
        state.AddBytes(task.Body.Length);
        state.Index.Add(task.Id, slot);
        state.ByAge.Append(slot);
        state.EnterIndex(slot);
        CountAccepted(state, ref task);
        TakeDedupKey(state, enqueued);
    }

    private static void ReleaseDue(QueueState state, DueTasksReleased released)
    {
        long until = released.Until.UtcTicks;
        while (state.Due.First is var slot and not SlotStore.None && state.Slots[slot].WakeAt <= until)
        {
            MakePending(state, slot);
        }
    }

    private static void Start(QueueState state, AttemptStarted started)
    {
        int slot = Known(state, started.Id);
        ref var task = ref state.Slots[slot];
        if (task.Status != QueueTaskStatus.Pending || started.Attempt != task.Attempt + 1)
        {
            throw Unexpected(state, started.Id, $"attempt {started.Attempt} starts");
        }

        state.ReadyFor(ref task).TakeTurn(slot);
        state.LeaveIndex(slot);
        state.SetStatus(ref task, QueueTaskStatus.Processing);
        task.Attempt = started.Attempt;
        task.StartedAt = started.At.UtcTicks;
        task.WakeAt = SaturatingAdd(task.StartedAt, started.Timeout.Ticks);
        if (task.FirstStartedAt == 0)
        {
            task.FirstStartedAt = task.StartedAt;
            CountFirstStart(state, ref task);
        }

        task.Marks &= ~TaskMarks.Lost;
        if (started.IsAlone)
        {
            task.Marks |= TaskMarks.Alone;
        }

        task.Worker = state.Workers.Begin(started.WorkerId, started.IsAlone);
        state.EnterIndex(slot);
        CountStarted(state, ref task);
    }

    private static void Complete(QueueState state, TaskCompleted completed)
    {
        int slot = EndAttempt(state, completed.Id, completed.Attempt);
        ref var task = ref state.Slots[slot];
        task.Error = null;
        task.Result = completed.Result.ToArray();
        state.AddBytes(task.Result.Length);
        CountCompleted(state, ref task, completed.At.UtcTicks);
        CountOutcome(state, ref task, failed: false);
        Finish(state, slot, QueueTaskStatus.Completed, completed.At);
    }

    private static void ScheduleRetry(QueueState state, RetryScheduled retry)
    {
        int slot = EndAttempt(state, retry.Id, retry.Attempt);
        ref var task = ref state.Slots[slot];
        ChargeFailure(ref task, retry.Class);
        KeepError(ref task, retry.At, retry.Class, retry.Error);
        CountRetried(state, ref task, retry.At.UtcTicks, retry.Error);
        if (CountsAgainstKind(retry.Class))
        {
            CountOutcome(state, ref task, failed: true);
        }

        task.Marks &= ~TaskMarks.Suspect;
        task.Error = retry.Error;
        LowerPriority(ref task, retry.Priority);
        task.WakeAt = retry.DueAt.UtcTicks;
        WaitAgain(state, slot, QueueTaskStatus.Retry);
    }

    private static void Fail(QueueState state, TaskFailed failed)
    {
        bool hasRun = state.FindLive(failed.Id) is var found and not SlotStore.None
            && state.Slots[found].Status == QueueTaskStatus.Processing;
        int slot = EndAttemptOrWait(state, failed.Id, failed.Attempt);
        ref var task = ref state.Slots[slot];
        ChargeFailure(ref task, failed.Class);
        if (hasRun)
        {
            KeepError(ref task, failed.At, failed.Class, failed.Error);
            if (CountsAgainstKind(failed.Class))
            {
                CountOutcome(state, ref task, failed: true);
            }
        }

        task.Error = failed.Error;
        CountFailed(state, ref task, failed.At.UtcTicks, failed.Error, hasRun);
        Finish(state, slot, QueueTaskStatus.Failed, failed.At);
    }

    private static void Release(QueueState state, AttemptReleased released)
    {
        int slot = EndAttempt(state, released.Id, released.Attempt);
        ref var task = ref state.Slots[slot];
        Count(ref task.Released);
        task.WakeAt = 0;
        WaitAgain(state, slot, QueueTaskStatus.Pending);
    }

    private static void Interrupt(QueueState state, AttemptInterrupted interrupted)
    {
        int slot = EndAttempt(state, interrupted.Id, interrupted.Attempt);
        ref var task = ref state.Slots[slot];
        if (interrupted.IsCharged)
        {
            Count(ref task.Crashes);
        }

        KeepError(ref task, interrupted.At, FailureClass.Crashed, LostWorkerError);
        CountLost(state, ref task, interrupted.At.UtcTicks);
        task.Marks |= TaskMarks.Suspect | TaskMarks.Lost;
        task.WakeAt = 0;
        WaitAgain(state, slot, QueueTaskStatus.Pending);
    }

    private static void Cancel(QueueState state, TaskCancelled cancelled)
    {
        int slot = EndAttemptOrWait(state, cancelled.Id, cancelled.Attempt);
        state.Slots[slot].Error = CancelledError;
        CountCancelled(state, ref state.Slots[slot]);
        Finish(state, slot, QueueTaskStatus.Cancelled, cancelled.At);
    }

    private static void TakeOwnership(QueueState state, OwnershipTaken taken)
    {
        if (taken.Epoch <= state.Epoch)
        {
            throw new CorruptQueueDataException(
                $"An owner of epoch {taken.Epoch} wrote after one of epoch {state.Epoch}: two owners wrote at once.");
        }

        state.Epoch = taken.Epoch;
    }

    private static void Archive(QueueState state, FinishedArchived archived)
    {
        while (state.FinishedTasks.First is var slot and not SlotStore.None
               && state.Slots[slot].FinishedPosition <= archived.UpToPosition)
        {
            ref var task = ref state.Slots[slot];
            state.Remembered.Add(task.Id, task.EndedAt, task.Status);
            Remove(state, slot, archived.At);
        }

        state.Remembered.Forget(archived.ForgetBefore.UtcTicks, archived.KeepIds);
    }

    private static void MakePending(QueueState state, int slot)
    {
        state.LeaveIndex(slot);
        ref var task = ref state.Slots[slot];
        task.WakeAt = 0;
        state.SetStatus(ref task, QueueTaskStatus.Pending);
        state.EnterIndex(slot);
    }

    private static void Finish(QueueState state, int slot, QueueTaskStatus status, DateTimeOffset at)
    {
        ref var task = ref state.Slots[slot];
        task.WakeAt = at.UtcTicks;
        task.FinishedPosition = state.Position;
        task.Marks &= TaskMarks.Lost;
        task.Extras?.EndRun();
        RestorePriority(ref task);
        SetCheckpoint(state, ref task, null);
        state.SetStatus(ref task, status);
        state.EnterIndex(slot);
        ReplaceProbe(state, ref task);
        TellOthers(state, slot);
    }

    private static void ChargeFailure(ref TaskSlot task, FailureClass @class)
    {
        if (@class == FailureClass.Crashed)
        {
            Count(ref task.Crashes);
        }
        else if (@class == FailureClass.OutOfMemory)
        {
            (task.Extras ??= new TaskExtras()).OutOfMemory++;
        }
        else
        {
            Count(ref task.Failures);
        }
    }

    /// <summary>Counts up to the end of the range: a task may be handed back any number of times.</summary>
    private static void Count(ref ushort counter) => counter = (ushort)Math.Min(counter + 1, ushort.MaxValue);

    /// <summary>Takes a task from its worker; the caller gives it its next status at once.</summary>
    private static int EndAttempt(QueueState state, TaskId id, int attempt)
    {
        int slot = Running(state, id);
        ref var task = ref state.Slots[slot];
        if (task.Attempt != attempt)
        {
            throw Unexpected(state, id, $"attempt {attempt} ends");
        }

        state.LeaveIndex(slot);
        state.Workers.End(task.Worker!);
        state.Progress.Remove(slot);
        task.Marks &= ~(TaskMarks.Alone | TaskMarks.CancelRequested);
        return slot;
    }

    private static int EndAttemptOrWait(QueueState state, TaskId id, int attempt)
    {
        int slot = Known(state, id);
        ref var task = ref state.Slots[slot];
        if (task.Status == QueueTaskStatus.Processing)
        {
            return EndAttempt(state, id, attempt);
        }

        if (task.Status.IsFinal())
        {
            throw Unexpected(state, id, "it ends again");
        }

        state.LeaveIndex(slot);
        return slot;
    }

    private static int Running(QueueState state, TaskId id)
    {
        int slot = Known(state, id);
        return state.Slots[slot].Status == QueueTaskStatus.Processing
            ? slot
            : throw Unexpected(state, id, "its attempt is spoken of");
    }

    private static int Known(QueueState state, TaskId id)
    {
        int slot = state.FindLive(id);
        return slot != SlotStore.None
            ? slot
            : throw new CorruptQueueDataException($"Position {state.Position} speaks of task {id}, which is not there.");
    }

    private static CorruptQueueDataException Unexpected(QueueState state, TaskId id, string what)
    {
        ref var task = ref state.Slots[state.FindLive(id)];
        return new CorruptQueueDataException(
            $"Task {id} is {task.Status} at attempt {task.Attempt} when at position {state.Position} {what}.");
    }

    private static long SaturatingAdd(long ticks, long more) =>
        more > DateTimeOffset.MaxValue.UtcTicks - ticks ? DateTimeOffset.MaxValue.UtcTicks : ticks + more;
}
