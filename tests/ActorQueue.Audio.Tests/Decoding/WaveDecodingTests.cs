using ActorQueue.Audio.Decoding;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Decoding;

public sealed class WaveDecodingTests
{
    public static TheoryData<int, int, byte[], float[]> Encodings => new()
    {
        { Pcm, 8, [0, 128, 192, 255], [-1, 0, 0.5f, 127 / 128f] },
        { Pcm, 16, [0, 0x80, 0, 0x40, 0xFF, 0x7F], [-1, 0.5f, 32767 / 32768f] },
        { Pcm, 24, [0, 0, 0x80, 0, 0, 0x40, 0xFF, 0xFF, 0xFF], [-1, 0.5f, -1 / 8388608f] },
        { Pcm, 32, [0, 0, 0, 0x80, 0, 0, 0, 0x40], [-1, 0.5f] },
        { IeeeFloat, 32, [.. BitConverter.GetBytes(0.25f), .. BitConverter.GetBytes(-1.5f)], [0.25f, -1.5f] },
        { IeeeFloat, 64, [.. BitConverter.GetBytes(0.25), .. BitConverter.GetBytes(-1.5)], [0.25f, -1.5f] },
        { ALaw, 8, [0xD5, 0x55, 0xAA], [8 / 32768f, -8 / 32768f, 32256 / 32768f] },
        { MuLaw, 8, [0xFF, 0x80, 0x00], [0, 32124 / 32768f, -32124 / 32768f] },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_encoding_has_full_scale_one(int tag, int bits, byte[] data, float[] expected)
    {
        var (samples, audio) = Decode(Wave(data, tag, bits: bits));

        samples.ShouldBe(expected);
        audio.DeclaredFrames.ShouldBe(expected.Length);
        audio.DecodedFrames.ShouldBe(expected.Length);
        audio.Format.SampleRateHz.ShouldBe(8000);
        audio.Format.BitsPerSample.ShouldBe(bits);
        audio.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Extensible_headers_are_resolved_to_what_they_hold(int tag, int bits, byte[] data, float[] expected)
    {
        var (samples, audio) = Decode(Riff("RIFF", ExtensibleFormat(tag, 1, 8000, bits, bits, mask: 4), Chunk("data", data)));

        samples.ShouldBe(expected);
        audio.Format.ChannelMask.ShouldBe(4);
    }

    [Fact]
    public void Bits_in_use_may_be_fewer_than_bits_stored()
    {
        var (samples, audio) = Decode(Riff("RIFF", ExtensibleFormat(Pcm, 2, 96000, 32, 24, mask: 3), Chunk("data", [0, 0, 0, 0x40, 0, 0, 0, 0xC0])));

        samples.ShouldBe([0.5f, -0.5f]);
        audio.Format.ToString().ShouldBe("WAV, PCM 24 bit, 96000 Hz, 2 channels");
    }

    [Fact]
    public void Odd_chunks_before_the_data_are_stepped_over_with_their_padding() =>
        DecodesToHalf(Riff("RIFF", Chunk("LIST", [1, 2, 3]), Format(Pcm, 1, 8000, 2, 16), Chunk("note", [9]), Chunk("data", [0, 0x40])));

    [Fact]
    public void Odd_chunks_without_padding_are_stepped_over_too() =>
        DecodesToHalf(Riff("RIFF", Chunk("LIST", [1, 2, 3], isPadded: false), Format(Pcm, 1, 8000, 2, 16), Chunk("data", [0, 0x40])));

    [Fact]
    public void The_format_may_stand_behind_the_data() =>
        DecodesToHalf(Riff("RIFF", Chunk("data", [0, 0x40]), Format(Pcm, 1, 8000, 2, 16)));

    [Fact]
    public void What_stands_behind_the_data_is_no_audio() =>
        DecodesToHalf(Riff("RIFF", Format(Pcm, 1, 8000, 2, 16), Chunk("data", [0, 0x40]), Chunk("LIST", new byte[100])));

    [Fact]
    public void A_second_data_chunk_is_left_alone() =>
        DecodesToHalf(Riff("RIFF", Format(Pcm, 1, 8000, 2, 16), Chunk("data", [0, 0x40]), Chunk("data", new byte[100])));

    [Theory]
    [InlineData("RF64")]
    [InlineData("BW64")]
    public void Sixty_four_bit_files_take_their_size_from_the_ds64_chunk(string id)
    {
        byte[] ds64 = Chunk("ds64", [.. Int64(100), .. Int64(2), .. Int64(1), 0, 0, 0, 0]);
        var file = Riff(id, ds64, Format(Pcm, 1, 8000, 2, 16), Chunk("data", [0, 0x40], size: uint.MaxValue), Chunk("LIST", [1, 2]));

        var (samples, audio) = Decode(file);

        samples.ShouldBe([0.5f]);
        audio.Format.Container.ShouldBe(id);
    }

    [Theory]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0xFFFFF000u)]
    public void A_length_that_a_pipe_left_open_reads_to_the_end_and_says_so(uint size)
    {
        var (samples, audio) = Decode(Riff("RIFF", Format(Pcm, 1, 8000, 2, 16), Chunk("data", [0, 0x40, 0, 0xC0], size)));

        samples.ShouldBe([0.5f, -0.5f]);
        audio.DeclaredFrames.ShouldBeNull();
        audio.Warnings.ShouldHaveSingleItem().ShouldContain("no length");
    }

