namespace NAudio.Wave.SampleProviders;

public class Pcm24BitToSampleProvider : SampleProviderConverterBase
{
    private const int BytesPerSample = 3;

    public Pcm24BitToSampleProvider(IWaveProvider source)
        : base(source)
    {
    }

    public override int Read(Span<float> buffer)
    {
        var bytes = ReadSource(buffer.Length, BytesPerSample);
        var count = bytes.Length / BytesPerSample;
        for (int i = 0, at = 0; i < count; i++, at += BytesPerSample)
        {
            // The top byte carries the sign.
            var value = ((sbyte)bytes[at + 2] << 16) | (bytes[at + 1] << 8) | bytes[at];
            buffer[i] = value * (1 / 8388608f);
        }

        return count;
    }
}
