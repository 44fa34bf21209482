using ActorQueue.Contracts;

namespace ActorQueue.Cli.Display;

/// <summary>The queue's counts, rates and times as lines for people.</summary>
internal static class StatisticsText
{
    private const int MaxNameWidth = 28;
    private const string None = "–";

    public static IEnumerable<string> Lines(QueueStatistics statistics)
    {
        yield return Row("Tasks", ("accepted", statistics.TotalTasks), ("completed", statistics.CompletedTasks), ("failed", statistics.FailedTasks), ("cancelled", statistics.CancelledTasks));
        yield return Row("Waiting", ("pending", statistics.PendingTasks), ("scheduled", statistics.ScheduledTasks), ("blocked", statistics.BlockedTasks), ("retry", statistics.RetryTasks), ("paused", statistics.PausedTasks));
        yield return Row("Running", ("processing", statistics.ProcessingTasks));
        yield return Row("Attempts", ("retries", statistics.Retries), ("interrupted", statistics.InterruptedAttempts));

        // Until something has ended there is no rate and no time, only zeros that would be read as some.
        yield return Row("Success", Percent(statistics.CompletedTasks + statistics.FailedTasks, statistics.SuccessRate));
        yield return Row("Retried", Percent(statistics.CompletedTasks + statistics.FailedTasks + statistics.Retries, statistics.RetryRate));
        yield return Row("Attempt", statistics.CompletedTasks > 0
            ? Times(statistics.AverageProcessingTime, statistics.ProcessingTimeP50, statistics.ProcessingTimeP95, statistics.ProcessingTimeP99)
            : None);
        yield return Row("Wait", statistics.WaitTimeP99 > 0 ? Times(statistics.AverageWaitTime, statistics.WaitTimeP50, statistics.WaitTimeP95, statistics.WaitTimeP99) : None);
        yield return Row("Oldest", statistics.OldestWaitingSeconds > 0 ? $"has waited {Age(statistics.OldestWaitingSeconds)}" : None);
        yield return Row("Throughput", $"{statistics.Throughput:F2} tasks/s in the last minute, {statistics.Throughput5Minutes:F2} in 5, {statistics.Throughput15Minutes:F2} in 15");
        yield return Row("Memory", $"{TerminalText.Bytes(statistics.LiveBytes)} held for live tasks");
        if (statistics.PausedKinds.Count > 0)
        {
            yield return Row("Paused", string.Join(", ", statistics.PausedKinds.Select(TerminalText.Clean)));
        }

        if (statistics.OpenBreakers.Count > 0)
        {
            yield return Row("Broken", $"{string.Join(", ", statistics.OpenBreakers.Select(TerminalText.Clean))}: the circuit breaker is open");
        }

        foreach (var line in Groups("Kind", statistics.ByKind).Concat(Groups("Priority", statistics.ByPriority)).Concat(Workers(statistics.ByWorker)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Groups(string title, IReadOnlyList<GroupStatistics> groups) =>
    [
        .. Table(
            [title, "waiting", "oldest", "running", "done", "failed", "success", "retried", "tasks/s", "5 min", "15 min"],
            groups.Select(group => (string[])
            [
                group.Name,
                $"{group.WaitingTasks}",
                group.WaitingTasks > 0 ? Age(group.OldestWaitingSeconds) : None,
                $"{group.ProcessingTasks}",
                $"{group.CompletedTasks}",
                $"{group.FailedTasks}",
                Percent(group.CompletedTasks + group.FailedTasks, group.SuccessRate),
                Percent(group.CompletedTasks + group.FailedTasks + group.Retries, group.RetryRate),
                $"{group.Throughput:F2}", $"{group.Throughput5Minutes:F2}", $"{group.Throughput15Minutes:F2}",
            ])),
        .. Table(
            [title, "attempt", "half", "95 %", "99 %", "wait", "half", "95 %", "99 %"],
            groups.Select(group => (string[])
            [
                group.Name,
                Time(group.AverageProcessingTime), Time(group.ProcessingTimeP50), Time(group.ProcessingTimeP95), Time(group.ProcessingTimeP99),
                Time(group.AverageWaitTime), Time(group.WaitTimeP50), Time(group.WaitTimeP95), Time(group.WaitTimeP99),
            ])),
    ];

    private static IEnumerable<string> Workers(IReadOnlyList<WorkerCounts> workers) =>
    [
        .. Table(
            ["Worker", "running", "ended", "failed", "success", "up", "ended/s", "5 min", "15 min"],
            workers.Select(worker => (string[])
            [
                worker.WorkerId,
                $"{worker.ProcessingTasks}",
                $"{worker.Processed}",
                $"{worker.Failures}",
                Percent(worker.Processed + worker.Failures, worker.SuccessRate),
                Age(worker.UptimeSeconds),
                $"{worker.Throughput:F2}", $"{worker.Throughput5Minutes:F2}", $"{worker.Throughput15Minutes:F2}",
            ])),
        .. Table(
            ["Worker", "attempt", "half", "95 %", "99 %"],
            workers.Select(worker => (string[])
            [
                worker.WorkerId,
                Time(worker.AverageProcessingTime), Time(worker.ProcessingTimeP50), Time(worker.ProcessingTimeP95), Time(worker.ProcessingTimeP99),
            ])),
    ];

    /// <summary>Names to the left, numbers to the right, under a heading, after an empty line; nothing when there are no rows.</summary>
    private static IEnumerable<string> Table(string[] headings, IEnumerable<string[]> values)
    {
        List<string[]> rows = [.. values.Select(row => row.Select((cell, column) => column == 0 ? TerminalText.ShortenPath(cell, MaxNameWidth) : cell).ToArray())];
        if (rows.Count == 0)
        {
            yield break;
        }

        rows.Insert(0, headings);
        var widths = headings.Select((_, column) => rows.Max(row => TerminalText.Width(row[column]))).ToArray();
        yield return "";
        foreach (var row in rows)
        {
            yield return string.Join("  ", row.Select((cell, column) =>
            {
                var space = new string(' ', widths[column] - TerminalText.Width(cell));
                return column == 0 ? cell + space : space + cell;
            }));
        }
    }

    private static string Row(string title, params ReadOnlySpan<(string Name, long Value)> values)
    {
        var text = new List<string>();
        foreach (var (name, value) in values)
        {
            text.Add($"{value} {name}");
        }

        return Row(title, string.Join(", ", text));
    }

    private static string Row(string title, string text) => $"{title,-10} {text}";

    private static string Times(double mean, double half, double most, double nearlyAll) =>
        $"mean {Seconds(mean)}, half within {Seconds(half)}, 95 % within {Seconds(most)}, 99 % within {Seconds(nearlyAll)}";

    private static string Percent(long of, double percent) => of > 0 ? $"{percent:F1} %" : None;

    private static string Time(double seconds) => seconds > 0 ? Seconds(seconds) : None;

    private static string Age(double seconds) => TerminalText.Clock(TimeSpan.FromSeconds(seconds));

    private static string Seconds(double seconds) => seconds < 1 ? $"{seconds * 1000:F0} ms" : $"{seconds:F1} s";
}
