using System.Buffers.Binary;
using ActorQueue.Audio.Decoding.SoundFile;

namespace ActorQueue.Audio.Decoding.Mpeg;

/// <summary>
/// Opens MPEG audio through libsndfile. libsndfile believes the info frame, or guesses the length from the first bitrate, and decodes no more than that: half of a
/// variable-rate file without info frame, the first of several joined files. So the frames are counted here, and where the file's own word is wrong or
/// missing libsndfile is given a true one.
/// </summary>
internal static class MpegDecoder
{
    /// <summary>Decoders start or end a frame or two early or late.</summary>
    private const int ToleranceInFrames = 3;

    public static AudioSource Open(Stream stream, CancellationToken cancellationToken)
    {
        if (MpegScan.Read(stream, cancellationToken) is not { Frames: > 0 } scan)
        {
            throw AudioException.DecodeFailed("the MP3 file holds no whole frame of audio");
        }

        var first = scan.First;
        AudioFormat.Validate("MP3", first.SampleRateHz, first.Channels);
        if (scan.ChangedAtFrame is { } changed)
        {
            throw AudioException.DecodeFailed(
                $"the sample rate or layer changes after {(double)changed * first.Samples / first.SampleRateHz:0.###} s: differing MP3 files were joined");
        }

        // Encoders may count the info frame itself.
        if (scan.Info?.Frames is { } promised && promised > scan.Frames + 1)
        {
            throw CheckedSamples.Truncated(promised * first.Samples, scan.Frames * first.Samples, first.SampleRateHz);
        }

        var isTrusted = scan.Info is { Kind: not "VBRI", Frames: { } said } && said >= scan.Frames - 1;
        var trimmed = isTrusted ? scan.Info!.TrimmedSamples : 0;
        // libmpg123 complains about junk on the terminal and gives up after a kilobyte of it, so it is shown frames only.
        var runs = isTrusted || scan.Info is null ? scan.Runs : WithoutInfoFrame(scan);
        var content = new SplicedStream(isTrusted ? [] : TrueInfoFrame(first, scan.Frames), stream, runs);
        var reader = SoundFileDecoder.OpenReader(content, "MP3");
        var format = new AudioFormat("MP3", $"MPEG layer {first.Layer}", reader.WaveFormat.SampleRate, reader.WaveFormat.Channels, null);
        return new AudioSource(first.Layer == 3 ? format with { Codec = "MP3" } : format, reader)
        {
            DeclaredFrames = Math.Max(1, (scan.Frames * first.Samples) - trimmed),
            ToleranceFrames = ToleranceInFrames * first.Samples,
            Warnings = [.. Warnings(scan, isTrusted)],
            Owned = reader,
        };
    }

    private static IReadOnlyList<ByteRun> WithoutInfoFrame(MpegScan scan)
    {
        var start = scan.Runs[0];
        return [new ByteRun(start.Start + scan.First.Length, start.Length - scan.First.Length), .. scan.Runs.Skip(1)];
    }

    private static IEnumerable<string> Warnings(MpegScan scan, bool isTrusted)
    {
        if (scan.Info?.Frames is { } said && said < scan.Frames - 1)
        {
            yield return $"the info frame declares {said} frames, the file holds {scan.Frames}: several files were joined; all were read";
        }
        else if (!isTrusted && scan.IsVariableRate)
        {
            yield return "a variable-rate file without info frame: its length was counted";
        }

        if (scan.IsCut)
        {
            yield return "the last frame is incomplete: the file may have been cut";
        }

        if (scan.JunkBytes > 0)
        {
            yield return $"{scan.JunkBytes} bytes between the frames are no audio: the file may be damaged";
        }
    }

    /// <summary>An empty frame of the stream's own kind that says how many frames follow.</summary>
    private static byte[] TrueInfoFrame(MpegFrameHeader first, long frames)
    {
        const uint bitrateMask = 0xF000;
        const uint noChecksum = 0x1_0000;
        const uint padding = 0x200;
        const int spaceForInfo = 160;
        for (uint index = 1; index < 15; index++)
        {
            var bits = (first.Bits & ~bitrateMask & ~padding) | noChecksum | (index << 12);
            var bytes = new byte[MpegFrameHeader.Bytes];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, bits);
            if (first.Layer != 3 || !MpegFrameHeader.TryRead(bytes, out var header) || header.Length < spaceForInfo)
            {
                continue;
            }

            var frame = new byte[header.Length];
            bytes.CopyTo(frame, 0);
            var info = frame.AsSpan(MpegFrameHeader.Bytes + header.SideInfoBytes);
            "Xing"u8.CopyTo(info);
            info[7] = 1;
            BinaryPrimitives.WriteUInt32BigEndian(info[8..], (uint)Math.Min(frames, uint.MaxValue));
            return frame;
        }

        // Layers I and II have constant rates and no info frame.
        return [];
    }
}
