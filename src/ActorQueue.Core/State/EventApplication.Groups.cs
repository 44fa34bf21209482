using ActorQueue.Contracts;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.State;

/// <summary>What each event counts for its task's kind and priority and for its worker.</summary>
internal static partial class EventApplication
{
    private static void CountAccepted(QueueState state, ref TaskSlot task) =>
        CountGroups(state, ref task, static meter => meter.Accepted++);

    private static void CountStarted(QueueState state, ref TaskSlot task, bool isFirst)
    {
        state.Groups.Started.Add(task.StartedAt);
        state.Groups.Worker(task.Worker!.Id, task.StartedAt);
        if (isFirst)
        {
            long waited = Math.Max(0, task.StartedAt - task.AcceptedAt);
            CountGroups(state, ref task, meter =>
            {
                meter.Started++;
                meter.WaitTicks += waited;
            });
        }
    }

    private static void CountCompleted(QueueState state, ref TaskSlot task, long at)
    {
        long ticks = Math.Max(0, at - task.StartedAt);
        CountGroups(state, ref task, meter =>
        {
            meter.Completed++;
            meter.ProcessingTicks += ticks;
        });
        state.Groups.Worker(task.Worker!.Id, at).Processed++;
    }

    private static void CountRetried(QueueState state, ref TaskSlot task, long at, TaskError error)
    {
        CountGroups(state, ref task, static meter => meter.Retries++);
        state.Groups.Retried.Add(at);
        CountFailedAttempt(state, ref task, at, error);
    }

    private static void CountFailed(QueueState state, ref TaskSlot task, long at, TaskError error, bool hasRun)
    {
        CountGroups(state, ref task, static meter => meter.Failed++);
        state.Groups.Failed.Add(at);
        if (hasRun)
        {
            CountFailedAttempt(state, ref task, at, error);
        }
    }

    private static void CountCancelled(QueueState state, ref TaskSlot task) =>
        CountGroups(state, ref task, static meter => meter.Cancelled++);

    private static void CountLost(QueueState state, ref TaskSlot task, long at)
    {
        state.Groups.Lost.Add(at);
        state.Groups.Worker(task.Worker!.Id, at).Failures++;
    }

    private static void CountFailedAttempt(QueueState state, ref TaskSlot task, long at, TaskError error)
    {
        var worker = state.Groups.Worker(task.Worker!.Id, at);
        worker.Processed++;
        worker.Failures++;
        if (error.Code == ErrorCodes.Rejected)
        {
            state.Groups.Rejected.Add(at);
        }
    }

    private static void CountGroups(QueueState state, ref TaskSlot task, Action<GroupMeter> count)
    {
        count(state.Groups.Kind(task.Kind.Name));
        count(state.Groups.Priority(task.Priority));
    }
}
