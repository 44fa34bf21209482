using ActorQueue.Contracts;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.State;

/// <summary>What each event counts for its task's kind and priority and for its worker. Nothing here allocates.</summary>
internal static partial class EventApplication
{
    private static void CountAccepted(QueueState state, ref TaskSlot task)
    {
        state.Meters.Accepted++;
        KindMeter(state, ref task).Accepted++;
        PriorityMeter(state, ref task).Accepted++;
    }

    private static void CountStarted(QueueState state, ref TaskSlot task)
    {
        state.Groups.Started.Add(task.StartedAt);
        state.Groups.Worker(task.Worker!.Id, task.StartedAt);
    }

    private static void CountFirstStart(QueueState state, ref TaskSlot task)
    {
        var waited = MeasuredTime.Between(task.AcceptedAt, task.StartedAt);
        state.Meters.Waiting.Add(waited);
        CountFirstStart(KindMeter(state, ref task), waited);
        CountFirstStart(PriorityMeter(state, ref task), waited);
    }

    private static void CountFirstStart(GroupMeter meter, MeasuredTime waited)
    {
        meter.Started++;
        meter.Waiting.Add(waited);
    }

    private static void CountCompleted(QueueState state, ref TaskSlot task, long at)
    {
        var ran = MeasuredTime.Between(task.StartedAt, at);
        state.Meters.Completed++;
        state.Meters.Processing.Add(ran);
        state.Meters.Ends.Add(at);
        CountCompleted(KindMeter(state, ref task), at, ran);
        CountCompleted(PriorityMeter(state, ref task), at, ran);
        EndOnWorker(state, ref task, at).Processing.Add(ran);
    }

    private static void CountCompleted(GroupMeter meter, long at, MeasuredTime ran)
    {
        meter.Completed++;
        meter.Processing.Add(ran);
        meter.Ends.Add(at);
    }

    private static void CountRetried(QueueState state, ref TaskSlot task, long at, TaskError error)
    {
        state.Meters.Retries++;
        state.Groups.Retried.Add(at);
        KindMeter(state, ref task).Retries++;
        PriorityMeter(state, ref task).Retries++;
        CountFailedAttempt(state, ref task, at, error);
    }

    private static void CountFailed(QueueState state, ref TaskSlot task, long at, TaskError error, bool hasRun)
    {
        state.Meters.Failed++;
        state.Meters.Ends.Add(at);
        state.Groups.Failed.Add(at);
        CountFailed(KindMeter(state, ref task), at);
        CountFailed(PriorityMeter(state, ref task), at);
        if (hasRun)
        {
            CountFailedAttempt(state, ref task, at, error);
        }
    }

    private static void CountFailed(GroupMeter meter, long at)
    {
        meter.Failed++;
        meter.Ends.Add(at);
    }

    private static void CountCancelled(QueueState state, ref TaskSlot task)
    {
        state.Meters.Cancelled++;
        KindMeter(state, ref task).Cancelled++;
        PriorityMeter(state, ref task).Cancelled++;
    }

    private static void CountLost(QueueState state, ref TaskSlot task, long at)
    {
        state.Meters.Interrupted++;
        state.Groups.Lost.Add(at);
        var worker = state.Groups.Worker(task.Worker!.Id, at);
        worker.Failures++;
        worker.Lost++;
    }

    private static void CountFailedAttempt(QueueState state, ref TaskSlot task, long at, TaskError error)
    {
        EndOnWorker(state, ref task, at).Failures++;
        if (error.Code == ErrorCodes.Rejected)
        {
            state.Groups.Rejected.Add(at);
        }
    }

    private static WorkerMeter EndOnWorker(QueueState state, ref TaskSlot task, long at)
    {
        var worker = state.Groups.Worker(task.Worker!.Id, at);
        worker.Processed++;
        worker.Ends.Add(at);
        return worker;
    }

    private static GroupMeter KindMeter(QueueState state, ref TaskSlot task) =>
        task.Kind.Meter ??= state.Groups.Kind(task.Kind.Name);

    private static GroupMeter PriorityMeter(QueueState state, ref TaskSlot task) => state.Groups.Priority(task.Priority);
}
