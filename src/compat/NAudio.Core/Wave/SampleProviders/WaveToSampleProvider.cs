using System.Runtime.InteropServices;

namespace NAudio.Wave.SampleProviders;

/// <summary>32-bit IEEE float bytes as samples; values beyond ±1, NaN and infinity pass unchanged.</summary>
public class WaveToSampleProvider : SampleProviderConverterBase
{
    public WaveToSampleProvider(IWaveProvider source)
        : base(source)
    {
        if (source.WaveFormat.Encoding != WaveFormatEncoding.IeeeFloat)
        {
            throw new ArgumentException("The source must be IEEE float", nameof(source));
        }
    }

    public override int Read(Span<float> buffer) =>
        source.Read(MemoryMarshal.AsBytes(buffer)) / sizeof(float);
}
