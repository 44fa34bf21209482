using System.Globalization;
using System.Text.Json;

namespace ActorQueue.Audio.Pictures;

/// <summary>The values of a report for people: what each is called, its unit, and where it belongs. A value that is not listed is shown under its own name.</summary>
internal static class ReportValues
{
    private const int MostListed = 200;

    private static readonly (string Group, (string Name, string Label, string Unit)[] Values)[] Groups =
    [
        ("Audio", [("durationSeconds", "Duration", "s"), ("sampleRateHz", "Sample rate", "Hz"), ("channels", "Channels", "")]),
        ("Loudness",
        [
            ("integratedLufs", "Integrated loudness", "LUFS"), ("loudnessRangeLu", "Loudness range", "LU"), ("momentaryMaxLufs", "Loudest momentary (400 ms)", "LUFS"),
            ("shortTermMaxLufs", "Loudest short-term (3 s)", "LUFS"), ("truePeakDbtp", "True peak", "dBTP"), ("dynamicComplexityLu", "Dynamic complexity", "LU"),
        ]),
        ("Levels",
        [
            ("peakDbfs", "Sample peak", "dBFS"), ("rmsDbfs", "RMS", "dBFS"), ("rms", "RMS, linear", ""), ("crestFactorDb", "Crest factor", "dB"), ("dcOffset", "DC offset", ""),
            ("clippedSamples", "Clipped samples", ""), ("silenceSeconds", "Silence in all", "s"), ("leadingSilenceSeconds", "Leading silence", "s"),
            ("trailingSilenceSeconds", "Trailing silence", "s"),
        ]),
        ("Rhythm",
        [
            ("tempoBpm", "Tempo", "BPM"), ("tempoConfidence", "Tempo confidence", "0\u20131"), ("tempoAlternativesBpm", "Other tempi", "BPM"), ("beatsSeconds", "Beats", "s"),
            ("downbeatsSeconds", "Downbeats", "s"), ("onsetsSeconds", "Onsets", "s"), ("onsetRate", "Onset rate", "1/s"),
        ]),
        ("Pitch and key",
        [
            ("key", "Key", ""), ("scale", "Scale", ""), ("keyStrength", "Key strength", "0\u20131"), ("tuningHz", "Tuning of A", "Hz"), ("chroma", "Chroma, C to B", "0\u20131"),
            ("pitchHz", "Pitch", "Hz"),
        ]),
        ("Spectrum",
        [
            ("spectralCentroidHz", "Spectral centroid", "Hz"), ("spectralBandwidthHz", "Spectral bandwidth", "Hz"), ("spectralRolloffHz", "Spectral rolloff (85 %)", "Hz"),
            ("spectralFlatness", "Spectral flatness", "0\u20131"), ("spectralSkewness", "Spectral skewness", ""), ("spectralKurtosis", "Spectral kurtosis (excess)", ""),
            ("spectralFlux", "Spectral flux", ""), ("spectralComplexity", "Spectral complexity", "peaks"), ("spectralContrastDb", "Spectral contrast, 7 bands", "dB"),
            ("zeroCrossingRate", "Zero-crossing rate", "0\u20131"), ("mfcc", "Mel-frequency cepstral coefficients", ""),
        ]),
    ];

    /// <summary>The table of all values of a report.</summary>
    public static void WriteTable(TextWriter page, JsonElement report)
    {
        page.Write("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"All values\"><table class=\"values\"><caption>A dash stands for a value that this audio doesn\u2019t have. In small letters: its name in JSON and CSV.</caption><thead><tr><th scope=\"col\">Measurement</th><th scope=\"col\">Value</th><th scope=\"col\">Unit</th></tr></thead>\n");
        var shown = new HashSet<string>(StringComparer.Ordinal) { "warnings", "tags" };
        foreach (var (group, values) in Groups)
        {
            var present = values.Where(value => report.TryGetProperty(value.Name, out _)).ToArray();
            WriteGroup(page, group, [.. present.Select(value => (value.Name, value.Label, value.Unit, report.GetProperty(value.Name)))]);
            shown.UnionWith(present.Select(value => value.Name));
        }

        WriteGroup(page, "Further values", [.. report.EnumerateObject().Where(value => !shown.Contains(value.Name)).Select(value => (value.Name, Words(value.Name), "", value.Value))]);
        if (report.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Object)
        {
            WriteGroup(page, "Tags of the file", [.. tags.EnumerateObject().Where(tag => tag.Value.ValueKind != JsonValueKind.Null).Select(tag => ("tags." + tag.Name, Words(tag.Name), "", tag.Value))]);
        }

        page.Write("</table></div>\n");
    }

    /// <summary>A number of a report; null when it has none.</summary>
    public static double? Number(JsonElement report, string name) =>
        report.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>A text of a report; null when it has none.</summary>
    public static string? Text(JsonElement report, string name) =>
        report.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A list of numbers of a report; empty when it has none.</summary>
    public static IReadOnlyList<double> Numbers(JsonElement report, string name) =>
        report.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Number).Select(item => item.GetDouble())]
            : [];

    /// <summary>The texts of a list of a report; empty when it has none.</summary>
    public static IReadOnlyList<string> Texts(JsonElement report, string name) =>
        report.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    private static void WriteGroup(TextWriter page, string group, IReadOnlyList<(string Name, string Label, string Unit, JsonElement Value)> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        page.Write($"<tbody><tr class=\"group\"><th colspan=\"3\" scope=\"rowgroup\">{Markup.Escape(group)}</th></tr>\n");
        foreach (var (name, label, unit, value) in rows)
        {
            page.Write($"<tr><th scope=\"row\">{Markup.Escape(label)}<br/><code>{Markup.Escape(name)}</code></th><td>{Cell(value)}</td><td>{Markup.Escape(unit)}</td></tr>\n");
        }

        page.Write("</tbody>\n");
    }

    private static string Cell(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return "<span aria-label=\"none\">\u2013</span>";
            case JsonValueKind.Array:
                var count = value.GetArrayLength();
                var items = string.Join(", ", value.EnumerateArray().Take(MostListed).Select(Plain)) + (count > MostListed ? " \u2026" : "");
                return count == 0 ? "<span aria-label=\"none\">\u2013</span>"
                    : count <= 20 ? Markup.Escape(items)
                    : $"<details><summary>{count}</summary>{Markup.Escape(items)}</details>";
            default:
                return Markup.Escape(Plain(value));
        }
    }

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble() is var number && Math.Abs(number) < 1e15
            ? number.ToString(Math.Abs(number) >= 1000 ? "#,##0.######" : "0.##########", Spaced)
            : value.GetRawText(),
        JsonValueKind.String => value.GetString() is { Length: > 2000 } text ? text[..2000] + "\u2026" : value.GetString()!,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Where(part => part.Value.ValueKind != JsonValueKind.Null).Select(part => $"{Words(part.Name).ToLowerInvariant()} {Plain(part.Value)}")),
        _ => value.GetRawText(),
    };

    private static NumberFormatInfo Spaced { get; } = new() { NegativeSign = "\u2212", NumberGroupSeparator = "\u202F" };

    // replayGainTrackDb → Replay gain track db.
    private static string Words(string name)
    {
        var words = string.Concat(name.Select((letter, i) => char.IsUpper(letter) && i > 0 && !char.IsUpper(name[i - 1]) ? " " + char.ToLowerInvariant(letter) : letter.ToString()));
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
