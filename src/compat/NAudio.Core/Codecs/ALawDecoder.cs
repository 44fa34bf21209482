namespace NAudio.Codecs;

/// <summary>ITU-T G.711 A-law to 16-bit linear.</summary>
#pragma warning disable RCS1102 // The official type is not static, so user code may hold an instance.
public class ALawDecoder
#pragma warning restore RCS1102
{
    private static readonly short[] Table = BuildTable();

    public static short ALawToLinearSample(byte aLaw) => Table[aLaw];

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
            // G.711 inverts the even bits on the line; a set top bit then means positive.
            var value = code ^ 0x55;
            var segment = (value >> 4) & 7;
            var step = ((value & 0x0F) << 4) + 8;
            var magnitude = segment == 0 ? step : (step + 0x100) << (segment - 1);
            table[code] = (short)((value & 0x80) != 0 ? magnitude : -magnitude);
        }

        return table;
    }
}
