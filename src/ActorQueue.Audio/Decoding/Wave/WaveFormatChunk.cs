using System.Buffers.Binary;

namespace ActorQueue.Audio.Decoding.Wave;

/// <summary>The body of a 'fmt ' chunk as it stands in the file, extensible resolved to its sub-format.</summary>
/// <param name="Tag">The registered format number (1 = PCM, 3 = float, 6 = A-law, 7 = µ-law).</param>
/// <param name="Channels">Samples per frame.</param>
/// <param name="SampleRateHz">Frames per second.</param>
/// <param name="BlockAlign">Bytes per frame, or per block of a compressed format.</param>
/// <param name="ContainerBits">Bits per stored sample.</param>
/// <param name="ValidBits">Bits of those in use.</param>
/// <param name="ChannelMask">Speakers; 0 when not said.</param>
internal sealed record WaveFormatChunk(
    int Tag, int Channels, long SampleRateHz, int BlockAlign, int ContainerBits, int ValidBits, int ChannelMask)
{
    public const int Pcm = 1;
    public const int IeeeFloat = 3;
    public const int ALaw = 6;
    public const int MuLaw = 7;
    public const int Mp3 = 0x55;
    private const int Extensible = 0xFFFE;
    private const int CommonBytes = 16;
    private const int ExtensibleBytes = 40;

    /// <summary>The constant tail of the sub-format identifiers that stand for a registered format number.</summary>
    private static ReadOnlySpan<byte> RegisteredSuffix =>
        [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    /// <summary>The same of the Ambisonic B-format identifiers.</summary>
    private static ReadOnlySpan<byte> AmbisonicSuffix =>
        [0x00, 0x00, 0x21, 0x07, 0xD3, 0x11, 0x86, 0x44, 0xC8, 0xC1, 0xCA, 0x00, 0x00, 0x00];

    /// <summary>Reads at most the 40 bytes that have a meaning, however many the chunk declares.</summary>
    public static WaveFormatChunk Read(Stream stream, uint size)
    {
        if (size < CommonBytes)
        {
            throw AudioException.DecodeFailed($"the 'fmt ' chunk has {size} bytes, at least {CommonBytes} are needed");
        }

        Span<byte> body = stackalloc byte[ExtensibleBytes];
        body = body[..(int)Math.Min(size, ExtensibleBytes)];
        WaveHeader.ReadExactly(stream, body, "the 'fmt ' chunk");
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        var chunk = new WaveFormatChunk(
            tag,
            BinaryPrimitives.ReadUInt16LittleEndian(body[2..]),
            BinaryPrimitives.ReadUInt32LittleEndian(body[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(body[12..]),
            bits,
            bits,
            ChannelMask: 0);
        return tag == Extensible ? chunk.ResolveExtensible(body) : chunk;
    }

    /// <summary>How to read the samples, or null when libsndfile has to.</summary>
    /// <exception cref="AudioException">The numbers contradict each other.</exception>
    public SampleLayout? ToLayout()
    {
        AudioFormat.Validate("WAV", SampleRateHz, Channels);
        var codec = Tag switch
        {
            Pcm => SampleCodec.Pcm,
            IeeeFloat => SampleCodec.Float,
            ALaw => SampleCodec.ALaw,
            MuLaw => SampleCodec.MuLaw,
            _ => (SampleCodec?)null,
        };
        if (codec is not { } known)
        {
            return null;
        }

        var bytes = BlockAlign / Channels;
        var isPossible = BlockAlign % Channels == 0 && known switch
        {
            SampleCodec.Pcm => bytes is >= 1 and <= 4 && ContainerBits > 0 && (ContainerBits + 7) / 8 == bytes,
            SampleCodec.Float => (bytes, ContainerBits) is (4, 32) or (8, 64),
            _ => (bytes, ContainerBits) is (1, 8),
        };
        return isPossible
            ? new SampleLayout(known, bytes)
            : throw AudioException.DecodeFailed(
                $"the WAV header contradicts itself: block align {BlockAlign} for {Channels} channels of {ContainerBits} bits (format {Tag})");
    }

    private WaveFormatChunk ResolveExtensible(ReadOnlySpan<byte> body)
    {
        if (body.Length < ExtensibleBytes)
        {
            throw AudioException.DecodeFailed($"the extensible 'fmt ' chunk has {body.Length} bytes, {ExtensibleBytes} are needed");
        }

        var suffix = body[26..];
        if (!suffix.SequenceEqual(RegisteredSuffix) && !suffix.SequenceEqual(AmbisonicSuffix))
        {
            throw AudioException.DecodeFailed($"unknown sub-format {new Guid(body[24..])} in the WAV header");
        }

        int validBits = BinaryPrimitives.ReadUInt16LittleEndian(body[18..]);
        return this with
        {
            Tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]),
            ValidBits = validBits >= 1 && validBits <= ContainerBits ? validBits : ContainerBits,
            ChannelMask = BinaryPrimitives.ReadInt32LittleEndian(body[20..]),
        };
    }
}
