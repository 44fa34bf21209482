using System.Buffers.Binary;

namespace ActorQueue.Audio.Decoding.FFmpeg;

/// <summary>
/// The length that an ASF (WMA) file declares: Microsoft, Advanced Systems Format, §3.2. ffprobe keeps it to itself when the file is shorter than declared and tells
/// how much is left instead, which is how a cut file would pass for a whole one.
/// </summary>
internal static class AsfHeader
{
    private const int ObjectHeaderBytes = 24;
    private const int HeaderBytes = ObjectHeaderBytes + 6;
    private const int FilePropertiesBytes = 104;
    private const int MaximumObjects = 1000;
    private const uint BroadcastFlag = 1;

    /// <summary>8CABDCA1-A947-11CF-8EE4-00C00C205365</summary>
    private static ReadOnlySpan<byte> FileProperties =>
        [0xA1, 0xDC, 0xAB, 0x8C, 0x47, 0xA9, 0xCF, 0x11, 0x8E, 0xE4, 0x00, 0xC0, 0x0C, 0x20, 0x53, 0x65];

    /// <summary>Null when the file does not say.</summary>
    public static double? ReadSeconds(Stream stream)
    {
        var bytes = new ForwardBytes(stream);
        long at = HeaderBytes;
        for (var count = 0; count < MaximumObjects; count++)
        {
            var head = bytes.At(at, FilePropertiesBytes);
            if (head.Length < ObjectHeaderBytes)
            {
                return null;
            }

            if (head.StartsWith(FileProperties))
            {
                return head.Length == FilePropertiesBytes ? Seconds(head) : null;
            }

            var size = BinaryPrimitives.ReadUInt64LittleEndian(head[16..]);
            if (size < ObjectHeaderBytes || size > (ulong)(bytes.Length - at))
            {
                return null;
            }

            at += (long)size;
        }

        return null;
    }

    private static double? Seconds(ReadOnlySpan<byte> properties)
    {
        var play = BinaryPrimitives.ReadUInt64LittleEndian(properties[64..]) / 1e7;
        var preroll = BinaryPrimitives.ReadUInt64LittleEndian(properties[80..]) / 1e3;
        var isBroadcast = (BinaryPrimitives.ReadUInt32LittleEndian(properties[88..]) & BroadcastFlag) != 0;
        return !isBroadcast && play > preroll ? play - preroll : null;
    }
}
