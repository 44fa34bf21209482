using ActorQueue.Audio.Levels;
using ActorQueue.Audio.Loudness;
using ActorQueue.Audio.Rhythm;
using ActorQueue.Audio.Series;
using ActorQueue.Audio.Signal;
using ActorQueue.Audio.Spectral;
using ActorQueue.Audio.Tonal;

namespace ActorQueue.Audio;

/// <summary>One analysis under way: hands each block to every area of the report and gathers their results at the end.</summary>
internal sealed class Analysis
{
    private readonly int _sampleRateHz;
    private readonly SampleBlock _block;
    private readonly SpectrumPasses _spectra = new();
    private readonly IMeasurement[] _measurements;
    private readonly SeriesCollector? _series;

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
        _sampleRateHz = sampleRateHz;
        _block = new SampleBlock(channels, blockFrames);
        _series = options.WithSeries ? new SeriesCollector(sampleRateHz) : null;
        _measurements =
        [
            new LevelMeasurement(sampleRateHz, channels),
            new LoudnessMeasurement(sampleRateHz, Weights(channels, options), _series),
            new SpectralMeasurement(sampleRateHz, _spectra, _series),
            new RhythmMeasurement(sampleRateHz, _spectra, _series),
            new TonalMeasurement(sampleRateHz, _spectra, _series),
        ];
    }

    /// <summary>Frames taken in so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Takes the next block in.</summary>
    /// <param name="interleaved">Whole frames; implausible samples are set to 0 in place.</param>
    public void Process(Span<float> interleaved)
    {
        _block.Load(interleaved);
        Frames += _block.Frames;
        foreach (var measurement in _measurements)
        {
            measurement.Process(_block);
        }

        _series?.Waveform.Process(_block);
        _spectra.Process(_block.Mono);
    }

    /// <summary>Ends the analysis and gathers its results.</summary>
    public AudioReport Finish()
    {
        var report = new AudioReport
        {
            DurationSeconds = Math.Round((double)Frames / _sampleRateHz, 6),
            SampleRateHz = _sampleRateHz,
            Channels = _block.Channels,
            Warnings = _block.ReplacedSamples == 0
                ? []
                : [$"invalid-samples: {_block.ReplacedSamples} samples were NaN, infinite or beyond +120 dBFS and count as silence."],
        };
        if (Frames == 0)
        {
            return report with { Warnings = ["no-audio: the source holds no samples."] };
        }

        _spectra.Finish();
        var measured = _measurements.Aggregate(report, (sofar, measurement) => measurement.AddTo(sofar));
        return measured with { Series = _series?.Build(measured.DurationSeconds) };
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
}
