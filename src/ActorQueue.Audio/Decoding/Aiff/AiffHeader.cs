using System.Buffers.Binary;

namespace ActorQueue.Audio.Decoding.Aiff;

/// <summary>What the chunks of an AIFF or AIFC file say. Format: Apple, Audio Interchange File Format 1.3 (1989) and AIFF-C (1991).</summary>
/// <param name="Container">AIFF or AIFC.</param>
/// <param name="Channels">Samples per frame.</param>
/// <param name="Frames">Frames that the COMM chunk declares.</param>
/// <param name="Bits">Bits per sample, as declared.</param>
/// <param name="SampleRateHz">Frames per second, from 80-bit extended precision.</param>
/// <param name="Compression">The four-character codec of AIFC; "NONE" in AIFF.</param>
/// <param name="DataStart">Where the first sample stands.</param>
/// <param name="DataBytes">Declared size of the samples.</param>
internal sealed record AiffHeader(
    string Container, int Channels, long Frames, int Bits, long SampleRateHz, string Compression, long DataStart, long DataBytes)
{
    private const int MaximumChunks = 10_000;
    private const int CommBytes = 18;

    /// <summary>Reads the chunks until both COMM and SSND have been seen.</summary>
    /// <exception cref="AudioException">A chunk is missing or impossible.</exception>
    public static AiffHeader Read(Stream stream)
    {
        Span<byte> word = stackalloc byte[12];
        stream.Position = 0;
        ReadExactly(stream, word, "the FORM header");
        var isCompressed = word[8..].SequenceEqual("AIFC"u8);
        AiffHeader? comm = null;
        (long Start, long Size)? sound = null;
        for (var chunk = 0; stream.Length - stream.Position >= 8 && (comm is null || sound is null); chunk++)
        {
            if (chunk == MaximumChunks)
            {
                throw AudioException.DecodeFailed($"no audio within the first {MaximumChunks} chunks of the AIFF file");
            }

            ReadExactly(stream, word[..8], "a chunk header");
            var size = BinaryPrimitives.ReadUInt32BigEndian(word[4..]);
            var body = stream.Position;
            if (word[..4].SequenceEqual("COMM"u8))
            {
                comm ??= ReadComm(stream, size, isCompressed);
            }
            else if (word[..4].SequenceEqual("SSND"u8))
            {
                sound ??= ReadSsnd(stream, size);
            }

            var next = body + size + (size % 2);
            if (next > stream.Length)
            {
                break;
            }

            stream.Position = next;
        }

        if (comm is null)
        {
            throw AudioException.DecodeFailed("truncated AIFF header: no COMM chunk");
        }

        return sound is { } found
            ? comm with { DataStart = found.Start, DataBytes = found.Size }
            : throw AudioException.DecodeFailed(
                comm.Frames == 0 ? "the AIFF file holds no audio" : "truncated AIFF header: no SSND chunk");
    }

    /// <summary>How to read the samples, or null when libsndfile has to.</summary>
    /// <exception cref="AudioException">The numbers are impossible.</exception>
    public SampleLayout? ToLayout()
    {
        AudioFormat.Validate(Container, SampleRateHz, Channels);
        var pcmBytes = (Bits + 7) / 8;
        switch (Compression)
        {
            case "NONE" or "twos":
                return new SampleLayout(SampleCodec.Pcm, CheckPcm(), IsBigEndian: true, IsSigned8Bit: pcmBytes == 1);
            case "sowt":
                return new SampleLayout(SampleCodec.Pcm, CheckPcm(), IsSigned8Bit: pcmBytes == 1);
            case "raw ":
                return new SampleLayout(SampleCodec.Pcm, CheckPcm(), IsBigEndian: true);
            case "in24":
                return new SampleLayout(SampleCodec.Pcm, 3, IsBigEndian: true);
            case "in32":
                return new SampleLayout(SampleCodec.Pcm, 4, IsBigEndian: true);
            case "42ni":
                return new SampleLayout(SampleCodec.Pcm, 3);
            case "23ni":
                return new SampleLayout(SampleCodec.Pcm, 4);
            case "fl32" or "FL32":
                return new SampleLayout(SampleCodec.Float, 4, IsBigEndian: true);
            case "fl64" or "FL64":
                return new SampleLayout(SampleCodec.Float, 8, IsBigEndian: true);
            case "alaw" or "ALAW":
                return new SampleLayout(SampleCodec.ALaw, 1);
            case "ulaw" or "ULAW":
                return new SampleLayout(SampleCodec.MuLaw, 1);
            default:
                return null;
        }

        int CheckPcm() => pcmBytes is >= 1 and <= 4
            ? pcmBytes
            : throw AudioException.DecodeFailed($"the {Container} header declares {Bits} bits per sample; 1 to 32 are possible");
    }

    private static AiffHeader ReadComm(Stream stream, uint size, bool isCompressed)
    {
        var needed = isCompressed ? CommBytes + 4 : CommBytes;
        if (size < needed)
        {
            throw AudioException.DecodeFailed($"the COMM chunk has {size} bytes, at least {needed} are needed");
        }

        Span<byte> body = stackalloc byte[CommBytes + 4];
        body = body[..needed];
        ReadExactly(stream, body, "the COMM chunk");
        return new AiffHeader(
            isCompressed ? "AIFC" : "AIFF",
            BinaryPrimitives.ReadUInt16BigEndian(body),
            BinaryPrimitives.ReadUInt32BigEndian(body[2..]),
            BinaryPrimitives.ReadUInt16BigEndian(body[6..]),
            ReadExtended(body.Slice(8, 10)),
            isCompressed ? System.Text.Encoding.Latin1.GetString(body[CommBytes..]) : "NONE",
            DataStart: 0,
            DataBytes: 0);
    }

    private static (long Start, long Size) ReadSsnd(Stream stream, uint size)
    {
        Span<byte> body = stackalloc byte[8];
        if (size < body.Length)
        {
            throw AudioException.DecodeFailed($"the SSND chunk has {size} bytes, at least {body.Length} are needed");
        }

        ReadExactly(stream, body, "the SSND chunk");
        var offset = BinaryPrimitives.ReadUInt32BigEndian(body);
        var left = size - body.Length;
        return offset <= left
            ? (stream.Position + offset, left - offset)
            : throw AudioException.DecodeFailed($"the SSND chunk starts {offset} bytes into the {left} that it has");
    }

    /// <summary>An 80-bit IEEE 754 extended number as a whole rate; −1 when it is negative, infinite or beyond 2^32.</summary>
    private static long ReadExtended(ReadOnlySpan<byte> bytes)
    {
        const int exponentBias = 16383;
        const int fractionBits = 63;
        var signAndExponent = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        var mantissa = BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
        var value = Math.ScaleB((double)mantissa, (signAndExponent & 0x7FFF) - exponentBias - fractionBits);
        return (signAndExponent & 0x8000) == 0 && value <= uint.MaxValue ? (long)Math.Round(value) : -1;
    }

    private static void ReadExactly(Stream stream, Span<byte> buffer, string what)
    {
        if (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw AudioException.DecodeFailed($"truncated header: the file ends within {what}");
        }
    }
}
