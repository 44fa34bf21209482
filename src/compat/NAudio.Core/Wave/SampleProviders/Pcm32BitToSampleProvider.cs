using System.Runtime.InteropServices;

namespace NAudio.Wave.SampleProviders;

public class Pcm32BitToSampleProvider : SampleProviderConverterBase
{
    public Pcm32BitToSampleProvider(IWaveProvider source)
        : base(source)
    {
    }

    public override int Read(Span<float> buffer)
    {
        var samples = MemoryMarshal.Cast<byte, int>(ReadSource(buffer.Length, sizeof(int)));
        for (var i = 0; i < samples.Length; i++)
        {
            buffer[i] = samples[i] * (1 / 2147483648f);
        }

        return samples.Length;
    }
}
