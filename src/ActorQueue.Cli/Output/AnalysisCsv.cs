using System.Text;
using System.Text.Json;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Output;

/// <summary>The table that <c>analyze --csv</c> writes: RFC 4180, UTF-8, one line a file, the report's single values as columns.</summary>
internal static class AnalysisCsv
{
    /// <summary>Columns taken from the report, under the names they have in its JSON. Lists stay in the JSON.</summary>
    public static IReadOnlyList<string> Measurements { get; } =
    [
        "durationSeconds", "sampleRateHz", "channels", "peakDbfs", "truePeakDbtp", "rmsDbfs", "rms", "crestFactorDb", "dcOffset", "clippedSamples", "silenceSeconds",
        "leadingSilenceSeconds", "trailingSilenceSeconds", "integratedLufs", "loudnessRangeLu", "momentaryMaxLufs", "shortTermMaxLufs", "dynamicComplexityLu",
        "tempoBpm", "tempoConfidence", "onsetRate", "key", "scale", "keyStrength", "tuningHz", "spectralCentroidHz",
        "spectralBandwidthHz", "spectralSkewness", "spectralKurtosis", "spectralRolloffHz", "spectralFlatness", "spectralFlux", "spectralComplexity", "zeroCrossingRate",
    ];

    /// <summary>Columns taken from the report's tags, again under their names there.</summary>
    public static IReadOnlyList<string> Tags { get; } = ["title", "artist", "album", "track", "year", "genre"];

    public static void Write(Stream stream, IEnumerable<FileOutcome> outcomes)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        writer.WriteLine(string.Join(',', new[] { "path", "taskId", "status", "attempts", "errorCode", "errorMessage" }.Concat(Measurements).Concat(Tags)));
        foreach (var outcome in outcomes)
        {
            writer.WriteLine(string.Join(',', Fields(outcome).Select(Quote)));
        }
    }

    private static IEnumerable<string> Fields(FileOutcome outcome)
    {
        yield return outcome.Path.Text;
        yield return outcome.TaskId?.ToString() ?? "";
        yield return outcome.Status.ToWord();
        yield return outcome.Attempts.ToString();
        yield return outcome.Error?.Code ?? "";
        yield return outcome.Error?.Message ?? "";
        foreach (var name in Measurements)
        {
            yield return Value(outcome.Result, name);
        }

        JsonElement? tags = outcome.Result is { ValueKind: JsonValueKind.Object } report && report.TryGetProperty("tags", out var value) ? value : null;
        foreach (var name in Tags)
        {
            yield return Value(tags, name);
        }
    }

    private static string Value(JsonElement? result, string name)
    {
        if (result is not { ValueKind: JsonValueKind.Object } report || !report.TryGetProperty(name, out var value))
        {
            return "";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString()!,
            _ => "",
        };
    }

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
