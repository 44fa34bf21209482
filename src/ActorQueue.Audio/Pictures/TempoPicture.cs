using ActorQueue.Audio.Series;

namespace ActorQueue.Audio.Pictures;

/// <summary>How much speaks for each tempo, with the one that was chosen and its alternatives.</summary>
internal static class TempoPicture
{
    private const int Height = 200;

    public static SvgPlot Draw(AudioSeries series, double? tempoBpm, IReadOnlyList<double> alternativesBpm)
    {
        var evidence = series.TempoEvidence;
        var greatest = Math.Max(0.1, evidence.Max());
        var plot = new SvgPlot(
            "tempo",
            "Tempo histogram",
            "Regularity of the pulse at each tempo from 40 to 240 beats per minute. "
                + (tempoBpm is { } chosen ? $"The tempo is {Markup.Value(chosen)} BPM" : "No regular pulse was found")
                + (alternativesBpm.Count > 0 ? $"; also possible: {string.Join(", ", alternativesBpm.Select(bpm => Markup.Value(bpm)))}." : "."),
            Height);
        for (var bpm = AudioSeries.SlowestBpm; bpm <= AudioSeries.FastestBpm; bpm += 20)
        {
            plot.TickX(At(bpm), bpm.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        foreach (var value in Ticks.Values(0, greatest))
        {
            plot.TickY(value / greatest / 1.15, Markup.Value(value));
        }

        plot.Area("onset", [(0, 0), .. evidence.Select((value, i) => ((double)i / (evidence.Count - 1), value / greatest / 1.15)), (1, 0)]);
        foreach (var bpm in alternativesBpm)
        {
            Mark("alternative", bpm);
        }

        if (tempoBpm is { } tempo)
        {
            Mark("chosen", tempo);
        }

        return plot;

        double At(double bpm) => (bpm - AudioSeries.SlowestBpm) / (AudioSeries.FastestBpm - AudioSeries.SlowestBpm);

        void Mark(string style, double bpm)
        {
            if (At(bpm) is >= 0 and <= 1 and var x)
            {
                plot.Line(style, x, 0, x, 1);
                plot.Text("note", x > 0.9 ? x - 0.005 : x + 0.005, 0.9, Markup.Value(bpm, "0.0"), x > 0.9 ? "end" : "start");
            }
        }
    }
}
