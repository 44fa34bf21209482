using ActorQueue.Audio.Levels;
using ActorQueue.Audio.Loudness;
using ActorQueue.Audio.Rhythm;
using ActorQueue.Audio.Signal;
using ActorQueue.Audio.Spectral;
using ActorQueue.Audio.Tonal;

namespace ActorQueue.Audio;

/// <summary>One analysis under way: hands each block to every analyser and gathers their results at the end.</summary>
internal sealed class Analysis
{
    // librosa 0.10's defaults, the preset that the spectral features are defined by.
    private const int SpectrumSize = 2048;
    private const int SpectrumHop = 512;

    // The K-weighting shelf lies at 1.7 kHz; below this rate neither loudness nor true peak is defined in any useful way.
    private const int LowestLoudnessRateHz = 8000;

    private readonly int _sampleRateHz;
    private readonly SampleBlock _block;
    private readonly LevelMeter[] _levels;
    private readonly ZeroCrossingCounter _zeroCrossings = new();
    private readonly LoudnessMeter? _loudness;
    private readonly TruePeakMeter[] _truePeaks;
    private readonly SpectralShape _shape;
    private readonly MelCepstrum _cepstrum;
    private readonly PeriodicityAccumulator _periodicity;
    private readonly PitchClassAccumulator _pitchClasses;
    private readonly SpectrumPass[] _spectra;

    /// <param name="sampleRateHz">1,000 to 768,000.</param>
    /// <param name="channels">1 to 64.</param>
    /// <param name="blockFrames">Largest block, in frames.</param>
    /// <param name="options">What to measure.</param>
    public Analysis(int sampleRateHz, int channels, int blockFrames, AnalysisOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRateHz, 1_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRateHz, 768_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 64);
        var weights = Weights(channels, options);
        _sampleRateHz = sampleRateHz;
        _block = new SampleBlock(channels, blockFrames);
        _levels = [.. Enumerable.Range(0, channels).Select(_ => new LevelMeter())];
        _loudness = sampleRateHz < LowestLoudnessRateHz ? null : new LoudnessMeter(sampleRateHz, weights);
        _truePeaks = [.. Enumerable.Range(0, channels).Select(_ => new TruePeakMeter())];
        _shape = new SpectralShape(SpectrumSize, sampleRateHz);
        _cepstrum = new MelCepstrum(SpectrumSize, sampleRateHz);
        var onsetSize = OnsetEnvelope.SizeOf(sampleRateHz);
        var onsetHop = OnsetEnvelope.HopOf(sampleRateHz);
        _periodicity = new PeriodicityAccumulator((double)sampleRateHz / onsetHop, OnsetEnvelope.Regions);
        var onsets = new OnsetEnvelope(onsetSize, sampleRateHz, _periodicity);
        var pitchSize = PitchClassAccumulator.SizeOf(sampleRateHz);
        _pitchClasses = new PitchClassAccumulator(pitchSize, sampleRateHz);
        var pitches = new SpectrumPass(pitchSize, pitchSize / 2, _pitchClasses);

