using ActorQueue.Audio.Series;

namespace ActorQueue.Audio.Pictures;

/// <summary>Waveform: how far samples reach, and within it their root mean square.</summary>
internal static class WaveformPicture
{
    private const int Height = 200;

    public static SvgPlot Draw(AudioSeries series)
    {
        var track = series.Waveform;
        var (least, greatest) = (0f, 0f);
        for (var i = 0; i < track.Columns; i++)
        {
            (least, greatest) = (MathF.Min(least, track.Column(i)[0]), MathF.Max(greatest, track.Column(i)[1]));
        }

        double reach = MathF.Max(1, MathF.Max(-least, greatest));
        var plot = new SvgPlot(
            "waveform", "Waveform", $"Samples reach from {Markup.Value(least, "0.000")} to {Markup.Value(greatest, "0.000")} of full scale over {Markup.Time(series.DurationSeconds)}.", Height);
        foreach (var value in (ReadOnlySpan<double>)[-reach, -reach / 2, 0, reach / 2, reach])
        {
            plot.TickY((value / reach / 2) + 0.5, Markup.Value(value));
        }

        plot.TimeAxis(series.DurationSeconds);
        plot.Area("wave", Band(series, reach, column => (column[0], column[1])));
        plot.Area("rms", Band(series, reach, column => (-column[2], column[2])));
        return plot;
    }

    // Along the tops and back along the bottoms; at least a hair wide, so that silence shows as a line.
    private static IEnumerable<(double X, double Y)> Band(AudioSeries series, double reach, Func<ReadOnlySpan<float>, (float Low, float High)> bounds)
    {
        const double Hair = 0.003;
        var track = series.Waveform;
        for (var i = 0; i < track.Columns; i++)
        {
            yield return (TrackTime.Middle(track, i, series), (bounds(track.Column(i)).High / reach / 2) + 0.5 + Hair);
        }

        for (var i = track.Columns - 1; i >= 0; i--)
        {
            yield return (TrackTime.Middle(track, i, series), (bounds(track.Column(i)).Low / reach / 2) + 0.5 - Hair);
        }
    }
}
