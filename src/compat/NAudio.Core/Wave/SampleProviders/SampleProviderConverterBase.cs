namespace NAudio.Wave.SampleProviders;

/// <summary>Turns a byte source into float samples of the same rate and channels, through one reused buffer.</summary>
public abstract class SampleProviderConverterBase : ISampleProvider
{
    protected IWaveProvider source;
    protected byte[] sourceBuffer = [];

    public SampleProviderConverterBase(IWaveProvider source)
    {
        ArgumentNullException.ThrowIfNull(source);
        this.source = source;
        WaveFormat = WaveFormat.CreateIeeeFloatWaveFormat(source.WaveFormat.SampleRate, source.WaveFormat.Channels);
    }

    public WaveFormat WaveFormat { get; }

    public abstract int Read(Span<float> buffer);

    protected void EnsureSourceBuffer(int sourceBytesRequired)
    {
        if (sourceBuffer.Length < sourceBytesRequired)
        {
            sourceBuffer = new byte[sourceBytesRequired];
        }
    }

    /// <summary>Reads the bytes of as many samples as fit <paramref name="sampleCount"/>; a partial sample at the end is dropped.</summary>
    private protected ReadOnlySpan<byte> ReadSource(int sampleCount, int bytesPerSample)
    {
        var wanted = sampleCount * bytesPerSample;
        EnsureSourceBuffer(wanted);
        var read = source.Read(sourceBuffer.AsSpan(0, wanted));
        return sourceBuffer.AsSpan(0, read - (read % bytesPerSample));
    }
}
