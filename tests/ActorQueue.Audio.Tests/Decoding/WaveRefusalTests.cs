using ActorQueue.Audio.Decoding;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Decoding;

/// <summary>Headers that lie. Each is refused with the reason, and none is believed long enough to allocate or loop by it.</summary>
public sealed class WaveRefusalTests
{
    public static TheoryData<string, int, int, long, int, int> LyingFormats => new()
    {
        { "0 channels", Pcm, 0, 8000, 2, 16 },
        { "65 channels", Pcm, 65, 8000, 130, 16 },
        { "65535 channels", Pcm, 65535, 8000, 2, 16 },
        { "sample rate of 0 Hz", Pcm, 1, 0, 2, 16 },
        { "sample rate of 4294967295 Hz", Pcm, 1, 4294967295, 2, 16 },
        { "block align 0", Pcm, 1, 8000, 0, 16 },
        { "block align 3", Pcm, 2, 8000, 3, 16 },
        { "block align 65535", Pcm, 1, 8000, 65535, 16 },
        { "of 0 bits", Pcm, 1, 8000, 2, 0 },
        { "of 64 bits", Pcm, 1, 8000, 8, 64 },
        { "of 16 bits", IeeeFloat, 1, 8000, 2, 16 },
        { "of 16 bits", MuLaw, 1, 8000, 2, 16 },
    };

    [Theory]
    [MemberData(nameof(LyingFormats))]
    public void Impossible_numbers_are_named(string reason, int tag, int channels, long rate, int blockAlign, int bits)
    {
        var refusal = Refusal(Riff("RIFF", Format(tag, channels, rate, blockAlign, bits), Chunk("data", new byte[100])));

        refusal.Code.ShouldBe("decode-failed");
        refusal.Message.ShouldContain(reason);
    }

    [Fact]
    public void A_cut_tail_is_truncated_and_says_by_how_much()
    {
        var file = Wave(new byte[16000]);

        var refusal = Refusal(file[..^4000]);

        refusal.Code.ShouldBe("decode-failed");
        refusal.Message.ShouldBe("truncated: header declares 1 s, 0.75 s decoded");
    }

    [Fact]
    public void Every_cut_of_a_file_is_refused()
    {
        var file = Wave([1, 2, 3, 4]);
        for (var length = 0; length < file.Length; length++)
        {
            Refusal(file[..length]).Code.ShouldBe("decode-failed", $"{length} bytes");
        }
    }

    [Fact]
    public void A_file_without_frames_is_refused()
    {
        Refusal(Wave([])).Message.ShouldContain("no audio");
        Refusal(Wave([1], bits: 16)).Message.ShouldContain("no audio");
        Refusal(Riff("RIFF", Format(Pcm, 1, 8000, 2, 16), Chunk("data", [], size: uint.MaxValue))).Message.ShouldContain("no audio");
    }

    [Fact]
    public void Missing_chunks_are_named()
    {
        Refusal(Riff("RIFF", Chunk("data", [1, 2]))).Message.ShouldContain("'fmt '");
        Refusal(Riff("RIFF", Format(Pcm, 1, 8000, 2, 16))).Message.ShouldContain("'data'");
        Refusal(Riff("RIFF", Chunk("fmt ", new byte[15]), Chunk("data", [1, 2]))).Message.ShouldContain("'fmt '");
        Refusal(Riff("RF64", Chunk("ds64", new byte[8]), Format(Pcm, 1, 8000, 2, 16))).Message.ShouldContain("'ds64'");
    }

    [Fact]
    public void A_chunk_that_reaches_beyond_the_file_hides_what_follows() =>
        Refusal(Riff("RIFF", Chunk("LIST", [], size: 0x7FFFFFF0), Format(Pcm, 1, 8000, 2, 16), Chunk("data", [1, 2])))
            .Message.ShouldContain("truncated WAV header");

    [Fact]
    public void A_declared_64_bit_length_is_held_against_the_file()
    {
        var ds64 = Chunk("ds64", [.. Int64(0), .. Int64(long.MaxValue), .. Int64(0)]);
        Refusal(Riff("RF64", ds64, Format(Pcm, 1, 8000, 2, 16), Chunk("data", [1, 2], size: uint.MaxValue))).Message.ShouldContain("truncated");

        ds64 = Chunk("ds64", [.. Int64(0), .. Int64(-1), .. Int64(0)]);
        Refusal(Riff("RF64", ds64, Format(Pcm, 1, 8000, 2, 16), Chunk("data", [1, 2], size: uint.MaxValue))).Message.ShouldContain("-1 bytes");
    }

    [Fact]
    public void More_chunks_than_any_editor_writes_end_the_search()
    {
        var empty = Chunk("junk", []);
        var file = Riff("RIFF", [.. Enumerable.Repeat(empty, 20_000), Format(Pcm, 1, 8000, 2, 16), Chunk("data", [1, 2])]);

        Refusal(file).Message.ShouldContain("10000 chunks");
    }

    [Fact]
    public void Unknown_sub_formats_are_refused()
    {
        var format = ExtensibleFormat(Pcm, 1, 8000, 16, 16, 4);
        format[^1] ^= 1;
        Refusal(Riff("RIFF", format, Chunk("data", [1, 2]))).Message.ShouldContain("sub-format");
        Refusal(Riff("RIFF", Format(Extensible, 1, 8000, 2, 16), Chunk("data", [1, 2]))).Message.ShouldContain("40 are needed");
    }

    [Fact]
    public void A_codec_within_WAV_that_nothing_here_knows_asks_for_libsndfile_where_it_is_missing()
    {
        using var stream = new MemoryStream(Riff("RIFF", Format(2, 1, 8000, 256, 4), Chunk("data", new byte[256])));

        var refusal = Should.Throw<AudioException>(() => AudioDecoder.Open(stream, () => CodecProbe.Nothing));

        refusal.Code.ShouldBe("codec-missing");
    }
}
