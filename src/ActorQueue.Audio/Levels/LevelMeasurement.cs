namespace ActorQueue.Audio.Levels;

/// <summary>Peak, mean square, offset and zero crossings.</summary>
internal sealed class LevelMeasurement : IMeasurement
{
    private readonly LevelMeter[] _channels;
    private readonly ZeroCrossingCounter _zeroCrossings = new();

    /// <param name="channels">Number of channels.</param>
    public LevelMeasurement(int channels) => _channels = [.. Enumerable.Range(0, channels).Select(_ => new LevelMeter())];

    public void Process(SampleBlock block)
    {
        for (var channel = 0; channel < _channels.Length; channel++)
        {
            _channels[channel].Process(block.Channel(channel));
        }

        _zeroCrossings.Process(block.Mono);
    }

    public AudioReport AddTo(AudioReport report)
    {
        var rms = Math.Sqrt(_channels.Sum(channel => channel.Squares) / _channels.Sum(channel => (double)channel.Count));
        return report with
        {
            PeakDbfs = Rounding.Decibels(_channels.Max(channel => channel.Peak)),
            Rms = Rounding.Round(rms, 6),
            RmsDbfs = Rounding.Decibels(rms),
            DcOffset = Rounding.Round(_channels.MaxBy(channel => Math.Abs(channel.Mean))!.Mean, 8),
            ZeroCrossingRate = Rounding.Round(_zeroCrossings.Rate(), 6),
        };
    }
}
