using System.Runtime.InteropServices;

namespace NAudio.Wave.SampleProviders;

/// <summary>Float samples as 32-bit IEEE float bytes.</summary>
public class SampleToWaveProvider : IWaveProvider
{
    private readonly ISampleProvider _source;

    public SampleToWaveProvider(ISampleProvider source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.WaveFormat.Encoding != WaveFormatEncoding.IeeeFloat)
        {
            throw new ArgumentException("The source must be IEEE float", nameof(source));
        }

        _source = source;
    }

    public WaveFormat WaveFormat => _source.WaveFormat;

    public int Read(Span<byte> buffer) => _source.Read(MemoryMarshal.Cast<byte, float>(buffer)) * sizeof(float);
}
