using ActorQueue.Contracts;
using ActorQueue.Core.Events;
using ActorQueue.Core.Schedules;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>When a schedule comes next, and what becomes of the occurrences that it missed.</summary>
internal static class ScheduleDecision
{
    /// <summary>Missed occurrences are counted one by one up to this, which bounds the work for a long downtime.</summary>
    public const int MaxCounted = 1000;

    /// <summary>Longest problem that is kept, in characters.</summary>
    public const int MaxProblemLength = 1024;

    /// <summary>The first occurrence after a time, within the schedule's start and end.</summary>
    public static DateTimeOffset? Next(ScheduleDefinition schedule, IOccurrences occurrences, DateTimeOffset after)
    {
        // Strictly after: an occurrence at the very start counts.
        var from = schedule.StartAt is { } startAt && startAt > after ? startAt.AddTicks(-1) : after;
        return occurrences.Next(schedule.Cron, schedule.TimeZone, from) is { } next && !(next > schedule.EndAt) ? next : null;
    }

    /// <summary>
    /// Where to look from when a schedule is added or goes on: from now, and never from before what it has already done,
    /// which a clock that was put back would otherwise repeat.
    /// </summary>
    public static DateTimeOffset From(DateTimeOffset now, DateTimeOffset? done) => done > now ? done.Value : now;

    /// <summary>
    /// The occurrences that are passed over because they are later than the threshold, as the policy says; null when
    /// none is. Afterwards the entry's next occurrence is one to fire.
    /// </summary>
    public static ScheduleSkipped? PassOver(
        ScheduleEntry entry, IOccurrences occurrences, TimeSpan threshold, DateTimeOffset now)
    {
        var schedule = entry.Definition;
        var first = entry.NextAt!.Value;
        if (first >= now - threshold)
        {
            return null;
        }

        // What is late by less than the threshold is not missed; fire-once collapses that too, into one "now".
        bool isOnce = schedule.Misfire == MisfirePolicy.FireOnce;
        var newest = Latest(schedule, occurrences, first, isOnce ? now : now - threshold);
        DateTimeOffset? next = schedule.Misfire switch
        {
            MisfirePolicy.FireOnce => newest,
            MisfirePolicy.CatchUp => Back(schedule, occurrences, first, newest),
            _ => Next(schedule, occurrences, newest),
        };
        if (next == first)
        {
            return null;
        }

        var last = next is null || next > newest ? newest : Latest(schedule, occurrences, first, next.Value.AddTicks(-1));
        return new ScheduleSkipped(now, entry.Id, last, next, CountOf(schedule, occurrences, first, last), SkipReason.Missed);
    }

    /// <summary>The last occurrence up to a time, of which <paramref name="first"/> is one.</summary>
    public static DateTimeOffset Latest(
        ScheduleDefinition schedule, IOccurrences occurrences, DateTimeOffset first, DateTimeOffset upTo)
    {
        // By halving: an expression can be asked for what comes next only, and a downtime can span millions.
        var (known, low, high) = (first, first, upTo);
        while (high - low >= TimeSpan.FromSeconds(1))
        {
            var middle = low + ((high - low) / 2);
            if (Next(schedule, occurrences, middle) is { } next && next <= upTo)
            {
                (known, low) = (next, next);
            }
            else
            {
                high = middle;
            }
        }

        return known;
    }

    /// <summary>The occurrence from which on there are as many up to the newest as are caught up with.</summary>
    private static DateTimeOffset Back(
        ScheduleDefinition schedule, IOccurrences occurrences, DateTimeOffset first, DateTimeOffset newest)
    {
        var from = newest;
        for (int count = 1; count < schedule.MaxCatchUp && from > first; count++)
        {
            from = Latest(schedule, occurrences, first, from.AddTicks(-1));
        }

        return from;
    }

    private static int CountOf(
        ScheduleDefinition schedule, IOccurrences occurrences, DateTimeOffset first, DateTimeOffset last)
    {
        int count = 1;
        for (var at = first; count < MaxCounted && at < last; count++)
        {
            at = Next(schedule, occurrences, at) ?? last;
        }

        return count;
    }
}
