using System.Diagnostics.CodeAnalysis;

namespace NAudio.Wave.SampleProviders;

/// <summary>Chooses the converter for a wave format: PCM 8/16/24/32, float 32/64, and the same described as extensible.</summary>
internal static class SampleProviderConverters
{
    /// <summary>Where the sub-format stands in an extensible format's extra data: after valid bits (2) and channel mask (4).</summary>
    private const int SubFormatOffset = 6;
    private const int GuidSize = 16;

    public static ISampleProvider Convert(IWaveProvider source)
    {
        if (source.WaveFormat.Encoding == WaveFormatEncoding.Extensible
            && TryGetStandardFormat(source.WaveFormat, out var standard))
        {
            source = new ReformattedProvider(source, standard);
        }

        var format = source.WaveFormat;
        return (format.Encoding, format.BitsPerSample) switch
        {
            (WaveFormatEncoding.Pcm, 8) => new Pcm8BitToSampleProvider(source),
            (WaveFormatEncoding.Pcm, 16) => new Pcm16BitToSampleProvider(source),
            (WaveFormatEncoding.Pcm, 24) => new Pcm24BitToSampleProvider(source),
            (WaveFormatEncoding.Pcm, 32) => new Pcm32BitToSampleProvider(source),
            (WaveFormatEncoding.Pcm, _) => throw new InvalidOperationException($"Unsupported bit depth: {format.BitsPerSample}"),
            (WaveFormatEncoding.IeeeFloat, 64) => new WaveToSampleProvider64(source),
            (WaveFormatEncoding.IeeeFloat, _) => new WaveToSampleProvider(source),
            _ => throw new ArgumentException($"Unsupported source encoding: {format.Encoding}", nameof(source)),
        };
    }

    private static bool TryGetStandardFormat(WaveFormat format, [NotNullWhen(true)] out WaveFormat? standard)
    {
        var subFormat = format switch
        {
            WaveFormatExtensible extensible => extensible.SubFormat,
            WaveFormatExtraData { ExtraData.Length: >= SubFormatOffset + GuidSize } file =>
                new Guid(file.ExtraData.AsSpan(SubFormatOffset, GuidSize)),
            _ => Guid.Empty,
        };
        standard =
            subFormat == AudioMediaSubtypes.MEDIASUBTYPE_PCM
                ? new WaveFormat(format.SampleRate, format.BitsPerSample, format.Channels)
            : subFormat == AudioMediaSubtypes.MEDIASUBTYPE_IEEE_FLOAT
                ? WaveFormat.CreateCustomFormat(
                    WaveFormatEncoding.IeeeFloat,
                    format.SampleRate,
                    format.Channels,
                    format.AverageBytesPerSecond,
                    format.BlockAlign,
                    format.BitsPerSample)
            : null;
        return standard is not null;
    }

    /// <summary>The same bytes under another description.</summary>
    private sealed class ReformattedProvider(IWaveProvider source, WaveFormat format) : IWaveProvider
    {
        public WaveFormat WaveFormat => format;

        public int Read(Span<byte> buffer) => source.Read(buffer);
    }
}
