using ActorQueue.Contracts;
using ActorQueue.Core.Decisions;
using ActorQueue.Core.Schedules;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>What can be asked about schedules. Nothing here changes the state.</summary>
public static class ScheduleQueries
{
    /// <summary>A schedule; null when there is none of this id.</summary>
    public static ScheduleView? FindSchedule(this QueueState state, string id)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Schedules.Find(id) is { } entry ? ViewOf(entry, [.. NextOf(entry)]) : null;
    }

    /// <summary>All schedules by id, each with the occurrences that come next.</summary>
    public static ScheduleList List(this QueueState state, ListSchedules query, IOccurrences occurrences)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(occurrences);
        int count = Math.Clamp(query.Upcoming, 1, ListSchedules.MaxUpcoming);
        return new ScheduleList([.. state.Schedules.All.Select(entry => ViewOf(entry, Upcoming(entry, occurrences, count)))]);
    }

    /// <summary>When the first schedule is due; null when none is.</summary>
    public static DateTimeOffset? NextScheduleAt(this QueueState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Schedules.FirstDueAt;
    }

    /// <summary>Whether a task is live and has not ended.</summary>
    internal static bool IsUnfinished(this QueueState state, TaskId? id) =>
        id is { } known && state.FindLive(known) is var slot and not SlotStore.None && !state.Slots[slot].Status.IsFinal();

    private static List<DateTimeOffset> Upcoming(ScheduleEntry entry, IOccurrences occurrences, int count)
    {
        List<DateTimeOffset> upcoming = [.. NextOf(entry)];
        while (upcoming.Count > 0 && upcoming.Count < count && NextAfter(entry, occurrences, upcoming[^1]) is { } next)
        {
            upcoming.Add(next);
        }

        return upcoming;
    }

    private static DateTimeOffset? NextAfter(ScheduleEntry entry, IOccurrences occurrences, DateTimeOffset after) =>
        occurrences.ProblemWith(entry.Definition.Cron, entry.Definition.TimeZone) is null
            ? ScheduleDecision.Next(entry.Definition, occurrences, after)
            : null;

    private static IEnumerable<DateTimeOffset> NextOf(ScheduleEntry entry) => entry.NextAt is { } next ? [next] : [];

    private static ScheduleView ViewOf(ScheduleEntry entry, IReadOnlyList<DateTimeOffset> upcoming)
    {
        var definition = entry.Definition;
        return new ScheduleView
        {
            Id = definition.Id,
            Cron = definition.Cron,
            TimeZone = definition.TimeZone,
            Misfire = definition.Misfire,
            MaxCatchUp = definition.MaxCatchUp,
            Overlap = definition.Overlap,
            StartAt = definition.StartAt,
            EndAt = definition.EndAt,
            Kind = definition.Kind,
            Name = definition.TaskWith(default).Name,
            Priority = definition.Priority,
            IsPaused = entry.IsPaused,
            NextAt = entry.NextAt,
            Upcoming = upcoming,
            LastAt = entry.LastAt,
            LastTaskId = entry.LastTaskId,
            Fired = entry.Fired,
            Skipped = entry.Skipped,
            Problem = entry.Problem,
        };
    }
}
