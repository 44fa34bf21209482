using System.Runtime.InteropServices;

namespace NAudio.Wave.SampleProviders;

/// <summary>64-bit IEEE float bytes, narrowed to 32 bit.</summary>
public class WaveToSampleProvider64 : SampleProviderConverterBase
{
    public WaveToSampleProvider64(IWaveProvider source)
        : base(source)
    {
        if (source.WaveFormat.Encoding != WaveFormatEncoding.IeeeFloat)
        {
            throw new ArgumentException("The source must be IEEE float", nameof(source));
        }
    }

    public override int Read(Span<float> buffer)
    {
        var samples = MemoryMarshal.Cast<byte, double>(ReadSource(buffer.Length, sizeof(double)));
        for (var i = 0; i < samples.Length; i++)
        {
            buffer[i] = (float)samples[i];
        }

        return samples.Length;
    }
}
