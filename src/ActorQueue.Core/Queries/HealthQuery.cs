using System.Globalization;
using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>How the queue is, by its numbers of the last minutes and by what its workers can do.</summary>
public static class HealthQuery
{
    /// <summary>Fewer of anything in a quarter of an hour say nothing about a share.</summary>
    private const double LeastCount = 5;
    private const int CriticalFactor = 5;
    private const int CriticalAges = 4;
    private const int MaxKindsNamed = 5;
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(15);

    /// <summary>How the queue is. Costs a look at each live task.</summary>
    /// <param name="state">The queue.</param>
    /// <param name="settings">Its bounds.</param>
    /// <param name="workerKinds">The kinds that attached workers have, by worker.</param>
    /// <param name="now">The time.</param>
    public static QueueHealth Health(
        this QueueState state, HealthSettings settings, IReadOnlyDictionary<string, IReadOnlySet<string>> workerKinds, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(workerKinds);
        HealthReason?[] reasons =
        [
            Paused(state), PausedKinds(state), DeadLetters(state, settings, now), Retries(state, now), Waiting(state, settings, now),
            OpenBreakers(state), WorkerFailures(state, now), Exhaustion(state, settings, now), NoWorker(state, workerKinds), NeedsTooMuch(state),
        ];
        return QueueHealth.Of(reasons.OfType<HealthReason>(), now);
    }

    private static HealthReason? Paused(QueueState state) => state.Mode == QueueMode.Paused
        ? new HealthReason(HealthStatus.Warning, HealthCodes.Paused, "The queue is paused; nothing starts until it is resumed.")
        : null;

    private static HealthReason? PausedKinds(QueueState state)
    {
        string[] kinds = [.. state.Kinds.Controls.All.Where(control => control.IsPaused && state.Kinds.Find(control.Kind) is not null).Select(control => control.Kind)];
        return kinds.Length == 0
            ? null
            : new HealthReason(HealthStatus.Warning, HealthCodes.KindsPaused, $"Kinds that have tasks are paused: {Names(kinds)}.");
    }

    private static HealthReason? OpenBreakers(QueueState state)
    {
        string[] kinds = [.. state.Kinds.Controls.All.Where(control => control.Breaker != BreakerState.Closed).Select(control => control.Kind)];
        return kinds.Length == 0
            ? null
            : new HealthReason(HealthStatus.Warning, HealthCodes.BreakerOpen, $"Kinds that kept failing are held back: {Names(kinds)}.");
    }

    private static HealthReason? DeadLetters(QueueState state, HealthSettings settings, DateTimeOffset now)
    {
        double failed = Count(state.Groups.Failed, now, Span);
        double ended = Count(state.Meters.Ends, now, Span);
        double share = ended == 0 ? 0 : 100 * failed / ended;
        return failed < LeastCount || share <= settings.MaxDeadLetterShare
            ? null
            : new HealthReason(
                share > CriticalFactor * settings.MaxDeadLetterShare ? HealthStatus.Critical : HealthStatus.Warning,
                HealthCodes.DeadLetters,
                string.Create(CultureInfo.InvariantCulture, $"Dead letters grow: {failed:F0} of {ended:F0} tasks that ended in 15 minutes ({share:F1} %, at most {settings.MaxDeadLetterShare} %)."));
    }

    private static HealthReason? Retries(QueueState state, DateTimeOffset now)
    {
        double recent = Count(state.Groups.Retried, now, Recent);
        double before = (Count(state.Groups.Retried, now, Span) - recent) / 2;
        return recent < 2 * LeastCount || recent <= 2 * before
            ? null
            : new HealthReason(HealthStatus.Warning, HealthCodes.RetriesRising,
                string.Create(CultureInfo.InvariantCulture, $"Retries rise: {recent:F0} in 5 minutes, {before:F0} in each 5 minutes before."));
    }

    private static HealthReason? Waiting(QueueState state, HealthSettings settings, DateTimeOffset now)
    {
        if (settings.MaxWaitingAge == TimeSpan.Zero || state.OldestStartable() is not { } since || now - since <= settings.MaxWaitingAge)
        {
            return null;
        }

        var age = now - since;
        return new HealthReason(
            age > CriticalAges * settings.MaxWaitingAge ? HealthStatus.Critical : HealthStatus.Warning,
            HealthCodes.WaitingTooLong,
            string.Create(CultureInfo.InvariantCulture, $"A task has waited {age.TotalSeconds:F0} s to start, at most {settings.MaxWaitingAge.TotalSeconds:F0} s are expected."));
    }

    private static HealthReason? WorkerFailures(QueueState state, DateTimeOffset now)
    {
        double lost = Count(state.Groups.Lost, now, Span);
        return lost == 0
            ? null
            : new HealthReason(HealthStatus.Warning, HealthCodes.WorkerFailures,
                string.Create(CultureInfo.InvariantCulture, $"Workers died under {Counted.Of((long)lost, "attempt")} in 15 minutes."));
    }

    private static HealthReason? Exhaustion(QueueState state, HealthSettings settings, DateTimeOffset now)
    {
        double rejected = Count(state.Groups.Rejected, now, Span);
        double started = Count(state.Groups.Started, now, Span);
        double share = started == 0 ? 0 : 100 * rejected / started;
        return rejected < LeastCount || share <= settings.MaxExhaustionShare
            ? null
            : new HealthReason(HealthStatus.Warning, HealthCodes.Exhaustion,
                string.Create(CultureInfo.InvariantCulture, $"{share:F1} % of the attempts of 15 minutes found no thread, at most {settings.MaxExhaustionShare} % should; raise workers.sync-threads."));
    }

    private static HealthReason? NoWorker(QueueState state, IReadOnlyDictionary<string, IReadOnlySet<string>> workerKinds)
    {
        if (state.WaitingCount == 0)
        {
            return null;
        }

        if (workerKinds.Count == 0 && state.Registry.Count == 0)
        {
            return new HealthReason(HealthStatus.Critical, HealthCodes.NoWorker, "Tasks wait, and no worker is there.");
        }

        string[] kinds = [.. state.Kinds.Names.Where(kind =>
            !workerKinds.Values.Any(worker => worker.Contains(kind))
            && !state.Registry.All.Any(worker => !worker.Definition.IsLocal && (worker.Definition.Kinds.Count == 0 || worker.Definition.Kinds.Contains(kind)))).Order(StringComparer.Ordinal)];
        return kinds.Length == 0
            ? null
            : new HealthReason(HealthStatus.Warning, HealthCodes.NoWorker, $"There is no worker for the kinds {Names(kinds)}.");
    }

    private static HealthReason? NeedsTooMuch(QueueState state)
    {
        WorkerGap[] gaps = [.. state.WorkerGaps().Where(gap => gap.Needs is not null)];
        return gaps.Length == 0
            ? null
            : new HealthReason(HealthStatus.Warning, HealthCodes.NeedsTooMuch,
                $"{gaps[0]}{(gaps.Length == 1 ? string.Empty : $" Besides there {(gaps.Length == 2 ? "is" : "are")} {Counted.Of(gaps.Length - 1, "such group")} more.")}");
    }

    private static string Names(string[] kinds) =>
        string.Join(", ", kinds.Take(MaxKindsNamed)) + (kinds.Length > MaxKindsNamed ? $" and {kinds.Length - MaxKindsNamed} more" : string.Empty);

    private static double Count(Statistics.RateWindow window, DateTimeOffset now, TimeSpan over) => window.Sum(now.UtcTicks, over);
}
