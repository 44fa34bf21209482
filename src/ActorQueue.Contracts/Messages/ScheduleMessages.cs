namespace ActorQueue.Contracts;

/// <summary>
/// Adds a schedule, or replaces the one of the same id. Its occurrences are those after now. Durable. Answered by
/// <see cref="ScheduleAnswered"/>.
/// </summary>
public sealed record AddSchedule(ScheduleSpec Schedule) : IQueueRequest
{
    /// <inheritdoc />
    public long PayloadBytes => Schedule.Task?.Payload.Length ?? 0;
}

/// <summary>
/// Removes a schedule; tasks that it has enqueued stay. Durable. Answered by <see cref="ScheduleAnswered"/>.
/// </summary>
public sealed record RemoveSchedule(string Id) : IQueueRequest;

/// <summary>
/// Holds a schedule back; what falls due meanwhile is left out. Durable. Answered by <see cref="ScheduleAnswered"/>.
/// </summary>
public sealed record PauseSchedule(string Id) : IQueueRequest;

/// <summary>Lets a paused schedule go on, from now. Durable. Answered by <see cref="ScheduleAnswered"/>.</summary>
public sealed record ResumeSchedule(string Id) : IQueueRequest;

/// <summary>
/// Enqueues a schedule's task now, paused or not, beside its occurrences. Answered by <see cref="ScheduleAnswered"/>.
/// </summary>
/// <param name="Id">The schedule.</param>
/// <param name="TaskId">The task's id; the same again is the same trigger.</param>
public sealed record TriggerSchedule(string Id, TaskId TaskId) : IQueueRequest;

/// <summary>Asks for all schedules by id; answered by <see cref="ScheduleList"/>.</summary>
/// <param name="Upcoming">How many coming occurrences to name of each, 1 to <see cref="MaxUpcoming"/>; values outside
/// are brought to the nearest bound.</param>
public sealed record ListSchedules(int Upcoming = 1) : IQueueRequest
{
    /// <summary>Most occurrences of one schedule.</summary>
    public const int MaxUpcoming = 20;
}

/// <summary>All schedules, by id.</summary>
public sealed record ScheduleList(IReadOnlyList<ScheduleView> Schedules);

/// <summary>How a request about one schedule ended.</summary>
public enum ScheduleResult : byte
{
    /// <summary>Reserved: a zeroed field is no result.</summary>
    None = 0,

    /// <summary>It is new.</summary>
    Added = 1,

    /// <summary>It took the place of the one with its id.</summary>
    Replaced = 2,

    /// <summary>It is gone.</summary>
    Removed = 3,

    /// <summary>It is held back now.</summary>
    Paused = 4,

    /// <summary>It goes on.</summary>
    Resumed = 5,

    /// <summary>Its task is enqueued, by this request or an earlier one with the same task id.</summary>
    Triggered = 6,

    /// <summary>It already was so.</summary>
    Unchanged = 7,

    /// <summary>There is none of this id.</summary>
    NotFound = 8,

    /// <summary>Refused; the reason says why.</summary>
    Rejected = 9,
}

/// <summary>What became of a request about one schedule; on disk.</summary>
/// <param name="Id">The schedule.</param>
/// <param name="Result">The outcome.</param>
/// <param name="Schedule">The schedule after it; null when there is none.</param>
public sealed record ScheduleAnswered(string Id, ScheduleResult Result, ScheduleView? Schedule)
{
    /// <summary>The task of a trigger.</summary>
    public TaskId? TaskId { get; init; }

    /// <summary>One of <see cref="RejectReasons"/> when rejected.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence that says what is wrong, when rejected.</summary>
    public string? Message { get; init; }
}