        // Features are defined by a number of samples, rhythm by a length of time; at 44.1 and 48 kHz they share one pass.
        _spectra = (onsetSize, onsetHop) == (SpectrumSize, SpectrumHop)
            ? [new(SpectrumSize, SpectrumHop, _shape, _cepstrum, onsets), pitches]
            : [new(SpectrumSize, SpectrumHop, _shape, _cepstrum), new(onsetSize, onsetHop, onsets), pitches];
    }

    /// <summary>Frames taken in so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Takes the next block in.</summary>
    /// <param name="interleaved">Whole frames; implausible samples are set to 0 in place.</param>
    public void Process(Span<float> interleaved)
    {
        _block.Load(interleaved);
        Frames += _block.Frames;
        for (var channel = 0; channel < _levels.Length; channel++)
        {
            var samples = _block.Channel(channel);
            _levels[channel].Process(samples);
            _truePeaks[channel].Process(samples);
        }

        _loudness?.Process(_block);
        _zeroCrossings.Process(_block.Mono);
        foreach (var spectrum in _spectra)
        {
            spectrum.Process(_block.Mono);
        }
    }

    /// <summary>Ends the analysis and gathers its results.</summary>
    public AudioReport Finish()
    {
        var report = new AudioReport
        {
            DurationSeconds = Math.Round((double)Frames / _sampleRateHz, 6),
            SampleRateHz = _sampleRateHz,
            Channels = _levels.Length,
            Warnings = Warnings(),
        };
        if (Frames == 0)
        {
            return report;
        }

        foreach (var spectrum in _spectra)
        {
            spectrum.Finish();
        }

        _periodicity.Finish();
        foreach (var meter in _truePeaks)
        {
            meter.Finish();
        }

        var rms = Math.Sqrt(_levels.Sum(level => level.Squares) / _levels.Sum(level => (double)level.Count));
        var tempo = TempoEstimator.Estimate(_periodicity);
        var chroma = _pitchClasses.HasPitches ? _pitchClasses.Chroma() : null;
        KeyEstimate? key = chroma is null ? null : KeyEstimator.Estimate(chroma);
        return report with
        {
            PeakDbfs = Decibels(_levels.Max(level => level.Peak)),
            TruePeakDbtp = _loudness is null ? null : Decibels(_truePeaks.Max(meter => meter.Peak)),
            Rms = Round(rms, 6),
            RmsDbfs = Decibels(rms),
            DcOffset = Round(_levels.MaxBy(level => Math.Abs(level.Mean))!.Mean, 8),
            IntegratedLufs = Round(_loudness?.IntegratedLufs, 2),
            LoudnessRangeLu = Round(_loudness?.LoudnessRangeLu, 2),
            MomentaryMaxLufs = Round(_loudness?.MomentaryMaxLufs, 2),
            ShortTermMaxLufs = Round(_loudness?.ShortTermMaxLufs, 2),
            TempoBpm = Round(tempo?.Bpm, 2),
            TempoConfidence = Round(tempo?.Confidence, 3),
            TempoAlternativesBpm = [.. tempo?.AlternativesBpm.Select(bpm => Math.Round(bpm, 2)) ?? []],
            Key = key?.Key,
            Scale = key?.Scale,
            KeyStrength = Round(key?.Strength, 3),
            TuningHz = chroma is null ? null : Round(440 * Math.Pow(2, _pitchClasses.TuningSemitones / 12), 2),
            Chroma = chroma?.Select(strength => Math.Round(strength, 4)).ToArray(),
            SpectralCentroidHz = Round(_shape.CentroidHz, 2),
            SpectralBandwidthHz = Round(_shape.BandwidthHz, 2),
            SpectralRolloffHz = Round(_shape.RolloffHz, 2),
            SpectralFlatness = Round(_shape.Flatness, 8),
            ZeroCrossingRate = Round(_zeroCrossings.Rate(), 6),
            Mfcc = _cepstrum.Mean()?.Select(coefficient => Math.Round(coefficient, 4)).ToArray(),
        };
    }

    private static double[] Weights(int channels, AnalysisOptions options)
    {
        if (options.ChannelWeights is not { } weights)
        {
            return ChannelWeights.For(channels);
        }

        if (weights.Count != channels || weights.Any(weight => !(weight >= 0 && double.IsFinite(weight))))
        {
            throw new ArgumentException(
                $"{nameof(AnalysisOptions.ChannelWeights)} needs {channels} finite values of 0 or more, one a channel; it is [{string.Join(", ", weights)}].",
                nameof(options));
        }

        return [.. weights];
    }

    private List<string> Warnings()
    {
        var warnings = new List<string>();
        if (Frames == 0)
        {
            warnings.Add("no-audio: the source holds no samples.");
        }

        if (_block.ReplacedSamples > 0)
        {
            warnings.Add($"invalid-samples: {_block.ReplacedSamples} samples were NaN, infinite or beyond +120 dBFS and count as silence.");
        }

        if (_loudness is null)
        {
            warnings.Add($"low-sample-rate: loudness and true peak need {LowestLoudnessRateHz} Hz, the audio has {_sampleRateHz} Hz.");
        }

        return warnings;
    }

    private static double? Decibels(double value) => value > 0 ? Round(20 * Math.Log10(value), 3) : null;

    // Digits beyond a measurement's accuracy would only make equal audio look different. Undefined never leaves as NaN or infinity.
    private static double? Round(double? value, int digits) =>
        value is { } number && double.IsFinite(number) ? Math.Round(number, digits) : null;
}
