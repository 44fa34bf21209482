using System.Globalization;
using ActorQueue.Contracts;
using ActorQueue.Core.State;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core;

/// <summary>The queue's numbers by kind, by priority and by worker.</summary>
public static class BreakdownQuery
{
    /// <summary>Statistics with their parts. Costs a look at each live task.</summary>
    public static QueueStatistics StatisticsWithParts(this QueueState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        Dictionary<string, (long Waiting, long Processing)> kinds = new(StringComparer.Ordinal);
        Dictionary<int, (long Waiting, long Processing)> priorities = [];
        for (int slot = state.ByAge.First; slot != SlotStore.None; slot = state.ByAge.After(slot))
        {
            ref var task = ref state.Slots[slot];
            if (!task.Status.IsFinal())
            {
                Add(kinds, task.Kind.Name, task.Status);
                Add(priorities, task.Priority, task.Status);
            }
        }

        var groups = state.Groups;
        return state.Statistics(now) with
        {
            ByKind = Parts(groups.Kinds, groups.OtherKinds, kinds, static kind => kind),
            ByPriority = Parts(groups.Priorities, groups.OtherPriorities, priorities, static priority => priority.ToString(CultureInfo.InvariantCulture)),
            ByWorker = [.. groups.Workers.Select(worker => WorkerOf(state, worker.Key, worker.Value))],
            OpenBreakers = [.. state.Kinds.Controls.All.Where(control => control.Breaker != BreakerState.Closed).Select(control => control.Kind)],
            PausedKinds = [.. state.Kinds.Controls.All.Where(control => control.IsPaused).Select(control => control.Kind)],
        };
    }

    /// <summary>Since when the oldest task waits that could start, were there a worker; null when none does.</summary>
    internal static DateTimeOffset? OldestStartable(this QueueState state)
    {
        for (int slot = state.ByAge.First; slot != SlotStore.None; slot = state.ByAge.After(slot))
        {
            ref var task = ref state.Slots[slot];
            if (task.Status == QueueTaskStatus.Pending)
            {
                return new DateTimeOffset(task.AcceptedAt, TimeSpan.Zero);
            }
        }

        return null;
    }

    private static void Add<TKey>(Dictionary<TKey, (long Waiting, long Processing)> counts, TKey key, QueueTaskStatus status)
        where TKey : notnull
    {
        var (waiting, processing) = counts.GetValueOrDefault(key);
        counts[key] = status == QueueTaskStatus.Processing ? (waiting, processing + 1) : (waiting + 1, processing);
    }

    private static List<GroupStatistics> Parts<TKey>(
        SortedDictionary<TKey, GroupMeter> meters,
        GroupMeter others,
        Dictionary<TKey, (long Waiting, long Processing)> live,
        Func<TKey, string> name)
        where TKey : notnull
    {
        List<GroupStatistics> parts = [];
        foreach (var (key, meter) in meters)
        {
            live.Remove(key, out var counts);
            parts.Add(PartOf(name(key), meter, counts));
        }

        if (others.Accepted > 0 || live.Count > 0)
        {
            parts.Add(PartOf(GroupStatistics.Others, others, (live.Values.Sum(counts => counts.Waiting), live.Values.Sum(counts => counts.Processing))));
        }

        return parts;
    }

    private static GroupStatistics PartOf(string name, GroupMeter meter, (long Waiting, long Processing) live) => new()
    {
        Name = name,
        WaitingTasks = live.Waiting,
        ProcessingTasks = live.Processing,
        TotalTasks = meter.Accepted,
        CompletedTasks = meter.Completed,
        FailedTasks = meter.Failed,
        CancelledTasks = meter.Cancelled,
        Retries = meter.Retries,
        AverageProcessingTime = Seconds(meter.ProcessingTicks, meter.Completed),
        AverageWaitTime = Seconds(meter.WaitTicks, meter.Started),
    };

    private static WorkerCounts WorkerOf(QueueState state, string id, WorkerMeter meter) => new()
    {
        WorkerId = id,
        ProcessingTasks = state.Workers.Find(id)?.InFlight ?? 0,
        Processed = meter.Processed,
        Failures = meter.Failures,
        FirstSeenAt = new DateTimeOffset(meter.FirstSeenAt, TimeSpan.Zero),
        LastSeenAt = new DateTimeOffset(meter.LastSeenAt, TimeSpan.Zero),
    };

    private static double Seconds(long ticks, long count) => count == 0 ? 0 : (double)ticks / count / TimeSpan.TicksPerSecond;
}
