namespace NAudio.Wave.SampleProviders;

/// <summary>Mixes two channels to one, each with its own factor (0.5 by default).</summary>
public class StereoToMonoSampleProvider : ISampleProvider
{
    private readonly ISampleProvider _source;
    private float[] _frames = [];

    public StereoToMonoSampleProvider(ISampleProvider sourceProvider)
    {
        ArgumentNullException.ThrowIfNull(sourceProvider);
        if (sourceProvider.WaveFormat.Channels != 2)
        {
            throw new ArgumentException("The source must be stereo", nameof(sourceProvider));
        }

        _source = sourceProvider;
        WaveFormat = WaveFormat.CreateIeeeFloatWaveFormat(sourceProvider.WaveFormat.SampleRate, 1);
    }

    public WaveFormat WaveFormat { get; }

    public float LeftVolume { get; set; } = 0.5f;

    public float RightVolume { get; set; } = 0.5f;

    public int Read(Span<float> buffer)
    {
        var wanted = buffer.Length * 2;
        if (_frames.Length < wanted)
        {
            _frames = new float[wanted];
        }

        var frames = _source.Read(_frames.AsSpan(0, wanted)) / 2;
        for (var i = 0; i < frames; i++)
        {
            buffer[i] = (_frames[2 * i] * LeftVolume) + (_frames[(2 * i) + 1] * RightVolume);
        }

        return frames;
    }
}
