using System.Globalization;
using System.Text;
using ActorQueue.Cli.Discovery;
using Spectre.Console.Rendering;

namespace ActorQueue.Cli.Display;

/// <summary>Names and messages made safe and short enough for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>A file may be called anything, escape sequences included; what a terminal would act on is shown as <c>\xNN</c> instead.</summary>
    public static string Clean(string text)
    {
        if (!text.EnumerateRunes().Any(IsUnsafe))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUnsafe(rune))
            {
                clean.Append(rune.Value <= 0xff ? $"\\x{rune.Value:x2}" : $"\\u{rune.Value:x4}");
            }
            else
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    /// <summary>A path at most <paramref name="width"/> cells wide; its end, which tells files apart, stays.</summary>
    public static string ShortenPath(string path, int width)
    {
        var text = Clean(path);
        if (Width(text) <= width)
        {
            return text;
        }

        // Combining marks stay with their letter: cut between grapheme clusters only.
        var kept = new List<string>();
        var used = 1;
        foreach (var cluster in Clusters(text).Reverse())
        {
            used += Width(cluster);
            if (used > width)
            {
                break;
            }

            kept.Add(cluster);
        }

        kept.Reverse();
        return "…" + string.Concat(kept);
    }

    /// <summary>Lines at most <paramref name="width"/> cells wide, broken at separators; a part that is wider than a line stays whole.</summary>
    public static IReadOnlyList<string> Fold(string text, string separator, int width)
    {
        var lines = new List<string>();
        foreach (var part in text.Split(separator))
        {
            if (lines.Count > 0 && Width(lines[^1] + separator + part) <= width)
            {
                lines[^1] += separator + part;
            }
            else
            {
                lines.Add(part);
            }
        }

        return lines;
    }

    /// <summary>Terminal cells that the text takes.</summary>
    public static int Width(string text) => new Segment(text).CellCount();

    /// <summary>The path as its user named it: in full, or from here.</summary>
    public static string Name(FilePath path) => path.IsNamedAbsolute ? path.Text : Relative(path.Text);

    /// <summary>The path as a user would name it from here.</summary>
    public static string Relative(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("../..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>A length of time as 4:05 or 1:02:03.</summary>
    public static string Clock(TimeSpan time)
    {
        var seconds = (long)Math.Round(time.TotalSeconds);
        return seconds < 3600 ? $"{seconds / 60}:{seconds % 60:00}" : $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}";
    }

    public static string Bytes(long bytes) => bytes switch
    {
        < 1L << 10 => $"{bytes} B",
        < 1L << 20 => $"{bytes / 1024.0:F0} KiB",
        < 1L << 30 => $"{bytes / 1048576.0:F0} MiB",
        _ => $"{bytes / 1073741824.0:F1} GiB",
    };

    private static bool IsUnsafe(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;

    private static IEnumerable<string> Clusters(string text)
    {
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            yield return elements.GetTextElement();
        }
    }
}
