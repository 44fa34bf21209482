using System.Buffers.Binary;

namespace ActorQueue.Audio.Decoding.Mpeg;

/// <summary>The frames of an MPEG audio file, walked once from header to header to learn how much audio there must be.</summary>
/// <param name="First">The header of the first frame.</param>
/// <param name="Info">What the first frame says about the others; null when it is audio itself.</param>
/// <param name="Runs">Where the frames stand, info frame included; tags and junk lie between the runs.</param>
/// <param name="Frames">Whole frames of audio.</param>
/// <param name="IsVariableRate">Whether their bitrates differ.</param>
/// <param name="IsCut">The last frame is incomplete.</param>
/// <param name="JunkBytes">Bytes between frames that belong to no frame or tag.</param>
/// <param name="ChangedAtFrame">After how many frames rate, version or layer change; null when they never do.</param>
internal sealed record MpegScan(
    MpegFrameHeader First,
    MpegInfoFrame? Info,
    IReadOnlyList<ByteRun> Runs,
    long Frames,
    bool IsVariableRate,
    bool IsCut,
    long JunkBytes,
    long? ChangedAtFrame)
{
    private const int Id3v1Bytes = 128;
    private const int ApeHeaderBytes = 32;

    /// <summary>More interruptions than this are not a damaged file but one made to exhaust memory.</summary>
    private const int MaximumRuns = 10_000;

    /// <summary>Walks the file; null when it has no frames.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled: a file of gigabytes takes a while.</exception>
    public static MpegScan? Read(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = new ForwardBytes(stream);
        var tag = Id3Tag.SizeOf(bytes.At(0, Id3Tag.HeaderBytes));
        if (MpegStream.FindFirstFrame(stream, tag) is not { } start)
        {
            return null;
        }

        var first = start.Header;
        var info = MpegInfoFrame.Read(first, bytes.At(start.Offset, Math.Min(first.Length, MpegInfoFrame.NeededBytes)));
        var at = info is null ? start.Offset : Math.Min(start.Offset + first.Length, bytes.Length);
        var runs = new List<ByteRun>();
        var runStart = start.Offset;
        long frames = 0;
        long junk = 0;
        int? bitrate = null;
        var isVariable = false;
        var isCut = false;
        while (at < bytes.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
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
            else
            {
                EndRun(at);
                var behindTag = at + TagBytes(head);
                if (Resume(stream, behindTag, cancellationToken) is not { } next)
                {
                    junk += Math.Max(0, bytes.Length - behindTag);
                    runStart = at = bytes.Length;
                    break;
                }

                if (!next.Header.BelongsWith(first))
                {
                    return new MpegScan(first, info, runs, frames, isVariable, isCut, junk, ChangedAtFrame: frames);
                }

                junk += next.Offset - behindTag;
                runStart = at = next.Offset;
            }
        }

        EndRun(at);
        return new MpegScan(first, info, runs, frames, isVariable, isCut, junk, ChangedAtFrame: null);

        void EndRun(long end)
        {
            if (runs.Count == MaximumRuns)
            {
                throw AudioException.DecodeFailed($"damaged beyond use: the MP3 frames are interrupted more than {MaximumRuns} times");
            }

            if (end > runStart)
            {
                runs.Add(new ByteRun(runStart, end - runStart));
            }
        }
    }

    /// <summary>Frames go on somewhere behind junk, if at all: looked for piece by piece to the end of the file.</summary>
    private static (long Offset, MpegFrameHeader Header)? Resume(Stream stream, long at, CancellationToken cancellationToken)
    {
        for (; at < stream.Length; at += MpegStream.SearchBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
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
