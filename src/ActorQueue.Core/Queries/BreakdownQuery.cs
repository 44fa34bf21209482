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
        Dictionary<string, LiveTasks> kinds = new(StringComparer.Ordinal);
        Dictionary<int, LiveTasks> priorities = [];
        for (int slot = state.ByAge.First; slot != SlotStore.None; slot = state.ByAge.After(slot))
        {
            ref var task = ref state.Slots[slot];
            if (!task.Status.IsFinal())
            {
                kinds[task.Kind.Name] = kinds.GetValueOrDefault(task.Kind.Name).With(ref task);
                priorities[task.Priority] = priorities.GetValueOrDefault(task.Priority).With(ref task);
            }
        }

        var groups = state.Groups;
        return state.Statistics(now) with
        {
            ByKind = Parts(state, now, groups.Kinds, groups.OtherKinds, kinds, static kind => kind),
            ByPriority = Parts(
                state, now, groups.Priorities, groups.OtherPriorities, priorities, static priority => priority.ToString(CultureInfo.InvariantCulture)),
            ByWorker = [.. groups.Workers.Select(worker => WorkerOf(state, now, worker.Key, worker.Value))],
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

    private static List<GroupStatistics> Parts<TKey>(
        QueueState state,
        DateTimeOffset now,
        SortedDictionary<TKey, GroupMeter> meters,
        GroupMeter others,
        Dictionary<TKey, LiveTasks> live,
        Func<TKey, string> name)
        where TKey : notnull
    {
        List<GroupStatistics> parts = [];
        foreach (var (key, meter) in meters)
        {
            live.Remove(key, out var counts);
            parts.Add(PartOf(state, now, name(key), meter, counts));
        }

        if (others.Accepted > 0 || live.Count > 0)
        {
            parts.Add(PartOf(state, now, GroupStatistics.Others, others, live.Values.Aggregate(default(LiveTasks), (sum, counts) => sum.With(counts))));
        }

        return parts;
    }

    private static GroupStatistics PartOf(QueueState state, DateTimeOffset now, string name, GroupMeter meter, LiveTasks live)
    {
        double Rate(int minutes) => meter.Ends.PerSecond(now.UtcTicks, TimeSpan.FromMinutes(minutes), state.Meters.FirstEventAt);
        return new GroupStatistics
        {
            Name = name,
            WaitingTasks = live.Waiting,
            ProcessingTasks = live.Processing,
            TotalTasks = meter.Accepted,
            CompletedTasks = meter.Completed,
            FailedTasks = meter.Failed,
            CancelledTasks = meter.Cancelled,
            Retries = meter.Retries,
            Throughput = Rate(1),
            Throughput5Minutes = Rate(5),
            Throughput15Minutes = Rate(15),
            AverageProcessingTime = Mean(meter.Processing, meter.Completed),
            ProcessingTimeP50 = meter.Processing.PercentileSeconds(0.50),
            ProcessingTimeP95 = meter.Processing.PercentileSeconds(0.95),
            ProcessingTimeP99 = meter.Processing.PercentileSeconds(0.99),
            AverageWaitTime = Mean(meter.Waiting, meter.Started),
            WaitTimeP50 = meter.Waiting.PercentileSeconds(0.50),
            WaitTimeP95 = meter.Waiting.PercentileSeconds(0.95),
            WaitTimeP99 = meter.Waiting.PercentileSeconds(0.99),
            SuccessRate = StatisticsQuery.SuccessRate(meter.Completed, meter.Failed),
            RetryRate = StatisticsQuery.RetryRate(meter.Retries, meter.Completed, meter.Failed),
            OldestWaitingSeconds = live.Waiting == 0 ? 0 : Math.Max(0, TimeSpan.FromTicks(now.UtcTicks - live.OldestWaitingSince).TotalSeconds),
        };
    }

    private static WorkerCounts WorkerOf(QueueState state, DateTimeOffset now, string id, WorkerMeter meter)
    {
        double Rate(int minutes) => meter.Ends.PerSecond(now.UtcTicks, TimeSpan.FromMinutes(minutes), meter.FirstSeenAt);
        bool isThere = state.AttachedWorkers.ContainsKey(id) || state.Registry.Find(id) is not null;
        long until = isThere ? now.UtcTicks : meter.LastSeenAt;
        return new WorkerCounts
        {
            WorkerId = id,
            ProcessingTasks = state.Workers.Find(id)?.InFlight ?? 0,
            Processed = meter.Processed,
            Failures = meter.Failures,
            Throughput = Rate(1),
            Throughput5Minutes = Rate(5),
            Throughput15Minutes = Rate(15),
            AverageProcessingTime = meter.Processing.MeanSeconds,
            ProcessingTimeP50 = meter.Processing.PercentileSeconds(0.50),
            ProcessingTimeP95 = meter.Processing.PercentileSeconds(0.95),
            ProcessingTimeP99 = meter.Processing.PercentileSeconds(0.99),
            SuccessRate = StatisticsQuery.SuccessRate(Math.Max(0, meter.Processed + meter.Lost - meter.Failures), meter.Failures),
            UptimeSeconds = Math.Max(0, TimeSpan.FromTicks(until - meter.FirstSeenAt).TotalSeconds),
            FirstSeenAt = new DateTimeOffset(meter.FirstSeenAt, TimeSpan.Zero),
            LastSeenAt = new DateTimeOffset(meter.LastSeenAt, TimeSpan.Zero),
        };
    }

    // Of the count over the whole life: a snapshot from before times were spread has their sum, but not each of them.
    private static double Mean(DurationHistogram times, long count) =>
        count == 0 ? 0 : (double)times.TotalTicks / count / TimeSpan.TicksPerSecond;

    /// <summary>The live tasks of one group, gathered from the oldest on.</summary>
    private readonly record struct LiveTasks(long Waiting, long Processing, long OldestWaitingSince)
    {
        public LiveTasks With(ref TaskSlot task) => task.Status.IsWaiting()
            ? this with { Waiting = Waiting + 1, OldestWaitingSince = Waiting == 0 ? task.AcceptedAt : OldestWaitingSince }
            : this with { Processing = Processing + 1 };

        public LiveTasks With(LiveTasks other) => new(
            Waiting + other.Waiting,
            Processing + other.Processing,
            Waiting == 0 || (other.Waiting > 0 && other.OldestWaitingSince < OldestWaitingSince) ? other.OldestWaitingSince : OldestWaitingSince);
    }
}
