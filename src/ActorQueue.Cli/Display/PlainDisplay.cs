using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Output;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Display;

/// <summary>One line for each thing that happens: for logs, pipes and terminals that cannot move their cursor.</summary>
internal sealed class PlainDisplay(TextWriter output, TextWriter error, TimeProvider time, TimeSpan heartbeat) : IRunDisplay
{
    // Results come from the run's thread, the heartbeat from a timer's; a line must not be split.
    private readonly Lock _gate = new();

    public async Task ShowAsync(RunProgress progress, Func<Task> work)
    {
        // A long file would otherwise leave a log silent for minutes.
        await using var timer = time.CreateTimer(_ => Beat(progress), null, heartbeat, heartbeat);
        await work();
    }

    public void Warn(string message) => WriteLine(error, $"warning: {TerminalText.Clean(message)}");

    public void Retrying(FilePath path, TaskError? reason) =>
        WriteLine(output, $"retry {Name(path)}{Reason(reason)}");

    public void Finished(FileOutcome outcome, RunProgress progress)
    {
        var snapshot = progress.Snapshot();
        var width = snapshot.Total.ToString().Length;
        var count = $"[{snapshot.Finished.ToString().PadLeft(width)}/{snapshot.Total}]";
        WriteLine(output, outcome.Status == QueueTaskStatus.Completed
            ? $"{count} ok      {Name(outcome.Path)}  {Describe(outcome)}"
            : $"{count} {outcome.Status.ToWord(),-7} {Name(outcome.Path)}{Reason(outcome.Error)}");
    }

    public void Summarize(RunSummary summary)
    {
        var failed = summary.Failed.ToList();
        if (failed.Count > 0)
        {
            WriteLine(output, "");
            WriteLine(output, "Failed:");
            foreach (var outcome in failed)
            {
                WriteLine(output, $"  {Name(outcome.Path)}{Reason(outcome.Error)}");
            }
        }

        WriteLine(output, "");
        WriteLine(output, summary.Totals());
        foreach (var file in summary.WrittenFiles)
        {
            WriteLine(output, $"Written: {TerminalText.Clean(file)}");
        }

        if (summary.Continuation is { } continuation)
        {
            WriteLine(output, continuation);
        }
    }

    private static string Describe(FileOutcome outcome) =>
        $"{Measurements.Length(outcome)}  {Measurements.Loudness(outcome)} LUFS  {Measurements.Tempo(outcome)} BPM  {Measurements.Key(outcome)}{(outcome.IsCached ? "  (cached)" : "")}";

    private static string Name(FilePath path) => TerminalText.Clean(TerminalText.Name(path));

    private static string Reason(TaskError? error) => error is null ? "" : $": {error.Code}: {TerminalText.Clean(error.Message)}";

    private void Beat(RunProgress progress)
    {
        var snapshot = progress.Snapshot();
        var percent = snapshot.Total == 0 ? 100 : 100.0 * snapshot.Finished / snapshot.Total;
        var left = snapshot.Remaining is { } remaining ? $", about {TerminalText.Clock(remaining)} left" : "";
        WriteLine(output, $"progress {percent:F1}% ({snapshot.Finished}/{snapshot.Total}), {snapshot.Running.Count} running, {Counted.Of(snapshot.Retries, "retry", "retries")}{left}");
    }

    private void WriteLine(TextWriter writer, string line)
    {
        lock (_gate)
        {
            writer.WriteLine(line);
        }
    }
}
