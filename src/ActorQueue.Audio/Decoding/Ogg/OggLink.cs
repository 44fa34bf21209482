using System.Buffers.Binary;

namespace ActorQueue.Audio.Decoding.Ogg;

/// <summary>One logical audio stream of an Ogg file; a chained file has several, one behind the other.</summary>
internal sealed class OggLink
{
    /// <summary>A stream that starts later than this was cut out of a broadcast: its granule positions count from long before.</summary>
    private const int LatestStartSeconds = 8;

    /// <summary>Opus granule positions always count at this rate (RFC 7845 §4).</summary>
    private const int OpusGranuleRate = 48_000;

    public required long Start { get; init; }

    public required uint Serial { get; init; }

    public required string Codec { get; init; }

    public required int Channels { get; init; }

    /// <summary>Granules a second.</summary>
    public required int GranuleRate { get; init; }

    /// <summary>Granules at the start that are decoded but not heard (Opus).</summary>
    public required int PreSkip { get; init; }

    /// <summary>Whether the channels have the speakers of Vorbis I §4.3.9 (Opus: mapping families 0 and 1).</summary>
    public required bool HasSpeakers { get; init; }

    /// <summary>Where the next link starts, or the file ends.</summary>
    public long End { get; set; }

    public long FirstGranule { get; set; } = -1;

    public long LastGranule { get; set; }

    public bool HasEnd { get; set; }

    /// <summary>Frames of this link at the decoder's rate; null when its granule positions do not tell.</summary>
    public long? FramesAt(int sampleRateHz) => FirstGranule < 0 || FirstGranule > (long)LatestStartSeconds * GranuleRate
        ? null
        : (long)((Int128)Math.Max(0, LastGranule - PreSkip) * sampleRateHz / GranuleRate);

    /// <summary>Reads the first packet of a logical stream; null when it is not audio.</summary>
    public static OggLink? FromFirstPacket(long start, uint serial, ReadOnlySpan<byte> packet)
    {
        if (packet.Length >= 16 && packet.StartsWith("\u0001vorbis"u8))
        {
            return Create("Vorbis", packet[11], BinaryPrimitives.ReadInt32LittleEndian(packet[12..]), 0);
        }

        if (packet.Length >= 12 && packet.StartsWith("OpusHead"u8))
        {
            var preSkip = BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]);
            return Create("Opus", packet[9], OpusGranuleRate, preSkip, hasSpeakers: packet.Length > 18 && packet[18] <= 1);
        }

        if (packet.Length >= 34 && packet.StartsWith("\u007FFLAC"u8))
        {
            // The native STREAMINFO block stands behind 13 bytes of mapping and 4 of block header.
            var packed = BinaryPrimitives.ReadUInt64BigEndian(packet[27..]);
            return Create("FLAC", (int)((packed >> 41) & 7) + 1, (int)(packed >> 44), 0);
        }

        return packet.Length >= 52 && packet.StartsWith("Speex   "u8)
            ? Create(
                "Speex",
                BinaryPrimitives.ReadInt32LittleEndian(packet[48..]),
                BinaryPrimitives.ReadInt32LittleEndian(packet[36..]),
                0)
            : null;

        OggLink Create(string codec, int channels, int granuleRate, int preSkip, bool hasSpeakers = true)
        {
            return new OggLink
            {
                Start = start,
                Serial = serial,
                Codec = codec,
                Channels = channels,
                GranuleRate = granuleRate,
                PreSkip = preSkip,
                HasSpeakers = hasSpeakers,
            };
        }
    }
}
