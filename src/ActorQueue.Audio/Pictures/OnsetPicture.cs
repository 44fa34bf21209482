using ActorQueue.Audio.Series;

namespace ActorQueue.Audio.Pictures;

/// <summary>Onset envelope over time, with the beats that were found.</summary>
internal static class OnsetPicture
{
    // More marks would be one grey area.
    private const int MostMarks = 400;
    private const int Height = 170;

    /// <param name="series">What to draw.</param>
    /// <param name="beatsSeconds">Beat positions; empty when none were found.</param>
    public static SvgPlot Draw(AudioSeries series, IReadOnlyList<double> beatsSeconds)
    {
        var onsets = series.Onsets;
        var greatest = 0f;
        for (var i = 0; i < onsets.Columns; i++)
        {
            greatest = MathF.Max(greatest, onsets.Column(i)[0]);
        }

        var plot = new SvgPlot(
            "onsets",
            "Onsets and beats",
            "How much new sound begins at each time. " + beatsSeconds.Count switch
            {
                0 => "No beats are marked.",
                > MostMarks => $"{beatsSeconds.Count} beats were found, too many to mark.",
                _ => $"{beatsSeconds.Count} beats are marked, from {Markup.Time(beatsSeconds[0])} to {Markup.Time(beatsSeconds[^1])}.",
            },
            Height);
        plot.TimeAxis(series.DurationSeconds);
        plot.Area("onset", Outline());
        if (beatsSeconds.Count <= MostMarks)
        {
            foreach (var beat in beatsSeconds.Where(beat => beat >= 0 && beat <= series.DurationSeconds))
            {
                plot.Line("beat", beat / series.DurationSeconds, 0.9, beat / series.DurationSeconds, 1);
            }
        }

        return plot;

        IEnumerable<(double, double)> Outline()
        {
            yield return (0, 0);
            for (var i = 0; i < onsets.Columns; i++)
            {
                yield return (TrackTime.Middle(onsets, i, series), greatest > 0 ? 0.88 * onsets.Column(i)[0] / greatest : 0);
            }

            yield return (1, 0);
        }
    }
}
