using ActorQueue.Contracts;
using ActorQueue.Core.State;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core;

/// <summary>The queue's numbers at one moment.</summary>
public static class StatisticsQuery
{
    /// <summary>
    /// Counts, rates and percentiles; costs a look at the waiting tasks only as far as the first finished ones reach.
    /// </summary>
    public static QueueStatistics Statistics(this QueueState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var meters = state.Meters;
        return new QueueStatistics
        {
            TotalTasks = meters.Accepted,
            PendingTasks = state.CountOf(QueueTaskStatus.Pending),
            ScheduledTasks = state.CountOf(QueueTaskStatus.Scheduled),
            BlockedTasks = state.CountOf(QueueTaskStatus.Blocked),
            ProcessingTasks = state.CountOf(QueueTaskStatus.Processing),
            RetryTasks = state.CountOf(QueueTaskStatus.Retry),
            PausedTasks = state.CountOf(QueueTaskStatus.Paused),
            CompletedTasks = meters.Completed,
            FailedTasks = meters.Failed,
            CancelledTasks = meters.Cancelled,
            Retries = meters.Retries,
            InterruptedAttempts = meters.Interrupted,
            StaleReports = state.StaleReports,
            RefusedWorkerCalls = state.RefusedWorkerCalls,
            LiveBytes = state.LiveBytes,
            Throughput = Rate(state, now, 1),
            Throughput5Minutes = Rate(state, now, 5),
            Throughput15Minutes = Rate(state, now, 15),
            AverageProcessingTime = meters.Processing.MeanSeconds,
            ProcessingTimeP50 = meters.Processing.PercentileSeconds(0.50),
            ProcessingTimeP95 = meters.Processing.PercentileSeconds(0.95),
            ProcessingTimeP99 = meters.Processing.PercentileSeconds(0.99),
            AverageWaitTime = meters.Waiting.MeanSeconds,
            WaitTimeP50 = meters.Waiting.PercentileSeconds(0.50),
            WaitTimeP95 = meters.Waiting.PercentileSeconds(0.95),
            WaitTimeP99 = meters.Waiting.PercentileSeconds(0.99),
            Policies = state.Policies.Meters.Count == 0 ? [] : [.. state.Policies.Meters.Select(meter => PolicyOf(state, meter))],
            SuccessRate = SuccessRate(meters.Completed, meters.Failed),
            RetryRate = RetryRate(meters.Retries, meters.Completed, meters.Failed),
            OldestWaitingSeconds = OldestWaiting(state, now),
            IsPaused = state.Mode == QueueMode.Paused,
            IsDraining = state.Mode == QueueMode.Draining,
            StatusTime = now,
        };
    }

    internal static double SuccessRate(long completed, long failed) => completed + failed == 0 ? 100 : 100.0 * completed / (completed + failed);

    internal static double RetryRate(long retries, long completed, long failed) =>
        retries == 0 ? 0 : 100.0 * retries / (retries + completed + failed);

    private static PolicyStatistics PolicyOf(QueueState state, PolicyMeter meter) => new()
    {
        Policy = meter.Name,
        ReadyTasks = (state.Ready.Policy.Name == meter.Name ? state.Ready.Count : 0)
            + (state.ReadyCompared?.Policy.Name == meter.Name ? state.ReadyCompared.Count : 0),
        Started = meter.Started,
        FirstStarts = meter.Waiting.Count,
        AverageWaitTime = meter.Waiting.MeanSeconds,
        WaitTimeP50 = meter.Waiting.PercentileSeconds(0.50),
        WaitTimeP95 = meter.Waiting.PercentileSeconds(0.95),
        WaitTimeP99 = meter.Waiting.PercentileSeconds(0.99),
    };

    private static double Rate(QueueState state, DateTimeOffset now, int minutes) =>
        state.Meters.Ends.PerSecond(now.UtcTicks, TimeSpan.FromMinutes(minutes), state.Meters.FirstEventAt);

    private static double OldestWaiting(QueueState state, DateTimeOffset now)
    {
        if (state.WaitingCount == 0)
        {
            return 0;
        }

        int slot = state.ByAge.First;
        while (!state.Slots[slot].Status.IsWaiting())
        {
            slot = state.ByAge.After(slot);
        }

        return Math.Max(0, TimeSpan.FromTicks(now.UtcTicks - state.Slots[slot].AcceptedAt).TotalSeconds);
    }
}
