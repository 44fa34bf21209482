using ActorQueue.Audio.Series;
using ActorQueue.Audio.Spectral;

namespace ActorQueue.Audio.Pictures;

/// <summary>Mel spectrogram: how much sound there is at each pitch and time.</summary>
internal static class SpectrogramPicture
{
    private const int Height = 280;

    private static readonly int[] LabelledHz = [200, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000];

    public static SvgPlot Draw(AudioSeries series)
    {
        var plot = new SvgPlot(
            "spectrogram",
            "Mel spectrogram",
            $"Level of 128 mel bands from 0 to {series.SampleRateHz / 2} Hz over time, from {AudioSeries.MelRangeDb} dB below the loudest (dark) to the loudest (light).",
            Height);
        var (columns, width) = TrackTime.Fit(series.MelDb, series);
        plot.Image(Png(series.MelDb, columns), width, isPixelated: false);
        var highest = MelFilterBank.MelOf(series.SampleRateHz / 2.0);
        foreach (var hz in LabelledHz.Where(hz => hz < series.SampleRateHz * 0.49))
        {
            plot.TickY(MelFilterBank.MelOf(hz) / highest, hz < 1000 ? $"{hz} Hz" : $"{hz / 1000} kHz", hasLine: false);
        }

        plot.TimeAxis(series.DurationSeconds, hasLines: false);
        return plot;
    }

    /// <summary>The picture alone, a pixel for each column and band.</summary>
    public static byte[] Png(SeriesTrack track, int columns)
    {
        var pixels = new byte[columns * track.Rows];
        for (var i = 0; i < Math.Min(columns, track.Columns); i++)
        {
            var levels = track.Column(i);
            for (var band = 0; band < levels.Length; band++)
            {
                var level = 1 + (levels[band] / AudioSeries.MelRangeDb);
                pixels[((track.Rows - 1 - band) * columns) + i] = (byte)Math.Round(255 * Math.Clamp(level, 0, 1));
            }
        }

        return PngWriter.Palette(columns, track.Rows, pixels, ColourMap.Palette);
    }
}
