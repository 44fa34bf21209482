using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Supervision;

/// <summary>Events as watchers are told of them.</summary>
internal static class TaskChanges
{
    /// <summary>The changes that a batch's events from an index on stand for, with the tasks as they are now.</summary>
    public static IReadOnlyList<TaskChange> Since(EventBatch batch, int firstIndex, QueueState state)
    {
        List<TaskChange> changes = [];
        for (var i = firstIndex; i < batch.Count; i++)
        {
            if (Describe(batch.Events[i]) is var (kind, id) && state.Find(id) is { } task)
            {
                changes.Add(new TaskChange(kind, task));
            }
        }

        return changes;
    }

    private static (TaskChangeKind Kind, TaskId Id)? Describe(QueueEvent @event) => @event switch
    {
        TaskEnqueued enqueued => (TaskChangeKind.Enqueued, enqueued.Id),
        AttemptStarted started => (TaskChangeKind.Started, started.Id),
        TaskCompleted completed => (TaskChangeKind.Completed, completed.Id),
        RetryScheduled retry => (TaskChangeKind.RetryScheduled, retry.Id),
        TaskFailed failed => (TaskChangeKind.Failed, failed.Id),
        AttemptReleased released => (TaskChangeKind.Returned, released.Id),
        AttemptInterrupted interrupted => (TaskChangeKind.Returned, interrupted.Id),
        TaskCancelled cancelled => (TaskChangeKind.Cancelled, cancelled.Id),

        TaskPaused paused => (TaskChangeKind.Paused, paused.Id),
        AttemptPaused paused => (TaskChangeKind.Paused, paused.Id),
        TaskResumed resumed => (TaskChangeKind.Resumed, resumed.Id),
        TaskReprioritised changed => (TaskChangeKind.Reprioritised, changed.Id),
        TaskRevived revived => (TaskChangeKind.Revived, revived.Id),
        PauseRequested or KindPauseChanged or CheckpointSaved or BreakerChanged => null,

        // These change the queue, or a task in a way that its next event tells.
        ScheduleAdded or ScheduleRemoved or SchedulePaused or ScheduleResumed or ScheduleFired or ScheduleSkipped or ScheduleHeld or ScheduleTriggered => null,
        WorkerRegistered or WorkerUnregistered or WorkerPauseChanged => null,
        DueTasksReleased or CancelRequested or QueueModeChanged or OwnershipTaken or FinishedArchived => null,

        // A batch's tasks tell what happens to it.
        BatchCreated or BatchSealed or BatchReopened or BatchEnded or BatchesForgotten => null,
        RateTokenTaken or StartCompared => null,
        _ => throw new InvalidOperationException($"{@event.GetType().Name} is not known to watchers."),
    };
}
