using System.Buffers.Binary;

namespace ActorQueue.Audio.Decoding.Mpeg;

/// <summary>The frames of an MPEG audio file, walked once from header to header to learn how much audio there must be.</summary>
/// <param name="First">The header of the first frame.</param>
/// <param name="Info">What the first frame says about the others; null when it is audio itself.</param>
/// <param name="AudioStart">Where the first frame of audio stands.</param>
/// <param name="Frames">Whole frames of audio.</param>
/// <param name="IsVariableRate">Whether their bitrates differ.</param>
/// <param name="IsCut">The last frame is incomplete.</param>
/// <param name="JunkBytes">Bytes between frames that belong to no frame or tag.</param>
/// <param name="ChangedAtFrame">After how many frames rate, version or layer change; null when they never do.</param>
internal sealed record MpegScan(
    MpegFrameHeader First,
    MpegInfoFrame? Info,
    long AudioStart,
    long Frames,
    bool IsVariableRate,
    bool IsCut,
    long JunkBytes,
    long? ChangedAtFrame)
{
    private const int Id3v1Bytes = 128;
    private const int ApeHeaderBytes = 32;

    /// <summary>Walks the file; null when it has no frames.</summary>
    public static MpegScan? Read(Stream stream)
    {
        var bytes = new ForwardBytes(stream);
        var tag = Id3Tag.SizeOf(bytes.At(0, Id3Tag.HeaderBytes));
        if (MpegStream.FindFirstFrame(stream, tag) is not { } start)
        {
            return null;
        }

        var first = start.Header;
        var info = MpegInfoFrame.Read(first, bytes.At(start.Offset, Math.Min(first.Length, MpegInfoFrame.NeededBytes)));
        var audioStart = info is null ? start.Offset : start.Offset + first.Length;
        var at = audioStart;
        long frames = 0;
        long junk = 0;
        int? bitrate = null;
        var isVariable = false;
        var isCut = false;
        while (at < bytes.Length)
        {
            var head = bytes.At(at, ApeHeaderBytes);
            if (MpegFrameHeader.TryRead(head, out var header) && header.BelongsWith(first))
            {
                if (at + header.Length > bytes.Length)
                {
                    isCut = true;
                    break;
                }

                frames++;
                isVariable |= bitrate is { } known && known != header.BitrateKbps;
                bitrate = header.BitrateKbps;
                at += header.Length;
            }
            else if (TagBytes(head) is > 0 and var tagBytes)
            {
                at += tagBytes;
            }
            else if (Resume(stream, at) is { } next)
            {
                if (!next.Header.BelongsWith(first))
                {
                    return new MpegScan(first, info, audioStart, frames, isVariable, isCut, junk, frames);
                }

                junk += next.Offset - at;
                at = next.Offset;
            }
            else
            {
                junk += bytes.Length - at;
                break;
            }
        }

        return new MpegScan(first, info, audioStart, frames, isVariable, isCut, junk, ChangedAtFrame: null);
    }

    /// <summary>Frames go on somewhere behind junk, if at all: looked for piece by piece to the end of the file.</summary>
    private static (long Offset, MpegFrameHeader Header)? Resume(Stream stream, long at)
    {
        for (; at < stream.Length; at += MpegStream.SearchBytes)
        {
            if (MpegStream.FindFirstFrame(stream, at) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static long TagBytes(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("TAG"u8))
        {
            return Id3v1Bytes;
        }

        if (head.Length >= ApeHeaderBytes && head.StartsWith("APETAGEX"u8))
        {
            return ApeHeaderBytes + BinaryPrimitives.ReadUInt32LittleEndian(head[12..]);
        }

        return Id3Tag.SizeOf(head);
    }
}
