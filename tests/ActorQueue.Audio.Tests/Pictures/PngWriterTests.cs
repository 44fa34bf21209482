using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ActorQueue.Audio.Pictures;

namespace ActorQueue.Audio.Tests.Pictures;

public class PngWriterTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(1200, 128)]
    public void A_palette_picture_decodes_to_its_pixels(int width, int height)
    {
        var pixels = new byte[width * height];
        new Random(1).NextBytes(pixels);
        var chunks = Chunks(PngWriter.Palette(width, height, pixels, ColourMap.Palette));
        chunks.Select(chunk => chunk.Type).ShouldBe(["IHDR", "PLTE", "IDAT", "IEND"]);
        chunks[0].Data.ShouldBe([0, 0, (byte)(width >> 8), (byte)width, 0, 0, (byte)(height >> 8), (byte)height, 8, 3, 0, 0, 0]);
        chunks[1].Data.ShouldBe(ColourMap.Palette.ToArray());
        Pixels(chunks[2].Data, width).ShouldBe(pixels);
    }

    [Fact]
    public void A_true_colour_picture_decodes_to_its_pixels()
    {
        byte[] pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3];
        var chunks = Chunks(PngWriter.Rgb(2, 2, pixels));
        chunks.Select(chunk => chunk.Type).ShouldBe(["IHDR", "IDAT", "IEND"]);
        chunks[0].Data[9].ShouldBe((byte)2);
        Pixels(chunks[1].Data, 6).ShouldBe(pixels);
    }

    [Fact]
    public void The_end_of_a_picture_has_the_bytes_that_every_PNG_ends_with() =>
        PngWriter.Rgb(1, 1, [1, 2, 3])[^12..].ShouldBe([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]);

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Should.Throw<ArgumentException>(() => PngWriter.Rgb(2, 2, new byte[11]));
        Should.Throw<ArgumentException>(() => PngWriter.Palette(2, 2, new byte[4], new byte[4]));
        Should.Throw<ArgumentOutOfRangeException>(() => PngWriter.Rgb(0, 2, []));
    }

    [Fact]
    public void The_colour_map_gets_lighter_in_even_steps()
    {
        // CIE L* of sRGB, computed here the plain way: another scale than the map's own.
        var lightness = Enumerable.Range(0, 256).Select(i =>
        {
            var linear = ColourMap.Palette.Slice(3 * i, 3).ToArray().Select(value => value / 255.0).Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)).ToArray();
            var luminance = (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
            return luminance > 0.008856 ? (116 * Math.Cbrt(luminance)) - 16 : 903.3 * luminance;
        }).ToArray();
        lightness[0].ShouldBeLessThan(8);
        lightness[255].ShouldBeGreaterThan(90);
        for (var i = 16; i < 256; i += 16)
        {
            (lightness[i] - lightness[i - 16]).ShouldBeInRange(i == 16 ? 2 : 5, 7, $"at {i}");
        }
    }

    private static List<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        png[..8].ShouldBe([137, 80, 78, 71, 13, 10, 26, 10]);
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var type = Encoding.ASCII.GetString(png, at + 4, 4);
            BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)).ShouldBe(Crc(png.AsSpan(at + 4, 4 + length)), type);
            chunks.Add((type, png[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }

        return chunks;
    }

    private static byte[] Pixels(byte[] data, int stride)
    {
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress))
        {
            zlib.CopyTo(inflated);
        }

        return [.. inflated.ToArray().Chunk(stride + 1).SelectMany(row =>
        {
            row[0].ShouldBe((byte)0);
            return row[1..];
        })];
    }

    // Bit by bit, as ISO 3309 defines it.
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
