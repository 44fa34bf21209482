namespace NAudio.Wave.SampleProviders;

/// <summary>8-bit PCM is unsigned with 128 as zero.</summary>
public class Pcm8BitToSampleProvider : SampleProviderConverterBase
{
    public Pcm8BitToSampleProvider(IWaveProvider source)
        : base(source)
    {
    }

    public override int Read(Span<float> buffer)
    {
        var bytes = ReadSource(buffer.Length, sizeof(byte));
        for (var i = 0; i < bytes.Length; i++)
        {
            buffer[i] = (bytes[i] - 128) / 128f;
        }

        return bytes.Length;
    }
}
