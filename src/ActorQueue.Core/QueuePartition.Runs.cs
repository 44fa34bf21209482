using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>Another run of a task that has ended, and what an attempt leaves for the next one.</summary>
public sealed partial class QueuePartition
{
    /// <summary>Gives a failed or cancelled task that is still here another run.</summary>
    public TaskRetryAnswered Retry(RetryTask command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        int slot = State.FindLive(command.Id);
        if (slot == SlotStore.None)
        {
            var remembered = State.Remembered.StatusOf(command.Id);
            return new TaskRetryAnswered(
                command.Id,
                remembered == QueueTaskStatus.Completed ? TaskRetryResult.Completed : TaskRetryResult.NotFound,
                remembered);
        }

        ref var task = ref State.Slots[slot];
        int run = task.Extras?.Run ?? 1;
        return task.Status switch
        {
            QueueTaskStatus.Failed or QueueTaskStatus.Cancelled => Revive(
                new EndedTask(task.Id, task.Kind.Name, task.Priority, run, task.Attempt, task.Body, task.Extras?.Errors ?? []), now, into),
            QueueTaskStatus.Completed => new TaskRetryAnswered(task.Id, TaskRetryResult.Completed, task.Status, run),
            _ => new TaskRetryAnswered(task.Id, TaskRetryResult.NotEnded, task.Status, run),
        };
    }

    /// <summary>Gives a failed or cancelled task another run that stands in the history, or has ended here.</summary>
    public TaskRetryAnswered Revive(EndedTask ended, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(ended);
        int slot = State.FindLive(ended.Id);
        if (slot != SlotStore.None && !State.Slots[slot].Status.IsFinal())
        {
            return new TaskRetryAnswered(ended.Id, TaskRetryResult.NotEnded, State.Slots[slot].Status, State.Slots[slot].Extras?.Run ?? 1);
        }

        if (ReasonAgainst(ended) is { } reason)
        {
            return new TaskRetryAnswered(ended.Id, TaskRetryResult.Refused, QueueTaskStatus.Failed, ended.Run, reason);
        }

        int run = ended.Run + 1;
        Commit(new TaskRevived(now, ended.Id, ended.Kind, ended.Priority, run, ended.Attempt, ended.Body, [.. ended.Errors]), into);
        return new TaskRetryAnswered(ended.Id, TaskRetryResult.Retried, State.Slots[State.FindLive(ended.Id)].Status, run);
    }

    /// <summary>Keeps what a running attempt leaves for the next one.</summary>
    public CheckpointOutcome Save(SaveCheckpoint command, DateTimeOffset now, EventBatch into)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.State.Length > _settings.MaxCheckpointBytes)
        {
            return CheckpointOutcome.TooLarge;
        }

        if (!State.IsRunning(command.Id, command.Attempt))
        {
            State.StaleReports++;
            return CheckpointOutcome.Stale;
        }

        Commit(new CheckpointSaved(now, command.Id, command.Attempt, command.State), into);
        return CheckpointOutcome.Saved;
    }

    private string? ReasonAgainst(EndedTask ended)
    {
        if (State.Mode == QueueMode.Draining)
        {
            return RejectReasons.Draining;
        }

        bool isFull = (_settings.MaxLength > 0 && State.WaitingCount >= _settings.MaxLength)
            || (_settings.MaxBytes > 0 && State.LiveBytes + ended.Body.Length > _settings.MaxBytes);
        return isFull ? RejectReasons.QueueFull : null;
    }
}
