using ActorQueue.Audio.Series;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Tonal;

/// <summary>Pitch classes, tuning and key, from frames that are long enough to tell semitones apart.</summary>
internal sealed class TonalMeasurement : IMeasurement
{
    private readonly PitchClassAccumulator _pitchClasses;

    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="spectra">The spectra of the analysis.</param>
    /// <param name="series">Receives the pitch classes over time; null when nobody wants them.</param>
    public TonalMeasurement(int sampleRateHz, SpectrumPasses spectra, SeriesCollector? series = null)
    {
        var size = PitchClassAccumulator.SizeOf(sampleRateHz);
        series?.PitchClasses = new SeriesColumns(PitchClassAccumulator.Classes, size / 2.0 / sampleRateHz, keepsLargest: false);
        _pitchClasses = new PitchClassAccumulator(size, sampleRateHz, series?.PitchClasses);
        series?.FoldPitchClasses = _pitchClasses.Fold;
        spectra.Add(size, size / 2, _pitchClasses);
    }

    public AudioReport AddTo(AudioReport report)
    {
        if (!_pitchClasses.HasPitches)
        {
            return report;
        }

        var chroma = _pitchClasses.Chroma();
        var key = KeyEstimator.Estimate(chroma);
        return report with
        {
            Key = key.Key,
            Scale = key.Scale,
            KeyStrength = Rounding.Round(key.Strength, 3),
            TuningHz = Rounding.Round(440 * Math.Pow(2, _pitchClasses.TuningSemitones / 12), 2),
            Chroma = Rounding.Round(chroma, 4),
        };
    }
}
