using ActorQueue.Cli.Output;
using Spectre.Console;

namespace ActorQueue.Cli.Display;

/// <summary>The tables that a run on a terminal ends with.</summary>
internal static class SummaryTables
{
    private const int WideTerminal = 110;

    // More rows scroll the failures and the totals out of sight; everything is in the files that --json and --csv write.
    private const int MaxRows = 40;

    public static void Write(IAnsiConsole console, RunSummary summary)
    {
        var completed = summary.Completed.ToList();
        if (completed.Count > 0)
        {
            console.Write(Results(completed, console.Profile.Width));
        }

        var failed = summary.Failed.ToList();
        if (failed.Count > 0)
        {
            console.Write(Failures(failed));
        }

        console.WriteLine(summary.Totals());
        foreach (var file in summary.WrittenFiles)
        {
            console.WriteLine($"Written: {TerminalText.Clean(file)}");
        }

        if (summary.Continuation is { } continuation)
        {
            console.WriteLine(continuation);
        }
    }

    /// <summary>A failure as markup on one line.</summary>
    public static string FailureLine(FileOutcome outcome) =>
        $"[red]✗[/] {Escape(TerminalText.Relative(outcome.Path.Text))} [grey]{Escape(outcome.Error?.Code ?? "")}: {Escape(outcome.Error?.Message ?? "")}[/]";

    private static Table Results(List<FileOutcome> completed, int width)
    {
        var isWide = width >= WideTerminal;
        var table = new Table().Border(TableBorder.Simple).AddColumn("File");
        foreach (var heading in isWide ? new[] { "Length", "LUFS", "Peak dB", "BPM" } : ["Length", "LUFS", "BPM"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        table.AddColumn(new TableColumn("Key").NoWrap());
        if (isWide)
        {
            table.AddColumn(new TableColumn("Format").NoWrap());
        }

        var nameWidth = Math.Max(12, width - (isWide ? 68 : 42));
        foreach (var outcome in completed.Take(MaxRows))
        {
            List<string> cells = [TerminalText.ShortenPath(TerminalText.Relative(outcome.Path.Text), nameWidth), Measurements.Length(outcome), Measurements.Loudness(outcome)];
            if (isWide)
            {
                cells.Add(Measurements.Peak(outcome));
            }

            cells.Add(Measurements.Tempo(outcome));
            cells.Add(Measurements.Key(outcome));
            if (isWide)
            {
                cells.Add(Measurements.Format(outcome));
            }

            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        if (completed.Count > MaxRows)
        {
            table.Caption($"… and {completed.Count - MaxRows} more: --json FILE and --csv FILE have all of them");
        }

        return table;
    }

    private static Table Failures(List<FileOutcome> failed)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("[red]Failed[/]"))
            .AddColumn(new TableColumn("Code").NoWrap())
            .AddColumn(new TableColumn("Tries").RightAligned().NoWrap())
            .AddColumn("Reason");
        foreach (var outcome in failed.Take(MaxRows))
        {
            table.AddRow(
                Escape(TerminalText.Relative(outcome.Path.Text)), Escape(outcome.Error?.Code ?? outcome.Status.ToString()),
                outcome.Attempts.ToString(), Escape(outcome.Error?.Message ?? ""));
        }

        if (failed.Count > MaxRows)
        {
            table.Caption($"… and {failed.Count - MaxRows} more: --json FILE and --csv FILE have all of them");
        }

        return table;
    }

    private static string Escape(string text) => Markup.Escape(TerminalText.Clean(text));
}
