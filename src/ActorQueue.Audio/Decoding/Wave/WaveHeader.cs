using System.Buffers.Binary;

namespace ActorQueue.Audio.Decoding.Wave;

/// <summary>What the chunks of a WAV file say. Format: RIFF (Microsoft 1991), WAVEFORMATEXTENSIBLE, RF64/BW64 (EBU Tech 3306, ITU-R BS.2088).</summary>
/// <param name="Container">WAV, RF64 or BW64.</param>
/// <param name="Format">The content of the 'fmt ' chunk.</param>
/// <param name="DataStart">Where the first sample stands in the stream.</param>
/// <param name="DataBytes">The declared size of the samples; null when the writer never filled it in.</param>
internal sealed record WaveHeader(string Container, WaveFormatChunk Format, long DataStart, long? DataBytes)
{
    /// <summary>More chunks than any editor writes: a file that needs this many is made to keep a reader busy.</summary>
    private const int MaximumChunks = 10_000;

    /// <summary>From here on a 32-bit size in a shorter file is the placeholder of a writer that could not seek back (ffmpeg and sox into a pipe).</summary>
    private const uint SmallestPlaceholder = 0x7FFF_0000;

    /// <summary>A RIFF header, the smallest 'fmt ' chunk and the head of a 'data' chunk.</summary>
    internal const int SmallestBytes = 12 + 8 + 16 + 8;

    /// <summary>Reads the chunks up to 'fmt ' and 'data', whichever comes last.</summary>
    /// <exception cref="AudioException">A chunk is missing or impossible.</exception>
    public static WaveHeader Read(Stream stream)
    {
        Span<byte> word = stackalloc byte[12];
        stream.Position = 0;
        ReadExactly(stream, word, "the RIFF header");
        var container = word[..4].SequenceEqual("RIFF"u8) ? "WAV" : word[..4].SequenceEqual("RF64"u8) ? "RF64" : "BW64";
        WaveFormatChunk? format = null;
        long? sizeFromDs64 = null;
        (long Start, uint Size)? data = null;

        for (var chunk = 0; stream.Length - stream.Position >= 8 && (format is null || data is null); chunk++)
        {
            if (chunk == MaximumChunks)
            {
                throw AudioException.DecodeFailed($"no audio within the first {MaximumChunks} chunks of the {container} file");
            }

            ReadExactly(stream, word[..8], "a chunk header");
            var size = BinaryPrimitives.ReadUInt32LittleEndian(word[4..]);
            var body = stream.Position;
            if (word[..4].SequenceEqual("fmt "u8))
            {
                format ??= WaveFormatChunk.Read(stream, size);
            }
            else if (word[..4].SequenceEqual("ds64"u8) && container != "WAV")
            {
                sizeFromDs64 = ReadDs64(stream, size);
            }
            else if (word[..4].SequenceEqual("data"u8))
            {
                data ??= (body, size);
            }

            var next = body + (size == uint.MaxValue && sizeFromDs64 is { } real ? real : size);
            if (next > stream.Length || next < body)
            {
                break;
            }

            stream.Position = next;
            SkipPadding(stream, size);
        }

        if (format is null)
        {
            throw AudioException.DecodeFailed($"truncated {container} header: no 'fmt ' chunk");
        }

        if (data is not { } found)
        {
            throw AudioException.DecodeFailed($"truncated {container} header: no 'data' chunk");
        }

        return new WaveHeader(container, format, found.Start, DeclaredSize(found.Size, sizeFromDs64, stream.Length - found.Start));
    }

    private static long? DeclaredSize(uint size, long? sizeFromDs64, long available)
    {
        if (size == uint.MaxValue && sizeFromDs64 is { } real)
        {
            return real;
        }

        return size >= SmallestPlaceholder && size > available ? null : size;
    }

    private static long ReadDs64(Stream stream, uint size)
    {
        Span<byte> body = stackalloc byte[16];
        if (size < body.Length)
        {
            throw AudioException.DecodeFailed($"the 'ds64' chunk has {size} bytes, at least {body.Length} are needed");
        }

        ReadExactly(stream, body, "the 'ds64' chunk");
        var dataBytes = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        return dataBytes >= 0
            ? dataBytes
            : throw AudioException.DecodeFailed($"the 'ds64' chunk declares {dataBytes} bytes of audio");
    }

    /// <summary>Chunks of odd size are followed by a zero byte, except in files of writers that forget it.</summary>
    private static void SkipPadding(Stream stream, uint size)
    {
        if (size % 2 != 0 && stream.Position < stream.Length && stream.ReadByte() != 0)
        {
            stream.Position--;
        }
    }

    internal static void ReadExactly(Stream stream, Span<byte> buffer, string what)
    {
        if (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw AudioException.DecodeFailed($"truncated header: the file ends within {what}");
        }
    }
}
