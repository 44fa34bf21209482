namespace NAudio.Codecs;

/// <summary>ITU-T G.711 µ-law to 16-bit linear.</summary>
public static class MuLawDecoder
{
    /// <summary>The offset that the encoder adds so that every segment starts at a power of two.</summary>
    private const int Bias = 0x84;

    private static readonly short[] Table = BuildTable();

    public static short MuLawToLinearSample(byte muLaw) => Table[muLaw];

    public static void Decode(ReadOnlySpan<byte> source, Span<short> destination)
    {
        if (destination.Length < source.Length)
        {
            throw new ArgumentException("The destination is too short", nameof(destination));
        }

        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = Table[source[i]];
        }
    }

    private static short[] BuildTable()
    {
        var table = new short[256];
        for (var code = 0; code < table.Length; code++)
        {
            // All bits are inverted on the line; a set top bit then means negative.
            var value = ~code & 0xFF;
            var magnitude = ((((value & 0x0F) << 3) + Bias) << ((value >> 4) & 7)) - Bias;
            table[code] = (short)((value & 0x80) != 0 ? -magnitude : magnitude);
        }

        return table;
    }
}
