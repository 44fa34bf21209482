using System.IO.Compression;
using System.Text;
using ActorQueue.Audio.Tags;
using static ActorQueue.Audio.Tests.Tags.TagFiles;

namespace ActorQueue.Audio.Tests.Tags;

public sealed class Id3Tests
{
    [Theory]
    [InlineData(2, "TT2,TP1,TAL,TP2,TCM,TRK,TPA,TYE,TCO")]
    [InlineData(3, "TIT2,TPE1,TALB,TPE2,TCOM,TRCK,TPOS,TYER,TCON")]
    [InlineData(4, "TIT2,TPE1,TALB,TPE2,TCOM,TRCK,TPOS,TDRC,TCON")]
    public void Every_version_has_its_frames(int version, string frames)
    {
        string[] values = ["A title", "An artist", "An album", "A band", "A composer", "3/12", "1/2", "2003", "(17)"];

        var tags = ReadId3(Id3(version, 0, [.. frames.Split(',').Zip(values, (id, value) => TextFrame(version, id, value))]));

        tags.ShouldBe(new AudioTags
        {
            Title = "A title",
            Artist = "An artist",
            Album = "An album",
            AlbumArtist = "A band",
            Composer = "A composer",
            Track = 3,
            TrackTotal = 12,
            Disc = 1,
            DiscTotal = 2,
            Date = "2003",
            Year = 2003,
            Genre = "Rock",
        });
    }

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "Latin-1", [0, .. Encoding.Latin1.GetBytes("Ünï")] },
        { "UTF-16 little-endian", [1, 0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Ünï")] },
        { "UTF-16 big-endian", [1, 0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("Ünï")] },
        { "UTF-16 without mark", [1, .. Encoding.Unicode.GetBytes("Ünï")] },
        { "UTF-16BE", [2, .. Encoding.BigEndianUnicode.GetBytes("Ünï")] },
        { "UTF-8", [3, .. Encoding.UTF8.GetBytes("Ünï")] },
        { "with terminator", [3, .. Encoding.UTF8.GetBytes("Ünï"), 0] },
        { "UTF-16 with terminator", [1, 0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Ünï"), 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_encoding_is_understood(string what, byte[] content) =>
        ReadId3(Id3(4, 0, Frame(4, "TIT2", content)))!.Title.ShouldBe("Ünï", what);

    [Theory]
    [InlineData("17", "Rock")]
    [InlineData("(17)", "Rock")]
    [InlineData("(17)Indie", "Indie")]
    [InlineData("(RX)", "Remix")]
    [InlineData("((a)", "((a)")]
    [InlineData("(999)", "999")]
    [InlineData("Post-Rock", "Post-Rock")]
    [InlineData("191", "Psybient")]
    public void Genres_are_numbers_or_names(string written, string expected) =>
        ReadId3(Id3(3, 0, TextFrame(3, "TCON", written)))!.Genre.ShouldBe(expected);

    [Fact]
    public void Several_values_are_joined() =>
        ReadId3(Id3(4, 0, Frame(4, "TPE1", [3, .. "One\0Two\0One"u8])))!.Artist.ShouldBe("One; Two; One");

    [Fact]
    public void Unsynchronisation_of_a_whole_tag_is_undone()
    {
        // 0xFF 0xE0 looks like a frame of audio; the frame's size counts without the zero that parts them.
        var frame = Frame(3, "TIT2", [0, (byte)'a', 0xFF, 0xE0]);
        byte[] written = [.. frame[..^1], 0, 0xE0, .. TextFrame(3, "TALB", "next")];

        var tags = ReadId3(Id3(3, 0x80, written))!;

        tags.Title.ShouldBe("a\u00FF\u00E0");
        tags.Album.ShouldBe("next");
    }

    [Fact]
    public void Unsynchronisation_of_single_frames_is_undone()
    {
        var tags = ReadId3(Id3(4, 0, Frame(4, "TIT2", [.. TagFiles.SyncSafe(3), 0, 0xFF, 0, 0xE0], flags: 0x03), TextFrame(4, "TALB", "next")))!;

        tags.Title.ShouldBe("\u00FF\u00E0");
        tags.Album.ShouldBe("next");
    }

    [Fact]
    public void Extended_headers_are_stepped_over()
    {
        byte[] old = [0, 0, 0, 6, 0, 0, 0, 0, 0, 0];
        byte[] current = [0, 0, 0, 6, 1, 0];
        ReadId3(Id3(3, 0x40, old, TextFrame(3, "TIT2", "a")))!.Title.ShouldBe("a");
        ReadId3(Id3(4, 0x40, current, TextFrame(4, "TIT2", "a")))!.Title.ShouldBe("a");
    }

    [Fact]
    public void Compressed_frames_are_unpacked_and_bombs_are_not()
    {
        ReadId3(Id3(3, 0, Frame(3, "TIT2", [0, 0, 0, 9, .. Deflate([0, .. "squeezed"u8])], flags: 0x80)))!.Title.ShouldBe("squeezed");
        ReadId3(Id3(4, 0, Frame(4, "TIT2", [0, 0, 0, 9, .. Deflate([0, .. "squeezed"u8])], flags: 0x09)))!.Title.ShouldBe("squeezed");

        var before = GC.GetAllocatedBytesForCurrentThread();
        byte[] bomb = Deflate([0, .. Enumerable.Repeat((byte)'x', 1_000_000)]);
        var made = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        ReadId3(Id3(3, 0, Frame(3, "TIT2", [0, 0x10, 0, 0, .. bomb], flags: 0x80)))!.Title!.Length.ShouldBe(2000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(500_000);
        made.ShouldBeGreaterThan(500_000);

        ReadId3(Id3(3, 0, Frame(3, "TIT2", [0, 0, 0, 9, 1, 2, 3], flags: 0x80))).ShouldBeNull();
        ReadId3(Id3(3, 0, Frame(3, "TIT2", [0, 0, 0, 9, 1, 2, 3], flags: 0x40))).ShouldBeNull();
    }

    [Fact]
    public void The_comment_is_the_user_s_and_not_a_program_s()
    {
        byte[] note = [0, .. "eng"u8, .. "iTunNORM"u8, 0, .. " 0000"u8];
        byte[] comment = [1, .. "eng"u8, 0xFF, 0xFE, 0, 0, 0xFF, 0xFE, .. Encoding.Unicode.GetBytes("nice\nsong")];

        ReadId3(Id3(3, 0, Frame(3, "COMM", note), Frame(3, "COMM", comment)))!.Comment.ShouldBe("nice song");
    }

    [Fact]
    public void ReplayGain_stands_in_text_frames_or_in_volume_frames()
    {
        var tags = ReadId3(Id3(
            4,
            0,
            Frame(4, "TXXX", [0, .. "REPLAYGAIN_TRACK_GAIN"u8, 0, .. "-6.48 dB"u8]),
            Frame(4, "TXXX", [3, .. "replaygain_track_peak"u8, 0, .. "0.98"u8]),
            Frame(4, "RVA2", [.. "album"u8, 0, 1, 0xFC, 0x00, 0])))!;

        tags.ReplayGainTrackDb.ShouldBe(-6.48);
        tags.ReplayGainTrackPeak.ShouldBe(0.98);
        tags.ReplayGainAlbumDb.ShouldBe(-2);
        tags.ReplayGainAlbumPeak.ShouldBeNull();
    }

    [Fact]
    public void The_front_cover_is_named_and_its_size_told_without_reading_it()
    {
        byte[] back = [0, .. "image/png"u8, 0, 4, 0, .. new byte[10]];
        byte[] front = [1, .. "image/jpeg"u8, 0, 3, 0xFF, 0xFE, (byte)'x', 0, 0, 0, .. new byte[3_000_000]];

        ReadId3(Id3(3, 0, Frame(3, "APIC", back), Frame(3, "APIC", front), TextFrame(3, "TIT2", "behind")))
            .ShouldBe(new AudioTags { Title = "behind", Cover = new CoverArt("image/jpeg", 3_000_000) });
        ReadId3(Id3(2, 0, Frame(2, "PIC", [0, .. "JPG"u8, 3, 0, .. new byte[50]])))!.Cover.ShouldBe(new CoverArt("image/jpeg", 50));
    }

    [Fact]
    public void ITunes_plain_sizes_in_version_4_are_understood()
    {
        byte[] frame = [.. "TIT2"u8, .. BigEndian(201), 0, 0, 0, .. Latin1(new string('x', 200))];

        ReadId3(Id3(4, 0, frame, TextFrame(4, "TALB", "next")))!.Album.ShouldBe("next");
    }

    [Fact]
    public void Version_1_fills_what_the_others_leave_open()
    {
        var v1 = Id3v1("Old title", "Old artist", "Old album", "1999", "Old comment", 7, 80);

        Read([.. Mp3Frames(), .. v1]).ShouldBe(new AudioTags
        {
            Title = "Old title",
            Artist = "Old artist",
            Album = "Old album",
            Date = "1999",
            Year = 1999,
            Comment = "Old comment",
            Track = 7,
            Genre = "Folk",
        });
        var both = Read([.. Id3(3, 0, TextFrame(3, "TIT2", "New title")), .. Mp3Frames(), .. ApeTag(("Artist", 0, "APE artist"u8.ToArray())), .. v1])!;
        both.Title.ShouldBe("New title");
        both.Artist.ShouldBe("APE artist");
        both.Album.ShouldBe("Old album");
    }

    [Theory]
    [InlineData("TIT2", 0x7FFFFFFF)]
    [InlineData("APIC", 0x7FFFFFFF)]
    [InlineData("XXXX", 0x7FFFFFFF)]
    public void A_frame_that_claims_more_than_there_is_ends_the_tag(string id, int size)
    {
        byte[] frame = [.. Latin1(id), .. BigEndian(size), 0, 0, 0, 1, 2];

        ReadId3(Id3(3, 0, TextFrame(3, "TALB", "before"), frame)).ShouldBe(new AudioTags { Album = "before" });
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            zlib.Write(bytes);
        }

        return packed.ToArray();
    }
}
