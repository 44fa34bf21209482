using ActorQueue.Contracts;

namespace ActorQueue.Cli.Display;

/// <summary>Parts of a task in a few words or cells.</summary>
internal static class TaskText
{
    /// <summary>45 %, or 12 of 34, or a count; with its message.</summary>
    public static string Progress(TaskProgress? progress)
    {
        if (progress is null)
        {
            return "";
        }

        var count = progress.Percent is { } percent ? $"{percent:F0} %" : $"{progress.Current}";
        return string.IsNullOrEmpty(progress.Message) ? count : $"{count} {progress.Message}";
    }

    /// <summary>A status in its colour.</summary>
    public static string Colored(QueueTaskStatus status) => Colored(status.ToWord());

    /// <summary>A status or a change in its colour.</summary>
    public static string Colored(string word) => word switch
    {
        "completed" => $"[green]{word}[/]",
        "failed" => $"[red]{word}[/]",
        "processing" or "retry" or "retry-scheduled" or "started" or "progressed" => $"[yellow]{word}[/]",
        _ => word,
    };

    /// <summary>A text cut to a number of cells, its beginning kept.</summary>
    public static string Shorten(string text, int width)
    {
        var clean = TerminalText.Clean(text);
        if (TerminalText.Width(clean) <= width)
        {
            return clean;
        }

        var kept = clean;
        while (kept.Length > 0 && TerminalText.Width(kept) > width - 1)
        {
            kept = kept[..^1];
        }

        return kept + "…";
    }
}
