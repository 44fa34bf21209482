using System.Buffers;

namespace ActorQueue.Audio.Decoding.Mpeg;

/// <summary>Finds the frames of MPEG audio between tags and junk.</summary>
internal static class MpegStream
{
    /// <summary>Frames in a row that make a stream; fewer occur in random bytes.</summary>
    private const int FramesInARow = 4;

    /// <summary>How much junk before the first frame is tolerated.</summary>
    internal const int SearchBytes = 64 * 1024;

    /// <summary>More than the longest frames in a row have (1,441 bytes at 32 kHz and 160 kb/s of layer II, less elsewhere).</summary>
    private const int LookAheadBytes = 16 * 1024;

    /// <summary>The offset and header of the first frame that is followed by others of its kind, or by the end of the file.</summary>
    public static (long Offset, MpegFrameHeader Header)? FindFirstFrame(Stream stream, long start)
    {
        if (start >= stream.Length)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(SearchBytes + LookAheadBytes);
        try
        {
            stream.Position = start;
            var size = stream.ReadAtLeast(buffer.AsSpan(0, SearchBytes + LookAheadBytes), SearchBytes + LookAheadBytes, throwOnEndOfStream: false);
            var bytes = buffer.AsSpan(0, size);
            var isWholeRest = start + size >= stream.Length;
            for (var at = 0; at < Math.Min(size, SearchBytes); at++)
            {
                var next = bytes[at..].IndexOf((byte)0xFF);
                if (next < 0)
                {
                    return null;
                }

                at += next;
                if (MpegFrameHeader.TryRead(bytes[at..], out var header) && IsFollowed(bytes[at..], header, isWholeRest))
                {
                    return (start + at, header);
                }
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Looks only at what is in memory: a file full of false headers must not cost a read for each.</summary>
    private static bool IsFollowed(ReadOnlySpan<byte> bytes, MpegFrameHeader first, bool isWholeRest)
    {
        var header = first;
        var offset = 0;
        for (var frame = 1; frame < FramesInARow; frame++)
        {
            offset += header.Length;
            if (offset + MpegFrameHeader.Bytes > bytes.Length)
            {
                // A file this short still has to have two whole frames to be believed, or exactly one.
                return isWholeRest && (frame > 2 || offset == bytes.Length);
            }

            if (!MpegFrameHeader.TryRead(bytes[offset..], out header) || !header.BelongsWith(first))
            {
                return frame > 1 && bytes[offset..].StartsWith("TAG"u8);
            }
        }

        return true;
    }
}
