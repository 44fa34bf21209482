using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace NAudio.Wave;

/// <summary>The audio of an uncompressed AIFF file, turned to the byte order and the unsigned 8-bit form of WAV.</summary>
public class AiffFileReader : WaveStream
{
    private readonly Stream _stream;
    private readonly bool _ownsStream;
    private readonly WaveFormat _format;
    private readonly long _dataPosition;
    private readonly int _dataLength;

    public AiffFileReader(string aiffFile)
        : this(File.OpenRead(aiffFile)) => _ownsStream = true;

    /// <summary>The caller keeps the ownership of <paramref name="inputStream"/>.</summary>
    /// <exception cref="FormatException">Not an AIFF file, or a compressed one.</exception>
    public AiffFileReader(Stream inputStream)
    {
        _stream = inputStream;
        ReadAiffHeader(inputStream, out _format, out _dataPosition, out _dataLength, []);
        if (_format.BlockAlign <= 0)
        {
            throw new InvalidDataException($"Invalid AIFF file - block align is {_format.BlockAlign}");
        }

        _stream.Position = _dataPosition;
    }

    public override WaveFormat WaveFormat => _format;

    public override long Length => _dataLength;

    /// <summary>The number of frames.</summary>
    public long SampleCount => _dataLength / BlockAlign;

    public override long Position
    {
        get => _stream.Position - _dataPosition;
        set
        {
            var inside = Math.Min(value, Length);
            _stream.Position = _dataPosition + inside - (inside % BlockAlign);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length % BlockAlign != 0)
        {
            throw new ArgumentException($"Only whole blocks of {BlockAlign} bytes can be read, not {buffer.Length}", nameof(buffer));
        }

        var wanted = (int)Math.Clamp(Length - Position, 0, buffer.Length);
        wanted -= wanted % BlockAlign;
        var read = _stream.ReadAtLeast(buffer[..wanted], wanted, throwOnEndOfStream: false);
        read -= read % BlockAlign;
        TurnAround(buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Finds format and audio; all other chunks are added to <paramref name="chunks"/>.</summary>
    [SuppressMessage("Design", "CA1021", Justification = "The official signature.")]
    public static void ReadAiffHeader(
        Stream stream, out WaveFormat format, out long dataChunkPosition, out int dataChunkLength, List<AiffChunk> chunks)
    {
        var reader = new BinaryReader(stream);
        if (ReadName(reader) != "FORM")
        {
            throw new FormatException("Not an AIFF file - no FORM header.");
        }

        _ = ReadUInt32(reader);
        var type = ReadName(reader);
        if (type is not ("AIFF" or "AIFC"))
        {
            throw new FormatException("Not an AIFF file - no AIFF/AIFC header.");
        }

        WaveFormat? found = null;
        dataChunkPosition = -1;
        dataChunkLength = 0;
        while (stream.Position < stream.Length)
        {
            var chunk = new AiffChunk((uint)stream.Position, ReadName(reader), ReadUInt32(reader));
            var body = stream.Position;
            if (chunk.ChunkName == "\0\0\0\0" || body + chunk.ChunkLength > stream.Length)
            {
                break;
            }

            switch (chunk.ChunkName)
            {
                case "COMM":
                    found = ReadFormat(reader, isCompressed: type == "AIFC" && chunk.ChunkLength > 18);
                    break;
                case "SSND":
                    var offset = ReadUInt32(reader);
                    _ = ReadUInt32(reader);
                    var length = (long)chunk.ChunkLength - 8 - offset;
                    if (length > int.MaxValue)
                    {
                        throw new FormatException($"Invalid AIFF file - {length} bytes of sound data exceed 2 GB.");
                    }

                    dataChunkPosition = body + 8 + offset;
                    dataChunkLength = (int)Math.Max(0, length);
                    break;
                default:
                    chunks?.Add(chunk);
                    break;
            }

            stream.Position = body + chunk.ChunkLength;
        }

        format = found ?? throw new FormatException("Invalid AIFF file - No COMM chunk found.");
        if (dataChunkPosition < 0)
        {
            throw new FormatException("Invalid AIFF file - No SSND chunk found.");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsStream)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private static WaveFormat ReadFormat(BinaryReader reader, bool isCompressed)
    {
        var channels = BinaryPrimitives.ReadInt16BigEndian(ReadBytes(reader, 2));
        _ = ReadUInt32(reader);
        var bits = BinaryPrimitives.ReadInt16BigEndian(ReadBytes(reader, 2));
        var rate = ReadBytes(reader, 10);

        // 80-bit extended precision: 15 bits of exponent, then 64 of mantissa with an explicit leading one.
        var exponent = (BinaryPrimitives.ReadUInt16BigEndian(rate) & 0x7FFF) - 16383 - 63;
        var sampleRate = (int)Math.ScaleB((double)BinaryPrimitives.ReadUInt64BigEndian(rate.AsSpan(2)), exponent);
        if (isCompressed && !ReadName(reader).Equals("NONE", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException("Compressed AIFC is not supported.");
        }

        return new WaveFormat(sampleRate, bits, channels);
    }

    private void TurnAround(Span<byte> bytes)
    {
        var size = _format.BitsPerSample / 8;
        switch (_format.BitsPerSample)
        {
            case 8:
                // AIFF counts from −128, WAV from 0.
                foreach (ref var value in bytes)
                {
                    value ^= 0x80;
                }

                break;
            case 16 or 24 or 32:
                for (var at = 0; at < bytes.Length; at += size)
                {
                    bytes.Slice(at, size).Reverse();
                }

                break;
            default:
                throw new FormatException("Unsupported PCM format.");
        }
    }

    private static byte[] ReadBytes(BinaryReader reader, int count)
    {
        var bytes = reader.ReadBytes(count);
        return bytes.Length == count ? bytes : throw new InvalidDataException("The file ends within a chunk");
    }

    private static uint ReadUInt32(BinaryReader reader) => BinaryPrimitives.ReadUInt32BigEndian(ReadBytes(reader, 4));

    private static string ReadName(BinaryReader reader) => System.Text.Encoding.Latin1.GetString(ReadBytes(reader, 4));

    /// <summary>A chunk of the file; the length includes the padding byte of odd chunks.</summary>
    public struct AiffChunk
    {
        public uint ChunkLength;
        public string ChunkName;
        public uint ChunkStart;

        public AiffChunk(uint start, string name, uint length)
        {
            ChunkStart = start;
            ChunkName = name;
            ChunkLength = length + (length % 2);
        }
    }
}
