using ActorQueue.Audio.Series;

namespace ActorQueue.Audio.Pictures;

/// <summary>Momentary and short-term loudness over time, with the gates and the integrated value.</summary>
internal static class LoudnessPicture
{
    private const int Height = 260;
    private const double AbsoluteGateLufs = -70;

    // Below the absolute gate nothing is measured; a little room for it to be seen.
    private const double LowestLufs = -75;
    private const double UsualLowestLufs = -40;

    public static SvgPlot Draw(AudioSeries series, SeriesTrack loudness, double? integratedLufs)
    {
        var low = UsualLowestLufs;
        double high = -5;
        for (var i = 0; i < loudness.Columns; i++)
        {
            foreach (double value in loudness.Column(i))
            {
                if (!double.IsNaN(value))
                {
                    (low, high) = (Math.Min(low, value), Math.Max(high, value));
                }
            }
        }

        low = Math.Max(LowestLufs, Math.Floor(Math.Min(low, (series.RelativeGateLufs ?? low) - 2) / 5) * 5);
        high = Math.Ceiling(high / 5) * 5;
        var plot = new SvgPlot("loudness", "Loudness over time", Description(series, integratedLufs), Height);
        foreach (var lufs in Ticks.Values(low, high))
        {
            plot.TickY(At(lufs), Markup.Value(lufs));
        }

        plot.TimeAxis(series.DurationSeconds);
        if (integratedLufs is { } integrated)
        {
            // Below the curves, which often lie on it.
            plot.Line("integrated", 0, At(integrated), 1, At(integrated));
        }

        plot.Curve("momentary", Curve(0));
        plot.Curve("shortterm", Curve(1));

        if (series.RelativeGateLufs is { } gate && gate > low)
        {
            plot.Line("gate", 0, At(gate), 1, At(gate));
            plot.Text("note", 0.995, At(gate) + 0.015, $"relative gate {Markup.Value(gate, "0.0")}", "end");
        }

        if (low < AbsoluteGateLufs)
        {
            plot.Line("gate", 0, At(AbsoluteGateLufs), 1, At(AbsoluteGateLufs));
            plot.Text("note", 0.995, At(AbsoluteGateLufs) + 0.015, "absolute gate \u221270", "end");
        }

        return plot;

        double At(double lufs) => Math.Clamp((lufs - low) / (high - low), 0, 1);

        IEnumerable<(double, double)> Curve(int row)
        {
            for (var i = 0; i < loudness.Columns; i++)
            {
                double value = loudness.Column(i)[row];
                yield return (TrackTime.Middle(loudness, i, series), double.IsNaN(value) ? value : At(value));
            }
        }
    }

    private static string Description(AudioSeries series, double? integratedLufs) =>
        "Momentary (400 ms) and short-term (3 s) loudness in LUFS. "
        + (integratedLufs is { } integrated ? $"Integrated {Markup.Value(integrated)} LUFS" : "Nothing passes the gates, so there is no integrated loudness")
        + (series.RelativeGateLufs is { } gate ? $", relative gate at {Markup.Value(gate, "0.0")} LUFS." : ".");
}
