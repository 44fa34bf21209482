using System.Text.Json;
using ActorQueue.Audio.Series;

namespace ActorQueue.Audio.Pictures;

/// <summary>
/// The report of one file as a page that needs nothing else: pictures, all values, warnings. Well-formed XML as well as HTML, without scripts; every text in it is escaped.
/// </summary>
public static class ReportPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="page">Receives it; UTF-8.</param>
    /// <param name="file">Path of the file, for people.</param>
    /// <param name="report">The JSON of an <see cref="AudioReport"/>.</param>
    /// <param name="series">What to draw; null for a page without pictures.</param>
    /// <param name="indexLink">Relative address of the page of the whole run; null when there is none.</param>
    public static void Write(TextWriter page, string file, JsonElement report, AudioSeries? series, string? indexLink = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(file);
        var name = Path.GetFileName(file);
        page.Write(PageStyle.Head(name));
        page.Write("<body><header>\n");
        if (indexLink is not null)
        {
            page.Write($"<nav aria-label=\"Run\"><a href=\"{Markup.Escape(indexLink)}\">\u2190 All files</a></nav>\n");
        }

        page.Write($"<h1>{Markup.Escape(name)}</h1>\n{Credits(report)}<p class=\"soft\">{Markup.Escape(file)}</p></header>\n<main>\n");
        WriteTiles(page, report);
        WriteWarnings(page, ReportValues.Texts(report, "warnings"));
        if (series is not null && series.DurationSeconds > 0)
        {
            WritePictures(page, report, series);
        }
        else
        {
            page.Write("<section><h2>Pictures</h2><p>None were made of this file: it holds no audio, changed while it was measured, or was measured by a run without reports.</p></section>\n");
        }

        page.Write("<section><h2>All values</h2>\n");
        ReportValues.WriteTable(page, report);
        page.Write($"</section></main>\n<footer class=\"soft\"><p>Analyzer version {Markup.Escape(AudioAnalyzer.Version)}</p></footer></body></html>\n");
    }

    private static string Credits(JsonElement report)
    {
        if (!report.TryGetProperty("tags", out var tags) || tags.ValueKind != JsonValueKind.Object)
        {
            return "";
        }

        var credits = string.Join(" \u00B7 ", new[] { "title", "artist", "album", "year" }.Select(field => TextOrNumber(tags, field)).OfType<string>());
        return credits.Length == 0 ? "" : $"<p>{Markup.Escape(credits)}</p>\n";

        static string? TextOrNumber(JsonElement tags, string field) => ReportValues.Text(tags, field) ?? (ReportValues.Number(tags, field) is { } number ? Markup.Value(number) : null);
    }

    private static void WriteTiles(TextWriter page, JsonElement report)
    {
        page.Write("<dl class=\"tiles\">");
        Tile("Duration", ReportValues.Number(report, "durationSeconds") is { } seconds ? Markup.Time(seconds) : null, "");
        Tile("Integrated loudness", Value("integratedLufs"), "LUFS");
        Tile("Loudness range", Value("loudnessRangeLu"), "LU");
        Tile("True peak", Value("truePeakDbtp"), "dBTP");
        Tile("Tempo", Value("tempoBpm"), "BPM");
        Tile("Key", ReportValues.Text(report, "key") is { } key ? $"{key} {ReportValues.Text(report, "scale")}" : null, "");
        page.Write("</dl>\n");

        string? Value(string name) => ReportValues.Number(report, name) is { } value ? Markup.Value(value, "0.0#") : null;

        void Tile(string label, string? value, string unit) => page.Write(
            $"<div class=\"tile\"><dt>{label}</dt><dd>{(value is null ? "<span aria-label=\"none\">\u2013</span>" : Markup.Escape(value))}{(value is null || unit.Length == 0 ? "" : $" <small>{unit}</small>")}</dd></div>");
    }

    private static void WriteWarnings(TextWriter page, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        page.Write($"<section class=\"warnings\"><h2>{(warnings.Count == 1 ? "1 warning" : $"{warnings.Count} warnings")}</h2><ul>");
        foreach (var warning in warnings)
        {
            page.Write($"<li>{Markup.Escape(warning)}</li>");
        }

        page.Write("</ul></section>\n");
    }

    private static void WritePictures(TextWriter page, JsonElement report, AudioSeries series)
    {
        var integrated = ReportValues.Number(report, "integratedLufs");
        Figure("Waveform", WaveformPicture.Draw(series), "Outer band: smallest and largest sample of all channels. Inner band: root mean square.");
        Figure("Mel spectrogram", SpectrogramPicture.Draw(series), LevelScale($"\u2212{AudioSeries.MelRangeDb} dB", "0 dB, the loudest"));
        var key = ReportValues.Text(report, "key");
        var scale = ReportValues.Text(report, "scale");
        Figure(
            key is null ? "Chromagram" : $"Chromagram, {key} {scale}",
            ChromagramPicture.Draw(series, key, scale),
            LevelScale("absent", "strongest of the moment") + (key is null ? "" : " The arrow is the tonic; pitch classes outside the scale are faint."));
        if (series.Loudness is { } loudness)
        {
            Figure("Loudness over time", LoudnessPicture.Draw(series, loudness, integrated), Legend(
                ("momentary", "momentary, 400 ms"), ("shortterm", "short-term, 3 s"), ("integrated", integrated is { } lufs ? $"integrated {Markup.Value(lufs)} LUFS" : ""),
                ("gate", series.RelativeGateLufs is null ? "" : "gate")));
        }

        var beats = ReportValues.Numbers(report, "beatsSeconds");
        Figure("Onsets" + (beats.Count > 0 ? " and beats" : ""), OnsetPicture.Draw(series, beats), beats.Count > 0 ? "Marks on top: beats." : "How much new sound begins at each time.");
        var tempo = ReportValues.Number(report, "tempoBpm");
        var alternatives = ReportValues.Numbers(report, "tempoAlternativesBpm");
        Figure("Tempo histogram", TempoPicture.Draw(series, tempo, alternatives), "Regularity of the pulse at each tempo, in beats per minute."
            + Legend(("integrated", tempo is { } bpm ? $"tempo {Markup.Value(bpm)} BPM" : ""), ("alternative", alternatives.Count > 0 ? "other metrical levels" : "")));

        void Figure(string heading, SvgPlot plot, string caption) => page.Write(
            $"<section><h2>{Markup.Escape(heading)}</h2><figure><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{Markup.Escape(heading)}\">\n{plot}</div><figcaption>{caption}</figcaption></figure></section>\n");
    }

    private static string LevelScale(string least, string most)
    {
        var ramp = new byte[256];
        for (var i = 0; i < ramp.Length; i++)
        {
            ramp[i] = (byte)i;
        }

        var png = Convert.ToBase64String(PngWriter.Palette(256, 1, ramp, ColourMap.Palette));
        return $"{Markup.Escape(least)}<img class=\"scale\" alt=\"dark to light\" src=\"data:image/png;base64,{png}\"/>{Markup.Escape(most)}.";
    }

    private static string Legend(params ReadOnlySpan<(string Style, string Label)> entries)
    {
        var items = "";
        foreach (var (style, label) in entries)
        {
            items += label.Length == 0 ? "" : $"<span><i class=\"k-{style}\"></i>{Markup.Escape(label)}</span>";
        }

        return items.Length == 0 ? "" : $"<span class=\"key\">{items}</span>";
    }
}
