using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>The events that follow from what a task's end left to be decided.</summary>
internal static class ConsequenceDecision
{
    public static IEnumerable<QueueEvent> Decide(QueueState state, Consequence consequence, DateTimeOffset now) =>
        consequence.Kind switch
        {
            ConsequenceKind.DependencyUnmet => EndDependent(state, consequence, now),
            ConsequenceKind.FollowUps => EnqueueFollowUps(state, consequence.Subject, now),
            ConsequenceKind.BatchDone => BatchDecision.End(state, consequence.Batch, now),
            _ => throw new InvalidOperationException($"Nothing follows from {consequence.Kind}."),
        };

    private static IEnumerable<QueueEvent> EndDependent(QueueState state, Consequence consequence, DateTimeOffset now)
    {
        int slot = state.FindLive(consequence.Subject);
        if (slot == SlotStore.None || state.Slots[slot].Status.IsFinal())
        {
            return [];
        }

        ref var task = ref state.Slots[slot];
        return task.Extras!.OnDependencyFailed == DependencyFailurePolicy.Cancel
            ? [new TaskCancelled(now, task.Id, task.Attempt)]
            : [new TaskFailed(now, task.Id, task.Attempt, FailureClass.Permanent, new TaskError(
                ErrorCodes.DependencyFailed, Explain(state, ref task, consequence.Cause)))];
    }

    private static string Explain(QueueState state, ref TaskSlot task, TaskId cause)
    {
        int slot = state.FindLive(cause);
        if (slot == SlotStore.None)
        {
            return $"It depends on task {cause}, which had {Past(state.Remembered.StatusOf(cause))}.";
        }

        ref var dependency = ref state.Slots[slot];
        string name = SpecOf(state, slot).Name;
        return $"It depends on task {cause} ('{Cut(name)}'), which {Past(dependency.Status)}"
            + (dependency.Error is { } error ? $" ({error.Code})." : ".");
    }

    private static string Past(QueueTaskStatus status) => status switch
    {
        QueueTaskStatus.Completed => "completed, and not failed",
        QueueTaskStatus.Failed => "failed",
        QueueTaskStatus.Cancelled => "was cancelled",
        _ => throw new InvalidOperationException($"A dependency that is {status} decides nothing."),
    };

    private static string Cut(string name) => name.Length <= 128 ? name : string.Concat(name.AsSpan(0, 127), "…");

    private static IEnumerable<QueueEvent> EnqueueFollowUps(QueueState state, TaskId parent, DateTimeOffset now)
    {
        int slot = state.FindLive(parent);
        var status = state.Slots[slot].Status;
        var followUps = SpecOf(state, slot).FollowUps;
        List<QueueEvent> enqueued = [];
        for (int i = 0; i < followUps.Count; i++)
        {
            var id = FollowUpId.Of(parent, RunOf(state, slot), i);
            if (followUps[i].On.IsMetBy(status) && !IsKnown(state, id))
            {
                var task = followUps[i].Task with { ParentId = parent };
                enqueued.Add(new TaskEnqueued(now, id, task.Kind, task.Priority, task.NotBefore, TaskBody.Pack(task)));
            }
        }

        return enqueued;
    }

    /// <summary>Whoever submitted a task under this id has computed it: it is the follow-up.</summary>
    public static bool IsKnown(QueueState state, TaskId id) =>
        state.FindLive(id) != SlotStore.None || state.Remembered.StatusOf(id) != QueueTaskStatus.None;

    private static int RunOf(QueueState state, int slot) => state.Slots[slot].Extras?.Run ?? 1;

    private static TaskSpec SpecOf(QueueState state, int slot)
    {
        ref var task = ref state.Slots[slot];
        return task.Body.ToSpec(task.Id, task.Kind.Name, task.Priority, notBefore: null);
    }
}
