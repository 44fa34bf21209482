using System.Buffers.Binary;
using ActorQueue.Audio.Decoding.Mpeg;
using ActorQueue.Audio.Decoding.SoundFile;

namespace ActorQueue.Audio.Decoding.Flac;

/// <summary>
/// Opens native FLAC (RFC 9639) through libsndfile and holds it to the frame count of its STREAMINFO block: libsndfile ends quietly where a file
/// is damaged.
/// </summary>
internal static class FlacDecoder
{
    private const int StreamInfoBytes = 34;

    public static AudioSource Open(Stream stream)
    {
        var bytes = new ForwardBytes(stream);
        var start = Id3Tag.SizeOf(bytes.At(0, Id3Tag.HeaderBytes));
        var head = bytes.At(start, 8 + StreamInfoBytes);
        if (head.Length < 8 + StreamInfoBytes || (head[4] & 0x7F) != 0)
        {
            throw AudioException.DecodeFailed("truncated header: the FLAC file ends before its STREAMINFO block");
        }

        // 20 bits of rate, 3 of channels, 5 of sample size, 36 of frame count.
        var packed = BinaryPrimitives.ReadUInt64BigEndian(head[18..]);
        var rate = (int)(packed >> 44);
        var channels = (int)((packed >> 41) & 7) + 1;
        var bits = (int)((packed >> 36) & 31) + 1;
        var frames = (long)(packed & 0xF_FFFF_FFFF);
        AudioFormat.Validate("FLAC", rate, channels);

        var window = new FrameWindow(stream, start, stream.Length - start, blockAlign: 1);
        var reader = SoundFileDecoder.OpenReader(window, "FLAC");
        var format = new AudioFormat(
            "FLAC", "FLAC", reader.WaveFormat.SampleRate, reader.WaveFormat.Channels, bits, StandardChannelMask(channels));
        return new AudioSource(format, reader)
        {
            DeclaredFrames = frames > 0 ? frames : null,
            Warnings = frames > 0 ? [] : ["the header declares no length; whether the file is whole cannot be checked"],
            Owned = reader,
        };
    }

    /// <summary>RFC 9639 §9.1.3: the speakers of each channel count.</summary>
    private static int StandardChannelMask(int channels) => channels switch
    {
        1 => 0x4,
        2 => 0x3,
        3 => 0x7,
        4 => 0x33,
        5 => 0x37,
        6 => 0x3F,
        7 => 0x70F,
        _ => 0x63F,
    };
}
