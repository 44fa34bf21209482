using System.Text.RegularExpressions;

namespace ActorQueue.Audio.Decoding.FFmpeg;

/// <summary>What ffmpeg writes on its error stream, as a sentence that is the same each time: without addresses, our names for the file, and repetitions.</summary>
internal static partial class FFmpegComplaint
{
    private const int MostLines = 3;
    private const int MostCharacters = 400;

    /// <summary>Null when there is nothing to say.</summary>
    public static string? From(string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => FileName().Replace(Address().Replace(line, ""), ""))
            .Where(line => line.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Take(MostLines);
        var text = string.Join("; ", lines);
        return text.Length == 0 ? null : text[..Math.Min(text.Length, MostCharacters)];
    }

    [GeneratedRegex(@"\[[^\[\]]* @ [^\[\]]*\]\s*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"file:/proc/\d+/fd/\d+:?\s*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FileName();
}
