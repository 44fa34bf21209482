using System.Buffers.Binary;
using System.IO.Compression;

namespace ActorQueue.Audio.Pictures;

/// <summary>PNG pictures with 8 bits a sample: true colour, or indexes into a palette (ISO/IEC 15948:2004, the PNG specification).</summary>
public static class PngWriter
{
    // Section 11.2.2, table 11.1.
    private const byte TrueColour = 2;
    private const byte Indexed = 3;

    private static readonly uint[] CrcTable = MakeCrcTable();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A picture of true colours.</summary>
    /// <param name="width">1 or more.</param>
    /// <param name="height">1 or more.</param>
    /// <param name="rgb">Red, green, blue of each pixel, rows from the top.</param>
    public static byte[] Rgb(int width, int height, ReadOnlySpan<byte> rgb) => Write(width, height, rgb, 3, []);

    /// <summary>A picture whose pixels are indexes into a palette.</summary>
    /// <param name="width">1 or more.</param>
    /// <param name="height">1 or more.</param>
    /// <param name="indexes">One byte a pixel, rows from the top, each less than the palette's colours.</param>
    /// <param name="palette">Red, green, blue of 1 to 256 colours.</param>
    public static byte[] Palette(int width, int height, ReadOnlySpan<byte> indexes, ReadOnlySpan<byte> palette)
    {
        if (palette.Length is < 3 or > 768 || palette.Length % 3 != 0)
        {
            throw new ArgumentException($"A palette has 1 to 256 colours of 3 bytes, this one {palette.Length} bytes.", nameof(palette));
        }

        return Write(width, height, indexes, 1, palette);
    }

    private static byte[] Write(int width, int height, ReadOnlySpan<byte> pixels, int bytesPerPixel, ReadOnlySpan<byte> palette)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != (long)width * height * bytesPerPixel)
        {
            throw new ArgumentException($"{width} × {height} pixels have {(long)width * height * bytesPerPixel} bytes, not {pixels.Length}.", nameof(pixels));
        }

        using var png = new MemoryStream();
        png.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = palette.IsEmpty ? TrueColour : Indexed;

        // Compression, filter method and interlace: the only ones, none.
        header[10..].Clear();
        Chunk(png, "IHDR"u8, header);
        if (!palette.IsEmpty)
        {
            Chunk(png, "PLTE"u8, palette);
        }

        Chunk(png, "IDAT"u8, Deflate(pixels, width * bytesPerPixel));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Deflate(ReadOnlySpan<byte> pixels, int stride)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (; !pixels.IsEmpty; pixels = pixels[stride..])
            {
                // Filter 0, none: differences of palette indexes mean nothing, and true colour is for small pictures.
                zlib.WriteByte(0);
                zlib.Write(pixels[..stride]);
            }
        }

        return deflated.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }

    // Annex D: the CRC of ISO 3309, polynomial 0x04C11DB7, bits reversed.
    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < table.Length; n++)
        {
            var crc = n;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }

            table[n] = crc;
        }

        return table;
    }
}
