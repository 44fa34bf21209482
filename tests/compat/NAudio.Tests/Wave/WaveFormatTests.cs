using NAudio.Wave;

namespace NAudio.Tests.Wave;

public sealed class WaveFormatTests
{
    [Theory]
    [InlineData(44100, 16, 2, 4, 176400)]
    [InlineData(48000, 24, 6, 18, 864000)]
    [InlineData(8000, 8, 1, 1, 8000)]
    public void Pcm_sizes_follow_from_bits_and_channels(int rate, int bits, int channels, int blockAlign, int bytesPerSecond)
    {
        var format = new WaveFormat(rate, bits, channels);

        format.Encoding.ShouldBe(WaveFormatEncoding.Pcm);
        format.BlockAlign.ShouldBe(blockAlign);
        format.AverageBytesPerSecond.ShouldBe(bytesPerSecond);
        format.ExtraSize.ShouldBe(0);
    }

    [Fact]
    public void Float_is_32_bits_a_sample()
    {
        var format = WaveFormat.CreateIeeeFloatWaveFormat(96000, 2);

        format.Encoding.ShouldBe(WaveFormatEncoding.IeeeFloat);
        format.BitsPerSample.ShouldBe(32);
        format.BlockAlign.ShouldBe(8);
        format.AverageBytesPerSecond.ShouldBe(768000);
    }

    [Fact]
    public void No_channels_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new WaveFormat(44100, 16, 0));

    [Fact]
    public void Formats_with_the_same_fields_are_equal()
    {
        new WaveFormat(44100, 16, 2).ShouldBe(new WaveFormat(44100, 2));
        new WaveFormat(44100, 16, 2).GetHashCode().ShouldBe(new WaveFormat(44100, 2).GetHashCode());
        new WaveFormat(44100, 16, 2).ShouldNotBe(new WaveFormat(48000, 16, 2));
        WaveFormat.CreateIeeeFloatWaveFormat(44100, 1).ShouldNotBe(new WaveFormat(44100, 32, 1));
    }

    [Fact]
    public void A_latency_is_rounded_up_to_whole_blocks() =>
        new WaveFormat(44100, 24, 2).ConvertLatencyToByteSize(5).ShouldBe(1326);

    [Fact]
    public void A_serialized_format_reads_back()
    {
        using var stream = new MemoryStream();
        var written = WaveFormat.CreateIeeeFloatWaveFormat(48000, 2);
        written.Serialize(new BinaryWriter(stream));
        stream.Length.ShouldBe(4 + 18);
        stream.Position = 0;

        new WaveFormat(new BinaryReader(stream)).ShouldBe(written);
    }

    [Fact]
    public void Extra_bytes_of_a_format_chunk_are_kept()
    {
        using var stream = new MemoryStream();
        var extensible = new WaveFormatExtensible(48000, 24, 6);
        extensible.Serialize(new BinaryWriter(stream));
        stream.Position = 0;
        var reader = new BinaryReader(stream);

        var read = WaveFormat.FromFormatChunk(reader, reader.ReadInt32());

        read.Encoding.ShouldBe(WaveFormatEncoding.Extensible);
        var extra = read.ShouldBeOfType<WaveFormatExtraData>().ExtraData;
        read.ExtraSize.ShouldBe(22);
        BitConverter.ToInt16(extra).ShouldBe((short)24);
        BitConverter.ToInt32(extra, 2).ShouldBe(0x3F);
        new Guid(extra.AsSpan(6, 16)).ShouldBe(AudioMediaSubtypes.MEDIASUBTYPE_PCM);
    }

    [Fact]
    public void A_format_chunk_too_short_is_refused() =>
        Should.Throw<InvalidDataException>(() => WaveFormat.FromFormatChunk(new BinaryReader(new MemoryStream(new byte[64])), 15));

    [Fact]
    public void Extensible_with_32_bits_is_float_unless_said_otherwise()
    {
        new WaveFormatExtensible(48000, 32, 2).SubFormat.ShouldBe(AudioMediaSubtypes.MEDIASUBTYPE_IEEE_FLOAT);
        new WaveFormatExtensible(48000, 32, 2, false, 24, 3).SubFormat.ShouldBe(AudioMediaSubtypes.MEDIASUBTYPE_PCM);
        new WaveFormatExtensible(48000, 32, 2).ToStandardWaveFormat().ShouldBe(WaveFormat.CreateIeeeFloatWaveFormat(48000, 2));
        new WaveFormatExtensible(48000, 24, 2).AsStandardWaveFormat().ShouldBe(new WaveFormat(48000, 24, 2));
    }
}
