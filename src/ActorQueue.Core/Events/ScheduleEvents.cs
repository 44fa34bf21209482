using ActorQueue.Contracts;
using ActorQueue.Core.Schedules;

namespace ActorQueue.Core.Events;

/// <summary>Why an occurrence did not become a task. A file format.</summary>
public enum SkipReason : byte
{
    /// <summary>Reserved: a zeroed field is no reason.</summary>
    None = 0,

    /// <summary>It was missed, and the misfire policy passes over it.</summary>
    Missed = 1,

    /// <summary>Its predecessor's task had not ended.</summary>
    Overlap = 2,

    /// <summary>The queue refuses its task for good.</summary>
    Refused = 3,
}

/// <summary>A schedule was added, or took the place of the one of its id.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Schedule">The schedule.</param>
/// <param name="After">The time after which the next occurrence was looked for.</param>
/// <param name="Next">The next occurrence; null when there is none.</param>
public sealed record ScheduleAdded(
    DateTimeOffset At, ScheduleDefinition Schedule, DateTimeOffset After, DateTimeOffset? Next) : QueueEvent(At);

/// <summary>A schedule is gone.</summary>
public sealed record ScheduleRemoved(DateTimeOffset At, string Id) : QueueEvent(At);

/// <summary>A schedule is held back: it has no next occurrence until it is resumed.</summary>
public sealed record SchedulePaused(DateTimeOffset At, string Id) : QueueEvent(At);

/// <summary>
/// The next occurrence was looked for anew: after a pause, which it ends, or because the zone's rules have changed.
/// </summary>
public sealed record ScheduleResumed(
    DateTimeOffset At, string Id, DateTimeOffset After, DateTimeOffset? Next) : QueueEvent(At);

/// <summary>
/// An occurrence became the task that the event before this one enqueued, or had been that task before;
/// <paramref name="Next"/> follows it.
/// </summary>
public sealed record ScheduleFired(
    DateTimeOffset At, string Id, DateTimeOffset Occurrence, DateTimeOffset? Next, TaskId TaskId) : QueueEvent(At);

/// <summary>
/// Occurrences up to <paramref name="Last"/> became no task. So many of them are counted one by one that
/// <paramref name="Count"/> is exact up to the bound of the decision.
/// </summary>
public sealed record ScheduleSkipped(
    DateTimeOffset At, string Id, DateTimeOffset Last, DateTimeOffset? Next, int Count, SkipReason Reason) : QueueEvent(At);

/// <summary>The due occurrence cannot become a task yet; it is tried again.</summary>
public sealed record ScheduleHeld(DateTimeOffset At, string Id, DateTimeOffset RetryAt, string Problem) : QueueEvent(At);

/// <summary>A client had the schedule's task enqueued beside its occurrences.</summary>
public sealed record ScheduleTriggered(DateTimeOffset At, string Id, TaskId TaskId) : QueueEvent(At);
