using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Decoding;

public sealed class AiffDecodingTests
{
    public static TheoryData<string?, int, byte[], float[]> Encodings => new()
    {
        { null, 8, [0x80, 0, 0x40], [-1, 0, 0.5f] },
        { null, 16, [0x80, 0, 0x40, 0], [-1, 0.5f] },
        { null, 12, [0x80, 0, 0x40, 0], [-1, 0.5f] },
        { null, 24, [0x80, 0, 0, 0x40, 0, 0, 0xFF, 0xFF, 0xFF], [-1, 0.5f, -1 / 8388608f] },
        { null, 32, [0x80, 0, 0, 0, 0x40, 0, 0, 0], [-1, 0.5f] },
        { "NONE", 16, [0x40, 0], [0.5f] },
        { "twos", 16, [0x40, 0], [0.5f] },
        { "sowt", 16, [0, 0x40, 0, 0x80], [0.5f, -1] },
        { "sowt", 24, [0, 0, 0x40], [0.5f] },
        { "raw ", 8, [0, 128, 192], [-1, 0, 0.5f] },
        { "in24", 24, [0x40, 0, 0], [0.5f] },
        { "42ni", 24, [0, 0, 0x40], [0.5f] },
        { "fl32", 32, Reversed(BitConverter.GetBytes(0.25f)), [0.25f] },
        { "FL32", 32, Reversed(BitConverter.GetBytes(-2f)), [-2f] },
        { "fl64", 64, Reversed(BitConverter.GetBytes(0.25)), [0.25f] },
        { "alaw", 8, [0xD5, 0xAA], [8 / 32768f, 32256 / 32768f] },
        { "ulaw", 8, [0xFF, 0x80], [0, 32124 / 32768f] },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_encoding_has_full_scale_one(string? compression, int bits, byte[] data, float[] expected)
    {
        var (samples, audio) = Decode(Aiff(data, bits: bits, compression: compression));

        samples.ShouldBe(expected);
        audio.Format.Container.ShouldBe(compression is null ? "AIFF" : "AIFC");
        audio.Format.BitsPerSample.ShouldBe(bits);
        audio.DeclaredFrames.ShouldBe(expected.Length);
        audio.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(8000, 8000)]
    [InlineData(11025, 11025)]
    [InlineData(44100, 44100)]
    [InlineData(22254.5454, 22255)]
    [InlineData(192000, 192000)]
    public void The_rate_is_an_80_bit_number(double rate, int expected) =>
        Decode(Aiff([0x40, 0], rate: rate)).Audio.Format.SampleRateHz.ShouldBe(expected);

    [Theory]
    [InlineData(0)]
    [InlineData(-44100)]
    [InlineData(1e300)]
    [InlineData(3)]
    public void An_impossible_rate_is_refused(double rate) =>
        Refusal(Aiff([0x40, 0], rate: rate)).Message.ShouldContain("sample rate");

    [Fact]
    public void Odd_chunks_between_are_stepped_over() =>
        Decode(Aiff([0x40, 0], between: BigChunk("NAME", "odd"u8.ToArray()))).Samples.ShouldBe([0.5f]);

    [Fact]
    public void Samples_may_start_behind_an_offset()
    {
        var file = Aiff([1, 2, 3, 4, 0x40, 0], frames: 1);
        file[^(6 + 8 - 3)] = 4;

        Decode(file).Samples.ShouldBe([0.5f]);
    }

    [Fact]
    public void A_cut_tail_is_truncated_and_says_by_how_much() =>
        Refusal(Aiff(new byte[16000])[..^4000]).Message.ShouldBe("truncated: header declares 1 s, 0.75 s decoded");

    [Fact]
    public void Fewer_frames_than_the_header_declares_are_truncated() =>
        Refusal(Aiff(new byte[16000], frames: 16000)).Message.ShouldBe("truncated: header declares 2 s, 1 s decoded");

    [Fact]
    public void Every_cut_of_a_file_is_refused()
    {
        var file = Aiff([1, 2, 3, 4]);
        for (var length = 0; length < file.Length; length++)
        {
            Refusal(file[..length]).Code.ShouldBe("decode-failed", $"{length} bytes");
        }
    }

    [Fact]
    public void Impossible_numbers_are_refused()
    {
        Refusal(Aiff([1, 2], channels: 0)).Message.ShouldContain("0 channels");
        Refusal(Aiff([1, 2], channels: 1000)).Message.ShouldContain("1000 channels");
        Refusal(Aiff([1, 2], bits: 0)).Message.ShouldContain("0 bits");
        Refusal(Aiff(new byte[80], bits: 40)).Message.ShouldContain("40 bits");
        Refusal(Aiff([], frames: 0)).Message.ShouldContain("no audio");
    }
}
