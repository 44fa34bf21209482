using System.Buffers.Binary;

namespace ActorQueue.Audio.Decoding.Mpeg;

/// <summary>
/// The frame without audio in which encoders say how many follow: "Xing" or "Info" (Xing Inc.; extended by LAME with the encoder's delay and padding) or "VBRI" (Fraunhofer).
/// </summary>
/// <param name="Kind">Xing, Info or VBRI.</param>
/// <param name="Frames">Frames that follow; null when not said.</param>
/// <param name="TrimmedSamples">Samples of delay and padding that a decoder takes away; 0 when not said.</param>
internal sealed record MpegInfoFrame(string Kind, long? Frames, int TrimmedSamples)
{
    /// <summary>Enough of a frame to hold everything that is read here.</summary>
    public const int NeededBytes = 4 + 2 + 32 + 120 + 24;

    private const int FramesFlag = 1;
    private const int BytesFlag = 2;
    private const int TocFlag = 4;
    private const int QualityFlag = 8;
    private const int VbriOffset = 36;

    /// <summary>Reads the info from the bytes of a frame; null when it is a frame of audio.</summary>
    public static MpegInfoFrame? Read(MpegFrameHeader header, ReadOnlySpan<byte> frame)
    {
        if (header.Layer != 3)
        {
            return null;
        }

        // With a checksum the side info moves by two bytes, but not every encoder minds.
        var offset = MpegFrameHeader.Bytes + header.SideInfoBytes;
        return ReadXing(frame, offset) ?? ReadXing(frame, offset + 2) ?? ReadVbri(frame);
    }

    private static MpegInfoFrame? ReadXing(ReadOnlySpan<byte> frame, int offset)
    {
        if (frame.Length < offset + 12)
        {
            return null;
        }

        var info = frame[offset..];
        var kind = info.StartsWith("Xing"u8) ? "Xing" : info.StartsWith("Info"u8) ? "Info" : null;
        if (kind is null)
        {
            return null;
        }

        var flags = info[7];
        long? frames = (flags & FramesFlag) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(info[8..]) : null;
        var at = 8
            + ((flags & FramesFlag) != 0 ? 4 : 0)
            + ((flags & BytesFlag) != 0 ? 4 : 0)
            + ((flags & TocFlag) != 0 ? 100 : 0)
            + ((flags & QualityFlag) != 0 ? 4 : 0);

        // Behind the encoder's name and some levels: 12 bits of delay, 12 of padding.
        var trimmed = info.Length >= at + 24 && info[at] != 0
            ? ((info[at + 21] << 4) | (info[at + 22] >> 4)) + (((info[at + 22] & 0x0F) << 8) | info[at + 23])
            : 0;
        return new MpegInfoFrame(kind, frames, trimmed);
    }

    private static MpegInfoFrame? ReadVbri(ReadOnlySpan<byte> frame) =>
        frame.Length >= VbriOffset + 18 && frame[VbriOffset..].StartsWith("VBRI"u8)
            ? new MpegInfoFrame("VBRI", BinaryPrimitives.ReadUInt32BigEndian(frame[(VbriOffset + 14)..]), 0)
            : null;
}
