using System.Runtime.InteropServices;

namespace NAudio.Wave.SampleProviders;

public class Pcm16BitToSampleProvider : SampleProviderConverterBase
{
    public Pcm16BitToSampleProvider(IWaveProvider source)
        : base(source)
    {
    }

    public override int Read(Span<float> buffer)
    {
        var samples = MemoryMarshal.Cast<byte, short>(ReadSource(buffer.Length, sizeof(short)));
        for (var i = 0; i < samples.Length; i++)
        {
            buffer[i] = samples[i] * (1 / 32768f);
        }

        return samples.Length;
    }
}
