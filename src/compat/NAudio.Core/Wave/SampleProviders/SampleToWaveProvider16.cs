using System.Runtime.InteropServices;

namespace NAudio.Wave.SampleProviders;

/// <summary>Float samples as 16-bit PCM: clipped to ±1, full scale 32767, no dither.</summary>
public class SampleToWaveProvider16 : IWaveProvider
{
    private readonly ISampleProvider _source;
    private float[] _samples = [];

    public SampleToWaveProvider16(ISampleProvider sourceProvider)
    {
        ArgumentNullException.ThrowIfNull(sourceProvider);
        if (sourceProvider.WaveFormat is not { Encoding: WaveFormatEncoding.IeeeFloat, BitsPerSample: 32 })
        {
            throw new ArgumentException("The source must be 32-bit IEEE float", nameof(sourceProvider));
        }

        _source = sourceProvider;
        WaveFormat = new WaveFormat(sourceProvider.WaveFormat.SampleRate, 16, sourceProvider.WaveFormat.Channels);
    }

    public WaveFormat WaveFormat { get; }

    /// <summary>A factor on every sample; 1 by default.</summary>
    public float Volume { get; set; } = 1;

    public int Read(Span<byte> buffer)
    {
        var target = MemoryMarshal.Cast<byte, short>(buffer);
        if (_samples.Length < target.Length)
        {
            _samples = new float[target.Length];
        }

        var read = _source.Read(_samples.AsSpan(0, target.Length));
        for (var i = 0; i < read; i++)
        {
            target[i] = (short)(Math.Clamp(_samples[i] * Volume, -1, 1) * short.MaxValue);
        }

        return read * sizeof(short);
    }
}
