using ActorQueue.Audio.Series;

namespace ActorQueue.Audio.Pictures;

/// <summary>Chromagram: which pitch classes sound when; those of the key stand out.</summary>
internal static class ChromagramPicture
{
    private const int Height = 250;

    private static readonly string[] Names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
    private static readonly int[] Major = [0, 2, 4, 5, 7, 9, 11];
    private static readonly int[] Minor = [0, 2, 3, 5, 7, 8, 10];

    /// <param name="series">What to draw.</param>
    /// <param name="key">The tonic; null without a key.</param>
    /// <param name="scale">major or minor.</param>
    public static SvgPlot Draw(AudioSeries series, string? key, string? scale)
    {
        var tonic = Array.IndexOf(Names, key);
        var steps = scale == "minor" ? Minor : Major;
        var plot = new SvgPlot(
            "chromagram",
            "Chromagram",
            "Strength of the twelve pitch classes over time, light is strong. "
                + (tonic < 0 ? "No key was found." : $"The key is {key} {scale}; its scale is {string.Join(", ", steps.Select(step => Names[(tonic + step) % 12]))}."),
            Height);
        var (columns, width) = TrackTime.Fit(series.Chroma, series);
        plot.Image(Png(series.Chroma, columns), width, isPixelated: true);
        for (var pitch = 0; pitch < 12; pitch++)
        {
            var isTonic = pitch == tonic;
            var isOfKey = tonic >= 0 && steps.Contains((pitch - tonic + 12) % 12);
            plot.TickY((pitch + 0.5) / 12, isTonic ? "\u25B8 " + Names[pitch] : Names[pitch], hasLine: false, isTonic ? "tick tonic" : tonic < 0 || isOfKey ? "tick" : "tick faint");
        }

        plot.TimeAxis(series.DurationSeconds, hasLines: false);
        return plot;
    }

    private static byte[] Png(SeriesTrack track, int columns)
    {
        var pixels = new byte[columns * 12];
        for (var i = 0; i < Math.Min(columns, track.Columns); i++)
        {
            for (var pitch = 0; pitch < 12; pitch++)
            {
                pixels[((11 - pitch) * columns) + i] = (byte)Math.Round(255 * Math.Clamp(track.Column(i)[pitch], 0, 1));
            }
        }

        return PngWriter.Palette(columns, 12, pixels, ColourMap.Palette);
    }
}
