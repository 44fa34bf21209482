using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Rhythm;

/// <summary>Tempo. Its frames are defined by a length of time; at 44.1 and 48 kHz they are those of the spectral features.</summary>
internal sealed class RhythmMeasurement : IMeasurement
{
    private readonly PeriodicityAccumulator _periodicity;

    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="spectra">The spectra of the analysis.</param>
    public RhythmMeasurement(int sampleRateHz, SpectrumPasses spectra)
    {
        var (size, hop) = (OnsetEnvelope.SizeOf(sampleRateHz), OnsetEnvelope.HopOf(sampleRateHz));
        _periodicity = new PeriodicityAccumulator((double)sampleRateHz / hop, OnsetEnvelope.Regions);
        spectra.Add(size, hop, new OnsetEnvelope(size, sampleRateHz, _periodicity));
    }

    public AudioReport AddTo(AudioReport report)
    {
        _periodicity.Finish();
        return TempoEstimator.Estimate(_periodicity) is not { } tempo
            ? report
            : report with
            {
                TempoBpm = Rounding.Round(tempo.Bpm, 2),
                TempoConfidence = Rounding.Round(tempo.Confidence, 3),
                TempoAlternativesBpm = Rounding.Round(tempo.AlternativesBpm, 2),
            };
    }
}
