using ActorQueue.Audio.Series;
using ActorQueue.Audio.Signal;

namespace ActorQueue.Audio.Rhythm;

/// <summary>Onsets, tempo and beats. Their frames are defined by a length of time; at 44.1 and 48 kHz they are those of the spectral features.</summary>
internal sealed class RhythmMeasurement : IMeasurement
{
    private readonly PeriodicityAccumulator _periodicity;
    private readonly OnsetPicker _onsets;
    private readonly AccentHistory _accents = new();
    private readonly SeriesCollector? _series;

    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="spectra">The spectra of the analysis.</param>
    /// <param name="series">Receives the onset envelope and the evidence for each tempo; null when nobody wants them.</param>
    public RhythmMeasurement(int sampleRateHz, SpectrumPasses spectra, SeriesCollector? series = null)
    {
        _series = series;
        var (size, hop) = (OnsetEnvelope.SizeOf(sampleRateHz), OnsetEnvelope.HopOf(sampleRateHz));
        _periodicity = new PeriodicityAccumulator((double)sampleRateHz / hop, OnsetEnvelope.Regions);
        _onsets = new OnsetPicker((double)sampleRateHz / hop);
        series?.Onsets = new SeriesColumns(1, (double)hop / sampleRateHz, keepsLargest: true);
        spectra.Add(size, hop, new OnsetEnvelope(size, sampleRateHz, _periodicity, _onsets, _accents, series?.Onsets));
    }

    public AudioReport AddTo(AudioReport report)
    {
        _onsets.Finish();
        report = report with
        {
            OnsetsSeconds = Rounding.Round(_onsets.Seconds.ToArray(), 3),
            OnsetRate = Rounding.Round(_onsets.Count / report.DurationSeconds, 3),
        };
        if (_onsets.Count > OnsetPicker.MostListed)
        {
            report = Warn(report, $"truncated-list: onsetsSeconds holds the first {OnsetPicker.MostListed} of {_onsets.Count} onsets.");
        }

        _periodicity.Finish();
        _series?.TempoEvidence = TempoEstimator.Evidence(_periodicity, AudioSeries.SlowestBpm, AudioSeries.FastestBpm);
        return TempoEstimator.Estimate(_periodicity) is { } tempo ? AddBeats(AddTempo(report, tempo), tempo.Bpm) : report;
    }

    private static AudioReport AddTempo(AudioReport report, TempoEstimate tempo) => report with
    {
        TempoBpm = Rounding.Round(tempo.Bpm, 2),
        TempoConfidence = Rounding.Round(tempo.Confidence, 3),
        TempoAlternativesBpm = Rounding.Round(tempo.AlternativesBpm, 2),
    };

    private AudioReport AddBeats(AudioReport report, double bpm)
    {
        var beats = BeatTracker.Track(_accents, _periodicity.FramesPerSecond, bpm);
        var isCut = _accents.IsCut || beats.Count > BeatTracker.MostListed;
        report = report with { BeatsSeconds = Rounding.Round(beats.Take(BeatTracker.MostListed), 3) };
        return isCut ? Warn(report, $"truncated-list: beatsSeconds holds the first {report.BeatsSeconds.Count} beats only.") : report;
    }

    private static AudioReport Warn(AudioReport report, string warning) => report with { Warnings = [.. report.Warnings, warning] };
}
