namespace NAudio.Wave;

/// <summary>Where the format and the audio stand in a RIFF or RF64 file.</summary>
internal sealed record WaveFileHeader(WaveFormat Format, long DataPosition, long DataLength)
{
    private const int ChunkHeaderSize = 8;
    private const int Ds64Size = 24;

    public static WaveFileHeader Read(Stream stream)
    {
        var reader = new BinaryReader(stream);
        var isRf64 = ReadName(reader) switch
        {
            "RIFF" => false,
            "RF64" => true,
            _ => throw new FormatException("Not a WAVE file - no RIFF header"),
        };
        long riffSize = reader.ReadUInt32();
        if (ReadName(reader) != "WAVE")
        {
            throw new FormatException("Not a WAVE file - no WAVE header");
        }

        long rf64DataLength = 0;
        if (isRf64)
        {
            (riffSize, rf64DataLength) = ReadDs64(reader);
        }

        WaveFormat? format = null;
        long dataPosition = -1;
        long dataLength = 0;
        var end = Math.Min(riffSize + ChunkHeaderSize, stream.Length);
        while (stream.Position <= end - ChunkHeaderSize)
        {
            var name = ReadName(reader);
            var length = reader.ReadUInt32();
            if (name == "data")
            {
                dataPosition = stream.Position;
                dataLength = Math.Min(isRf64 ? rf64DataLength : length, stream.Length - dataPosition);
                stream.Position += dataLength;
            }
            else if (name == "fmt ")
            {
                format = WaveFormat.FromFormatChunk(reader, (int)Math.Min(length, int.MaxValue));
            }
            else if (length > stream.Length - stream.Position)
            {
                // Junk behind the audio is no reason to refuse the file.
                break;
            }
            else
            {
                stream.Position += length;
            }

            // An odd chunk is followed by a zero byte, except from writers that forget it.
            if (length % 2 != 0 && stream.Position < stream.Length && reader.ReadByte() != 0)
            {
                stream.Position--;
            }
        }

        if (format is null)
        {
            throw new FormatException("Invalid WAV file - No fmt chunk found");
        }

        if (dataPosition < 0)
        {
            throw new FormatException("Invalid WAV file - No data chunk found");
        }

        return format.BlockAlign > 0
            ? new WaveFileHeader(format, dataPosition, dataLength)
            : throw new InvalidDataException($"Invalid WAV file - block align is {format.BlockAlign}");
    }

    /// <summary>RF64 (EBU Tech 3306) keeps its 64-bit sizes in a chunk that must come first.</summary>
    private static (long RiffSize, long DataLength) ReadDs64(BinaryReader reader)
    {
        if (ReadName(reader) != "ds64")
        {
            throw new FormatException("Invalid RF64 WAV file - No ds64 chunk found");
        }

        var size = reader.ReadUInt32();
        var riffSize = reader.ReadInt64();
        var dataLength = reader.ReadInt64();
        _ = reader.ReadInt64();
        reader.BaseStream.Position += Math.Max(0, size - (long)Ds64Size);
        return (riffSize, dataLength);
    }

    private static string ReadName(BinaryReader reader)
    {
        var bytes = reader.ReadBytes(4);
        return bytes.Length == 4 ? System.Text.Encoding.Latin1.GetString(bytes) : throw new EndOfStreamException("The file ends within its header");
    }
}
