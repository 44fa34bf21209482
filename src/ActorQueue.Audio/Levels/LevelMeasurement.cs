namespace ActorQueue.Audio.Levels;

/// <summary>Peak, mean square, offset, clipping, silence and zero crossings.</summary>
internal sealed class LevelMeasurement : IMeasurement
{
    private readonly int _sampleRateHz;
    private readonly LevelMeter[] _levels;
    private readonly ClippingCounter[] _clipping;
    private readonly SilenceDetector _silence;
    private readonly ZeroCrossingCounter _zeroCrossings = new();

    /// <param name="sampleRateHz">Sample rate in hertz.</param>
    /// <param name="channels">Number of channels.</param>
    public LevelMeasurement(int sampleRateHz, int channels)
    {
        _sampleRateHz = sampleRateHz;
        _levels = [.. Enumerable.Range(0, channels).Select(_ => new LevelMeter())];
        _clipping = [.. Enumerable.Range(0, channels).Select(_ => new ClippingCounter())];
        _silence = new SilenceDetector(sampleRateHz);
    }

    public void Process(SampleBlock block)
    {
        for (var channel = 0; channel < _levels.Length; channel++)
        {
            var samples = block.Channel(channel);
            _clipping[channel].Process(samples, _levels[channel].Process(samples));
        }

        _silence.Process(block);
        _zeroCrossings.Process(block.Mono);
    }

    public AudioReport AddTo(AudioReport report)
    {
        var rms = Math.Sqrt(_levels.Sum(level => level.Squares) / _levels.Sum(level => (double)level.Count));
        double peak = _levels.Max(level => level.Peak);
        return report with
        {
            PeakDbfs = Rounding.Decibels(peak),
            Rms = Rounding.Round(rms, 6),
            RmsDbfs = Rounding.Decibels(rms),
            CrestFactorDb = Rounding.Decibels(rms > 0 ? peak / rms : 0),
            DcOffset = Rounding.Round(_levels.MaxBy(level => Math.Abs(level.Mean))!.Mean, 8),
            ClippedSamples = _clipping.Sum(clipping => clipping.Samples),
            SilenceSeconds = Seconds(_silence.Total),
            LeadingSilenceSeconds = Seconds(_silence.Leading),
            TrailingSilenceSeconds = Seconds(_silence.Trailing),
            ZeroCrossingRate = Rounding.Round(_zeroCrossings.Rate(), 6),
        };
    }

    private double Seconds(long frames) => Math.Round((double)frames / _sampleRateHz, 6);
}