    [Fact]
    public void Nothing_finite_is_changed_and_the_rest_becomes_silence_with_a_warning()
    {
        float[] stored = [.. Enumerable.Range(0, 100).Select(i => (i % 10) switch { 3 => float.NaN, 7 => float.NegativeInfinity, _ => i * 3f })];
        var (samples, audio) = Decode(Wave([.. stored.SelectMany(BitConverter.GetBytes)], IeeeFloat, bits: 32));

        // Bits are compared: Shouldly takes NaN for equal to everything.
        samples.Select(BitConverter.SingleToInt32Bits)
            .ShouldBe(stored.Select(sample => BitConverter.SingleToInt32Bits(float.IsFinite(sample) ? sample : 0)));
        audio.Warnings.ShouldHaveSingleItem().ShouldStartWith("20 samples");
    }

    [Fact]
    public void Reads_deliver_whole_frames_and_need_room_for_one()
    {
        using var stream = new MemoryStream(Wave([0, 0x40, 0, 0xC0, 0, 0x20, 0, 0xE0], channels: 2));
        using var audio = AudioDecoder.Open(stream);

        audio.Samples.Read(new float[3]).ShouldBe(2);
        Should.Throw<ArgumentException>(() => audio.Samples.Read(new float[1]));
        audio.Samples.Read([]).ShouldBe(0);
        audio.Samples.Read(new float[100]).ShouldBe(2);
        audio.Samples.Read(new float[100]).ShouldBe(0);
        audio.Samples.Read(new float[100]).ShouldBe(0);
    }

    [Fact]
    public void Reading_allocates_nothing_however_long_the_file_is()
    {
        using var stream = new MemoryStream(Wave(new byte[3 * 2 * 200_000], channels: 2, bits: 24));
        using var audio = AudioDecoder.Open(stream);
        var buffer = new float[2048];
        audio.Samples.Read(buffer).ShouldBe(2048);

        var before = GC.GetAllocatedBytesForCurrentThread();
        while (audio.Samples.Read(buffer) > 0)
        {
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);
        audio.DecodedFrames.ShouldBe(200_000);
    }

    private static void DecodesToHalf(byte[] file)
    {
        var (samples, audio) = Decode(file);
        samples.ShouldBe([0.5f]);
        audio.Warnings.ShouldBeEmpty();
    }
}
