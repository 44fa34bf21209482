using System.Buffers.Binary;
using System.Text;
using NAudio.Wave;

namespace NAudio.Tests.Wave;

public sealed class AiffFileReaderTests
{
    /// <summary>80-bit extended precision: 44100 = 0xAC44 × 2^0, with the leading one at the top of the mantissa.</summary>
    private static readonly byte[] Rate44100 = [0x40, 0x0E, 0xAC, 0x44, 0, 0, 0, 0, 0, 0];

    [Theory]
    [InlineData(8, new byte[] { 0x80, 0x40 })]
    [InlineData(16, new byte[] { 0x80, 0, 0x40, 0 })]
    [InlineData(24, new byte[] { 0x80, 0, 0, 0x40, 0, 0 })]
    [InlineData(32, new byte[] { 0x80, 0, 0, 0, 0x40, 0, 0, 0 })]
    public void Big_endian_signed_samples_become_floats(int bits, byte[] data)
    {
        using var reader = new AiffFileReader(Aiff("AIFF", bits, data));

        reader.WaveFormat.ShouldBe(new WaveFormat(44100, bits, 1));
        reader.SampleCount.ShouldBe(2);
        WaveFileTests.ReadAll(reader.ToSampleProvider()).ShouldBe([-1f, 0.5f]);
    }

    [Fact]
    public void Uncompressed_AIFC_is_read_and_compressed_is_refused()
    {
        using var reader = new AiffFileReader(Aiff("AIFC", 16, [0x40, 0], "NONE"));
        WaveFileTests.ReadAll(reader.ToSampleProvider()).ShouldBe([0.5f]);

        Should.Throw<FormatException>(() => new AiffFileReader(Aiff("AIFC", 16, [0x40, 0], "ima4")));
    }

    [Fact]
    public void Chunks_between_are_listed_and_stepped_over()
    {
        var chunks = new List<AiffFileReader.AiffChunk>();
        using var stream = Aiff("AIFF", 16, [0x40, 0], between: Chunk("NAME", "odd"u8.ToArray()));

        AiffFileReader.ReadAiffHeader(stream, out var format, out var position, out var length, chunks);

        format.SampleRate.ShouldBe(44100);
        length.ShouldBe(2);
        chunks.ShouldHaveSingleItem().ChunkName.ShouldBe("NAME");
        stream.Position = position;
        stream.ReadByte().ShouldBe(0x40);
    }

    [Fact]
    public void A_file_without_sound_is_refused()
    {
        byte[] form = [.. "FORM"u8, 0, 0, 0, 4, .. "AIFF"u8];
        Should.Throw<FormatException>(() => new AiffFileReader(new MemoryStream(form)));
    }

    private static MemoryStream Aiff(string type, int bits, byte[] data, string? compression = null, byte[]? between = null)
    {
        var comm = new byte[18 + (compression is null ? 0 : 6)];
        BinaryPrimitives.WriteInt16BigEndian(comm, 1);
        BinaryPrimitives.WriteInt32BigEndian(comm.AsSpan(2), data.Length / (bits / 8));
        BinaryPrimitives.WriteInt16BigEndian(comm.AsSpan(6), (short)bits);
        Rate44100.CopyTo(comm, 8);
        if (compression is not null)
        {
            Encoding.Latin1.GetBytes(compression).CopyTo(comm, 18);
        }

        byte[] body = [.. Encoding.Latin1.GetBytes(type), .. Chunk("COMM", comm), .. between ?? [], .. Chunk("SSND", [.. new byte[8], .. data])];
        return new MemoryStream(Chunk("FORM", body));
    }

    private static byte[] Chunk(string name, byte[] body)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, body.Length);
        return [.. Encoding.Latin1.GetBytes(name), .. size, .. body, .. new byte[body.Length % 2]];
    }
}
