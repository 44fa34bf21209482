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
            WriteRest(console, completed.Count);
        }

        var failed = summary.Failed.ToList();
        if (failed.Count > 0)
        {
            console.Write(Failures(failed, console.Profile.Width));
            WriteRest(console, failed.Count);
        }

        foreach (var line in TerminalText.Fold(summary.Totals(), " · ", console.Profile.Width))
        {
            console.WriteLine(line);
        }

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
        $"[red]✗[/] {Escape(TerminalText.Name(outcome.Path))} [grey]{Escape(outcome.Error?.Code ?? "")}: {Escape(Reason(outcome))}[/]";

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
            List<string> cells = [TerminalText.ShortenPath(TerminalText.Name(outcome.Path), nameWidth), Measurements.Length(outcome), Measurements.Loudness(outcome)];
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

        return table;
    }

    private static Table Failures(List<FileOutcome> failed, int width)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("[red]Failed[/]").NoWrap())
            .AddColumn(new TableColumn("Code").NoWrap())
            .AddColumn(new TableColumn("Tries").RightAligned().NoWrap())
            .AddColumn("Reason");
        var nameWidth = Math.Max(12, (width - 28) / 2);
        foreach (var outcome in failed.Take(MaxRows))
        {
            table.AddRow(
                Markup.Escape(TerminalText.ShortenPath(TerminalText.Name(outcome.Path), nameWidth)), Escape(outcome.Error?.Code ?? outcome.Status.ToString()),
                outcome.Attempts.ToString(), Escape(Reason(outcome)));
        }

        return table;
    }

    // Not a caption: that one is as narrow as its table and breaks.
    private static void WriteRest(IAnsiConsole console, int count)
    {
        if (count > MaxRows)
        {
            console.WriteLine($"  … and {count - MaxRows} more: --json FILE and --csv FILE have all of them");
        }
    }

    /// <summary>The file is named beside it, so its absolute path would only be broken into pieces here.</summary>
    private static string Reason(FileOutcome outcome) =>
        outcome.Error?.Message.Replace($": {outcome.Path.Text}", "", StringComparison.Ordinal).Replace(outcome.Path.Text, Path.GetFileName(outcome.Path.Text), StringComparison.Ordinal) ?? "";

    private static string Escape(string text) => Markup.Escape(TerminalText.Clean(text));
}
