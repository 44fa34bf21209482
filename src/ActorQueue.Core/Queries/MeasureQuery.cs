using ActorQueue.Contracts;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>Tasks of one kind and priority that have not ended.</summary>
public readonly record struct QueueDepth(string Kind, int Priority, long Tasks);

/// <summary>What measuring asks of the state, beside the statistics that are kept anyway.</summary>
public static class MeasureQuery
{
    /// <summary>The kind of a live task; null when it is not there.</summary>
    public static string? KindOf(this QueueState state, TaskId id)
    {
        ArgumentNullException.ThrowIfNull(state);
        int slot = state.FindLive(id);
        return slot == SlotStore.None ? null : state.Slots[slot].Kind.Name;
    }

    /// <summary>How long the completed attempt ran; asked before anything follows the event.</summary>
    public static TimeSpan? DurationOf(this QueueState state, TaskCompleted completed)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(completed);
        int slot = state.FindLive(completed.Id);
        return slot == SlotStore.None ? null : new TimeSpan(completed.At.UtcTicks - state.Slots[slot].StartedAt);
    }

    /// <summary>How long the task waited for its first start; null when this is not its first.</summary>
    public static TimeSpan? WaitOf(this QueueState state, AttemptStarted started)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(started);
        int slot = state.FindLive(started.Id);
        if (slot == SlotStore.None)
        {
            return null;
        }

        ref var task = ref state.Slots[slot];
        return task.Attempt == started.Attempt && task.FirstStartedAt == task.StartedAt ? new TimeSpan(task.StartedAt - task.AcceptedAt) : null;
    }

    /// <summary>The live tasks by kind and priority. Costs a look at each.</summary>
    public static IReadOnlyList<QueueDepth> Depths(this QueueState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Dictionary<(string Kind, int Priority), long> depths = [];
        for (int slot = state.ByAge.First; slot != SlotStore.None; slot = state.ByAge.After(slot))
        {
            ref var task = ref state.Slots[slot];
            if (!task.Status.IsFinal())
            {
                var key = (task.Kind.Name, task.Priority);
                depths[key] = depths.GetValueOrDefault(key) + 1;
            }
        }

        return [.. depths.Select(depth => new QueueDepth(depth.Key.Kind, depth.Key.Priority, depth.Value))];
    }
}
