using System.Buffers.Binary;

namespace ActorQueue.Audio.Decoding.Mpeg;

/// <summary>The four bytes before each frame of MPEG audio (ISO/IEC 11172-3 §2.4.1.3, 13818-3 §2.4.1.3, and the unofficial MPEG 2.5).</summary>
/// <param name="Bits">The header as one big-endian number.</param>
/// <param name="Version">10 for MPEG 1, 20 for MPEG 2, 25 for MPEG 2.5.</param>
/// <param name="Layer">1 to 3.</param>
/// <param name="BitrateKbps">Of this frame; the rest of the stream may differ.</param>
/// <param name="SampleRateHz">Frames per second.</param>
/// <param name="Channels">1 or 2.</param>
internal readonly record struct MpegFrameHeader(uint Bits, int Version, int Layer, int BitrateKbps, int SampleRateHz, int Channels)
{
    public const int Bytes = 4;

    /// <summary>Sync word, version, layer and rate: what stays the same from frame to frame of one stream.</summary>
    private const uint StreamMask = 0xFFFE_0C00;

    private static ReadOnlySpan<short> Layer1 => [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448];

    private static ReadOnlySpan<short> Layer2 => [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];

    private static ReadOnlySpan<short> Layer3 => [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];

    private static ReadOnlySpan<short> LowRateLayer1 => [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];

    private static ReadOnlySpan<short> LowRateLayers2And3 => [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

    private static ReadOnlySpan<int> Rates => [44100, 48000, 32000];

    /// <summary>Frames of decoded audio in this frame of the stream.</summary>
    public int Samples => Layer switch
    {
        1 => 384,
        2 => 1152,
        _ => Version == 10 ? 1152 : 576,
    };

    /// <summary>Bytes from this header to the next.</summary>
    public int Length
    {
        get
        {
            var padding = (int)(Bits >> 9) & 1;
            return Layer == 1
                ? ((12_000 * BitrateKbps / SampleRateHz) + padding) * 4
                : (Samples / 8 * 1000 * BitrateKbps / SampleRateHz) + padding;
        }
    }

    /// <summary>Bytes between the header and the main data of a layer III frame.</summary>
    public int SideInfoBytes => (Version == 10, Channels) switch
    {
        (true, 1) => 17,
        (true, _) => 32,
        (false, 1) => 9,
        _ => 17,
    };

    public bool BelongsWith(MpegFrameHeader other) => ((Bits ^ other.Bits) & StreamMask) == 0;

    /// <summary>Reads a header; refuses reserved values and the free bitrate, whose frames have no length.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MpegFrameHeader header)
    {
        header = default;
        if (bytes.Length < Bytes)
        {
            return false;
        }

        var bits = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var versionBits = (int)(bits >> 19) & 3;
        var layerBits = (int)(bits >> 17) & 3;
        var bitrateIndex = (int)(bits >> 12) & 15;
        var rateIndex = (int)(bits >> 10) & 3;
        if (bits >> 21 != 0x7FF || versionBits == 1 || layerBits == 0 || bitrateIndex is 0 or 15 || rateIndex == 3)
        {
            return false;
        }

        var version = versionBits switch { 3 => 10, 2 => 20, _ => 25 };
        var layer = 4 - layerBits;
        var bitrates = (version, layer) switch
        {
            (10, 1) => Layer1,
            (10, 2) => Layer2,
            (10, _) => Layer3,
            (_, 1) => LowRateLayer1,
            _ => LowRateLayers2And3,
        };
        var rate = Rates[rateIndex] / version switch { 10 => 1, 20 => 2, _ => 4 };
        var channels = ((bits >> 6) & 3) == 3 ? 1 : 2;
        header = new MpegFrameHeader(bits, version, layer, bitrates[bitrateIndex], rate, channels);
        return true;
    }
}
