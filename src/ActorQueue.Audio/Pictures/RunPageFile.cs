using System.Text.Json;

namespace ActorQueue.Audio.Pictures;

/// <summary>A file on the page of a whole run.</summary>
/// <param name="Path">Its path, for people.</param>
/// <param name="Status">What became of it, in a word.</param>
public sealed record RunPageFile(string Path, string Status)
{
    /// <summary>Relative address of its own page; null without one.</summary>
    public string? Link { get; init; }

    /// <summary>Why it was not measured; null when it was.</summary>
    public string? Problem { get; init; }

    /// <summary>The JSON of its <see cref="AudioReport"/>; null when it was not measured.</summary>
    public JsonElement? Report { get; init; }

    internal double? Number(string name) => Report is { ValueKind: JsonValueKind.Object } report ? ReportValues.Number(report, name) : null;
}
