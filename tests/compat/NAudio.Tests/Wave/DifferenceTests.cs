using NAudio.Wave;

namespace NAudio.Tests.Wave;

/// <summary>Where the stand-in deliberately behaves differently from the official package; its README gives the reasons.</summary>
public sealed class DifferenceTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void A_partial_sample_at_the_end_is_dropped(int bits)
    {
        var bytes = new byte[(bits / 8) + 1];
        var source = new RawSourceWaveStream(bytes, 0, bytes.Length, new WaveFormat(8000, bits, 1));
        var buffer = new float[] { 9, 9, 9 };

        source.ToSampleProvider().Read(buffer).ShouldBe(1);

        buffer.ShouldBe([0, 9, 9]);
    }

    [Fact]
    public void An_rf64_length_beyond_the_end_shows_what_is_there()
    {
        using var stream = new MemoryStream();
        var writer = new BinaryWriter(stream);
        writer.Write("RF64"u8);
        writer.Write(uint.MaxValue);
        writer.Write("WAVEds64"u8);
        writer.Write(24);
        writer.Write(long.MaxValue / 2);
        writer.Write(long.MaxValue / 2);
        writer.Write(0L);
        writer.Write("fmt "u8);
        new WaveFormat(8000, 16, 1).Serialize(writer);
        writer.Write("data"u8);
        writer.Write(uint.MaxValue);
        writer.Write(0x4000);
        stream.Position = 0;

        using var reader = new WaveFileReader(stream);

        reader.Length.ShouldBe(4);
        WaveFileTests.ReadAll(reader.ToSampleProvider()).ShouldBe([0.5f, 0]);
    }
}
