using ActorQueue.Cli.Output;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Display;

/// <summary>A finished or interrupted run, in the words that both displays end with.</summary>
internal sealed record RunSummary(IReadOnlyList<FileOutcome> Outcomes, RunSnapshot Final, long PeakMemoryBytes, bool IsInterrupted, IReadOnlyList<string> WrittenFiles)
{
    public IEnumerable<FileOutcome> Completed => Outcomes.Where(outcome => outcome.Status == QueueTaskStatus.Completed);

    public IEnumerable<FileOutcome> Failed => Outcomes.Where(outcome => outcome.Status is QueueTaskStatus.Failed or QueueTaskStatus.Cancelled);

    public int UnfinishedCount => Outcomes.Count(outcome => !outcome.Status.IsFinal());

    /// <summary>Whether another run of the same command knows what this one did.</summary>
    public bool KeepsResults { get; init; } = true;

    /// <summary>One line: counts, time, speed, retries, memory.</summary>
    public string Totals()
    {
        var cached = Final.Cached > 0 ? $" ({Final.Cached} from the cache)" : "";
        var unfinished = UnfinishedCount > 0 ? $", {UnfinishedCount} not finished" : "";
        var rate = Final.FilesPerSecond is { } filesPerSecond ? $" · {filesPerSecond:F1} files/s" : "";
        var seconds = Completed.Where(outcome => !outcome.IsCached).Sum(outcome => outcome.Number("durationSeconds") ?? 0);
        var speed = seconds > 0 && Final.Elapsed > TimeSpan.Zero ? $" · {seconds / Final.Elapsed.TotalSeconds:F0}× real time" : "";
        var retries = Counted.Of(Final.Retries, "retry", "retries");
        return $"{Completed.Count()} completed{cached}, {Failed.Count()} failed{unfinished} in {Duration(Final.Elapsed)}{rate}{speed} · {retries} · {TerminalText.Bytes(PeakMemoryBytes)} at most";
    }

    /// <summary>What an interrupted run leaves, or null.</summary>
    public string? Continuation => IsInterrupted
        ? $"Interrupted: {Counted.Of(UnfinishedCount, "file is", "files are")} not finished. {(KeepsResults ? "The same command continues where this one stopped." : "Without a queue nothing was kept.")}"
        : null;

    private static string Duration(TimeSpan elapsed) => elapsed.TotalSeconds < 60 ? $"{elapsed.TotalSeconds:F1} s" : TerminalText.Clock(elapsed);
}
