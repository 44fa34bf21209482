namespace NAudio.Wave.SampleProviders;

/// <summary>Float samples as 24-bit PCM: clipped to ±1, full scale 8388607, no dither.</summary>
public class SampleToWaveProvider24 : IWaveProvider
{
    private const int BytesPerSample = 3;
    private const int FullScale = 8388607;

    private readonly ISampleProvider _source;
    private float[] _samples = [];

    public SampleToWaveProvider24(ISampleProvider sourceProvider)
    {
        ArgumentNullException.ThrowIfNull(sourceProvider);
        if (sourceProvider.WaveFormat is not { Encoding: WaveFormatEncoding.IeeeFloat, BitsPerSample: 32 })
        {
            throw new ArgumentException("The source must be 32-bit IEEE float", nameof(sourceProvider));
        }

        _source = sourceProvider;
        WaveFormat = new WaveFormat(sourceProvider.WaveFormat.SampleRate, 24, sourceProvider.WaveFormat.Channels);
    }

    public WaveFormat WaveFormat { get; }

    /// <summary>A factor on every sample; 1 by default.</summary>
    public float Volume { get; set; } = 1;

    public int Read(Span<byte> buffer)
    {
        var wanted = buffer.Length / BytesPerSample;
        if (_samples.Length < wanted)
        {
            _samples = new float[wanted];
        }

        var read = _source.Read(_samples.AsSpan(0, wanted));
        for (int i = 0, at = 0; i < read; i++, at += BytesPerSample)
        {
            var value = (int)(Math.Clamp(_samples[i] * Volume, -1, 1) * (double)FullScale);
            buffer[at] = (byte)value;
            buffer[at + 1] = (byte)(value >> 8);
            buffer[at + 2] = (byte)(value >> 16);
        }

        return read * BytesPerSample;
    }
}
