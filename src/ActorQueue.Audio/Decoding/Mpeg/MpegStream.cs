namespace ActorQueue.Audio.Decoding.Mpeg;

/// <summary>Finds the frames of MPEG audio between tags and junk.</summary>
internal static class MpegStream
{
    /// <summary>Frames in a row that make a stream; fewer occur in random bytes.</summary>
    private const int FramesInARow = 4;

    /// <summary>How much junk before the first frame is tolerated.</summary>
    internal const int SearchBytes = 64 * 1024;

    /// <summary>The offset and header of the first frame that is followed by others of its kind, or by the end of the file.</summary>
    public static (long Offset, MpegFrameHeader Header)? FindFirstFrame(Stream stream, long start)
    {
        if (start >= stream.Length)
        {
            return null;
        }

        var buffer = new byte[SearchBytes + MpegFrameHeader.Bytes];
        stream.Position = start;
        var bytes = buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        for (var at = 0; at + MpegFrameHeader.Bytes <= bytes.Length; at++)
        {
            var next = bytes[at..].IndexOf((byte)0xFF);
            if (next < 0)
            {
                return null;
            }

            at += next;
            if (MpegFrameHeader.TryRead(bytes[at..], out var header) && IsFollowed(stream, start + at, header))
            {
                return (start + at, header);
            }
        }

        return null;
    }

    private static bool IsFollowed(Stream stream, long offset, MpegFrameHeader first)
    {
        Span<byte> bytes = stackalloc byte[MpegFrameHeader.Bytes];
        var header = first;
        for (var frame = 1; frame < FramesInARow; frame++)
        {
            offset += header.Length;
            if (offset + MpegFrameHeader.Bytes > stream.Length)
            {
                // A stream this short still has to have two whole frames to be believed.
                return frame > 2 || offset == stream.Length;
            }

            stream.Position = offset;
            stream.ReadExactly(bytes);
            if (!MpegFrameHeader.TryRead(bytes, out header) || !header.BelongsWith(first))
            {
                return frame > 1 && bytes.StartsWith("TAG"u8);
            }
        }

        return true;
    }
}
