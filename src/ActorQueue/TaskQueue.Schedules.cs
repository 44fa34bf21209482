using ActorQueue.Contracts;

namespace ActorQueue;

/// <summary>Schedules: tasks that come again by a cron expression.</summary>
public sealed partial class TaskQueue
{
    /// <summary>Adds a schedule, or replaces the one of the same id; its occurrences are those after now.</summary>
    public Task<ScheduleAnswered> AddScheduleAsync(ScheduleSpec schedule, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return _queue.AskAsync<ScheduleAnswered>(new AddSchedule(schedule), cancellationToken);
    }

    /// <summary>Removes a schedule; the tasks that it has enqueued stay.</summary>
    public Task<ScheduleAnswered> RemoveScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _queue.AskAsync<ScheduleAnswered>(new RemoveSchedule(id), cancellationToken);
    }

    /// <summary>Holds a schedule back, also after a restart; what falls due meanwhile is left out.</summary>
    public Task<ScheduleAnswered> PauseScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _queue.AskAsync<ScheduleAnswered>(new PauseSchedule(id), cancellationToken);
    }

    /// <summary>Lets a paused schedule go on with its next occurrence after now.</summary>
    public Task<ScheduleAnswered> ResumeScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _queue.AskAsync<ScheduleAnswered>(new ResumeSchedule(id), cancellationToken);
    }

    /// <summary>Enqueues a schedule's task now, paused or not, beside its occurrences.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="taskId">The task's id, so that a repeated call is the same trigger; null: a new one.</param>
    /// <param name="cancellationToken">Gives up the wait for the answer.</param>
    public Task<ScheduleAnswered> TriggerScheduleAsync(string id, TaskId? taskId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _queue.AskAsync<ScheduleAnswered>(new TriggerSchedule(id, taskId ?? TaskId.New(_queue.Time)), cancellationToken);
    }

    /// <summary>All schedules by id, each with its next occurrences.</summary>
    /// <param name="upcoming">How many coming occurrences to name of each, 1 to 20.</param>
    /// <param name="cancellationToken">Gives up the wait for the answer.</param>
    public async Task<IReadOnlyList<ScheduleView>> ListSchedulesAsync(int upcoming = 1, CancellationToken cancellationToken = default) =>
        (await _queue.AskAsync<ScheduleList>(new ListSchedules(upcoming), cancellationToken)).Schedules;
}
