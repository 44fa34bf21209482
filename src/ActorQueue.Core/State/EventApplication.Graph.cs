using ActorQueue.Contracts;
using ActorQueue.Core.Codec;

namespace ActorQueue.Core.State;

/// <content>
/// What a task's end changes in others. Every end comes through Finish and so through here: what follows with no choice
/// is done at once, what is a new fact is left in <see cref="QueueState.Consequences"/> to be decided.
/// </content>
internal static partial class EventApplication
{
    /// <summary>Links a new task to its batch and to those that it waits for; true when it has to wait.</summary>
    private static bool EnterGraph(QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        var spec = task.Body.ToSpec(task.Id, task.Kind.Name, task.Priority, notBefore: null);
        if (spec.BatchId is { } batchId && state.Batches.Find(batchId) is { } batch)
        {
            (task.Extras ??= new TaskExtras()).Batch = batch;
        }

        return spec.DependsOn.Count > 0 && EnterDependencies(state, slot, spec);
    }

    private static bool EnterDependencies(QueueState state, int slot, TaskSpec spec)
    {
        ref var task = ref state.Slots[slot];
        var extras = task.Extras ??= new TaskExtras();
        extras.OnDependencyFailed = spec.OnDependencyFailed;
        foreach (var (id, on) in spec.DependsOn)
        {
            int dependency = state.FindLive(id);
            var status = dependency == SlotStore.None ? state.Remembered.StatusOf(id) : state.Slots[dependency].Status;
            if (status == QueueTaskStatus.None)
            {
                throw new CorruptQueueDataException($"Task {task.Id} waits for {id}, which position {state.Position} does not know.");
            }

            if (!status.IsFinal())
            {
                state.Dependencies.Add(slot, dependency, on);
            }
            else if (!on.IsMetBy(status))
            {
                Doom(state, slot, id);
            }
        }

        return extras.IsDoomed || state.Dependencies.IsWaiting(slot);
    }

    /// <summary>
    /// A task that gets another run waits for those of its dependencies that have not ended, which may run again
    /// themselves. One that has ended is not held against it: whoever asks for another run knows how it ended.
    /// </summary>
    private static bool WaitAnew(QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        var spec = task.Body.ToSpec(task.Id, task.Kind.Name, task.Priority, notBefore: null);
        task.Extras!.OnDependencyFailed = spec.OnDependencyFailed;
        foreach (var (id, on) in spec.DependsOn)
        {
            int dependency = state.FindLive(id);
            if (dependency != SlotStore.None && !state.Slots[dependency].Status.IsFinal())
            {
                state.Dependencies.Add(slot, dependency, on);
            }
        }

        return state.Dependencies.IsWaiting(slot);
    }

    private static void TellOthers(QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        if (task.Body.HasFollowUps)
        {
            state.Consequences.Add(new Consequence(ConsequenceKind.FollowUps, task.Id));
        }

        if (task.Extras is null)
        {
            return;
        }

        task.Extras.IsDoomed = false;
        state.Dependencies.StopWaiting(slot);
        while (state.Dependencies.TryTakeDependent(slot, out int dependent, out var on))
        {
            if (on.IsMetBy(task.Status))
            {
                Unblock(state, dependent);
            }
            else
            {
                Doom(state, dependent, task.Id);
            }
        }
    }

    /// <summary>One wait of a task is over, otherwise than it required.</summary>
    private static void Doom(QueueState state, int slot, TaskId cause)
    {
        ref var task = ref state.Slots[slot];
        var extras = task.Extras!;
        if (extras.OnDependencyFailed == DependencyFailurePolicy.Run)
        {
            Unblock(state, slot);
        }
        else if (!extras.IsDoomed)
        {
            extras.IsDoomed = true;
            state.Consequences.Add(new Consequence(ConsequenceKind.DependencyUnmet, task.Id, cause));
        }
    }

    /// <summary>One wait of a task is over; after the last one it goes on, if nothing else holds it.</summary>
    private static void Unblock(QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        if (task.Status != QueueTaskStatus.Blocked || task.Extras!.IsDoomed || state.Dependencies.IsWaiting(slot))
        {
            return;
        }

        // One that is due by now is released like any other, so that applying this needs no clock.
        state.LeaveIndex(slot);
        state.SetStatus(ref task, task.WakeAt == 0 ? QueueTaskStatus.Pending : QueueTaskStatus.Scheduled);
        state.EnterIndex(slot);
    }
}
