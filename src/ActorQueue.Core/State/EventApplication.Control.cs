using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.State;

/// <summary>What clients' commands about tasks and kinds do to the state.</summary>
internal static partial class EventApplication
{
    private static void ApplyControl(QueueState state, QueueEvent @event)
    {
        switch (@event)
        {
            case TaskPaused paused:
                Pause(state, paused);
                break;
            case PauseRequested requested:
                state.Slots[Running(state, requested.Id)].Marks |= TaskMarks.PauseRequested;
                break;
            case AttemptPaused yielded:
                Yield(state, yielded);
                break;
            case TaskResumed resumed:
                Resume(state, resumed);
                break;
            case TaskReprioritised reprioritised:
                Reprioritise(state, reprioritised);
                break;
            case KindPauseChanged changed:
                ControlKind(state, changed.Kind, control => control.IsPaused = changed.IsPaused);
                break;
            case TaskRevived revived:
                Revive(state, revived);
                break;
            case CheckpointSaved saved:
                SaveCheckpoint(state, saved);
                break;
            case BreakerChanged changed:
                ChangeBreaker(state, changed);
                break;
            default:
                throw new CorruptQueueDataException($"The event {@event.GetType().Name} is not known.");
        }
    }

    private static void Pause(QueueState state, TaskPaused paused)
    {
        int slot = Waiting(state, paused.Id, "it is paused");
        if (state.Slots[slot].Status == QueueTaskStatus.Paused)
        {
            throw Unexpected(state, paused.Id, "it is paused again");
        }

        state.LeaveIndex(slot);
        SetPaused(state, slot, state.Slots[slot].Status);
    }

    private static void Yield(QueueState state, AttemptPaused yielded)
    {
        int slot = EndAttempt(state, yielded.Id, yielded.Attempt);
        ref var task = ref state.Slots[slot];
        Count(ref task.Released);
        (task.Extras ??= new TaskExtras()).Pauses++;
        task.WakeAt = 0;
        task.Marks &= ~TaskMarks.PauseRequested;
        SetPaused(state, slot, QueueTaskStatus.Pending);
    }

    private static void Resume(QueueState state, TaskResumed resumed)
    {
        int slot = Known(state, resumed.Id);
        ref var task = ref state.Slots[slot];
        if (task.Status == QueueTaskStatus.Processing)
        {
            task.Marks &= ~TaskMarks.PauseRequested;
            return;
        }

        if (task.Status != QueueTaskStatus.Paused || task.Extras is not { } extras)
        {
            throw Unexpected(state, resumed.Id, "it is resumed");
        }

        state.LeaveIndex(slot);
        var status = extras.PausedFrom;
        extras.PausedFrom = QueueTaskStatus.None;
        if (status == QueueTaskStatus.Blocked && !state.Dependencies.IsWaiting(slot))
        {
            // What it waited for has ended meanwhile.
            status = task.WakeAt == 0 ? QueueTaskStatus.Pending : QueueTaskStatus.Scheduled;
        }

        if (status is QueueTaskStatus.Scheduled or QueueTaskStatus.Retry && task.WakeAt <= resumed.At.UtcTicks)
        {
            status = QueueTaskStatus.Pending;
        }

        if (status == QueueTaskStatus.Pending)
        {
            task.WakeAt = 0;
        }

        state.SetStatus(ref task, status);
        state.EnterIndex(slot);
    }

    private static void Reprioritise(QueueState state, TaskReprioritised reprioritised)
    {
        int slot = Waiting(state, reprioritised.Id, "it gets another priority");
        ref var task = ref state.Slots[slot];
        task.Extras?.GivenPriority = null;
        if (KeepsRank(state, ref task, reprioritised.Priority))
        {
            // Its fairness key would lose its turn by leaving the index, and again with each such command.
            task.Priority = reprioritised.Priority;
            return;
        }

        state.LeaveIndex(slot);
        task.Priority = reprioritised.Priority;
        state.EnterIndex(slot);
    }

    private static bool KeepsRank(QueueState state, ref TaskSlot task, int priority)
    {
        var changed = task;
        changed.Priority = priority;
        var policy = state.ReadyFor(ref task).Policy;

        // What its kind holds back stands in another index, without turns.
        return !task.IsHeldByKind && policy.RankOf(new OrderedTask(ref task)) == policy.RankOf(new OrderedTask(ref changed));
    }

    /// <summary>
    /// Puts a task whose attempt has ended back to wait: as the status says, or paused when that was asked for while it
    /// ran.
    /// </summary>
    private static void WaitAgain(QueueState state, int slot, QueueTaskStatus status)
    {
        ref var task = ref state.Slots[slot];
        if (task.IsPauseRequested)
        {
            task.Marks &= ~TaskMarks.PauseRequested;
            SetPaused(state, slot, status);
            return;
        }

        state.SetStatus(ref task, status);
        state.EnterIndex(slot);
        if (status != QueueTaskStatus.Pending)
        {
            ReplaceProbe(state, ref task);
        }
    }

    private static void SetPaused(QueueState state, int slot, QueueTaskStatus from)
    {
        ref var task = ref state.Slots[slot];
        (task.Extras ??= new TaskExtras()).PausedFrom = from;
        state.SetStatus(ref task, QueueTaskStatus.Paused);
        state.EnterIndex(slot);
        ReplaceProbe(state, ref task);
    }

    private static int Waiting(QueueState state, TaskId id, string what)
    {
        int slot = Known(state, id);
        return state.Slots[slot].Status.IsWaiting() ? slot : throw Unexpected(state, id, what);
    }

    /// <summary>Changes what holds a kind back; its pending tasks move to the index where they belong after it.</summary>
    private static void ControlKind(QueueState state, string kind, Action<KindControl> change)
    {
        var controls = state.Kinds.Controls;
        var control = controls.Find(kind);
        var entry = state.Kinds.Find(kind);
        if (control is null)
        {
            MakeRoom(state);
            control = new KindControl(kind);
            controls.Add(control);
        }

        List<int> moved = [];
        if (entry is not null)
        {
            LeaveReadyIndex(state, entry, control, moved);
        }

        change(control);
        if (!control.IsNeeded)
        {
            controls.Remove(control);
        }

        if (entry is not null)
        {
            entry.Control = control.IsNeeded ? control : null;
        }

        foreach (int slot in moved)
        {
            state.EnterIndex(slot);
        }
    }

    private static void LeaveReadyIndex(QueueState state, KindEntry kind, KindControl control, List<int> moved)
    {
        while (control.Held is { First: var held and not SlotStore.None })
        {
            state.LeaveIndex(held);
            moved.Add(held);
        }

        if (control.HoldsAll)
        {
            return;
        }

        if (control.Breaker == BreakerState.HalfOpen)
        {
            if (state.FindLive(control.Probe) is var probe and not SlotStore.None && state.Slots[probe].Status == QueueTaskStatus.Pending)
            {
                state.LeaveIndex(probe);
                moved.Add(probe);
            }

            return;
        }

        // A look at every live task: a kind is held back rarely, and links of its own would cost each task memory.
        for (int slot = state.ByAge.First; slot != SlotStore.None; slot = state.ByAge.After(slot))
        {
            ref var task = ref state.Slots[slot];
            if (task.Status == QueueTaskStatus.Pending && ReferenceEquals(task.Kind, kind))
            {
                state.LeaveIndex(slot);
                moved.Add(slot);
            }
        }
    }
}
