using ActorQueue.Audio.Levels;
using ActorQueue.Audio.Series;

namespace ActorQueue.Audio.Loudness;

/// <summary>Loudness and true peak; nothing but a warning below the rate at which they are defined.</summary>
internal sealed class LoudnessMeasurement : IMeasurement
{
    // The K-weighting shelf lies at 1.7 kHz; below this rate neither loudness nor true peak is defined in any useful way.
    private const int LowestRateHz = 8000;

    private readonly int _sampleRateHz;
    private readonly LoudnessMeter? _loudness;
    private readonly TruePeakMeter[] _truePeaks = [];
    private readonly SeriesCollector? _series;

    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="weights">Weight of each channel.</param>
    /// <param name="series">Receives the loudness over time; null when nobody wants it.</param>
    public LoudnessMeasurement(int sampleRateHz, ReadOnlySpan<double> weights, SeriesCollector? series = null)
    {
        _series = series;
        _sampleRateHz = sampleRateHz;
        if (sampleRateHz >= LowestRateHz)
        {
            series?.Loudness = new SeriesColumns(2, 1.0 / LoudnessMeter.StepsPerSecond, keepsLargest: true);
            _loudness = new LoudnessMeter(sampleRateHz, weights, series?.Loudness);
            _truePeaks = [.. Enumerable.Range(0, weights.Length).Select(_ => new TruePeakMeter())];
        }
    }

    public void Process(SampleBlock block)
    {
        for (var channel = 0; channel < _truePeaks.Length; channel++)
        {
            _truePeaks[channel].Process(block.Channel(channel));
        }

        _loudness?.Process(block);
    }

    public AudioReport AddTo(AudioReport report)
    {
        if (_loudness is null)
        {
            var warning = $"low-sample-rate: loudness and true peak need {LowestRateHz} Hz, the audio has {_sampleRateHz} Hz.";
            return report with { Warnings = [.. report.Warnings, warning] };
        }

        foreach (var meter in _truePeaks)
        {
            meter.Finish();
        }

        _series?.RelativeGateLufs = _loudness.RelativeGateLufs;
        return report with
        {
            TruePeakDbtp = Rounding.Decibels(_truePeaks.Max(meter => meter.Peak)),
            IntegratedLufs = Rounding.Round(_loudness.IntegratedLufs, 2),
            LoudnessRangeLu = Rounding.Round(_loudness.LoudnessRangeLu, 2),
            MomentaryMaxLufs = Rounding.Round(_loudness.MomentaryMaxLufs, 2),
            ShortTermMaxLufs = Rounding.Round(_loudness.ShortTermMaxLufs, 2),
            DynamicComplexityLu = Rounding.Round(_loudness.ComplexityLu, 2),
        };
    }
}
