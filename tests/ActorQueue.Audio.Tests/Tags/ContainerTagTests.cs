using System.Text;
using ActorQueue.Audio.Tags;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;
using static ActorQueue.Audio.Tests.Tags.TagFiles;

namespace ActorQueue.Audio.Tests.Tags;

public sealed class ContainerTagTests
{
    private static readonly string[] Comments =
    [
        "title=Ünïcødé", "ARTIST=One", "artist=Two", "ALBUM=Al", "ALBUM ARTIST=Band", "TRACKNUMBER=3", "TRACKTOTAL=9", "DISCNUMBER=1", "DATE=2003-05-21",
        "GENRE=Jazz", "COMMENT=c", "REPLAYGAIN_TRACK_GAIN=+1.50 dB", "REPLAYGAIN_TRACK_PEAK=0.5", "REPLAYGAIN_ALBUM_GAIN=-3 dB", "REPLAYGAIN_ALBUM_PEAK=1.1",
        "UNKNOWN=field", "no equals sign", "=", "TITLE=",
    ];

    private static readonly AudioTags CommentTags = new()
    {
        Title = "Ünïcødé",
        Artist = "One; Two",
        Album = "Al",
        AlbumArtist = "Band",
        Track = 3,
        TrackTotal = 9,
        Disc = 1,
        Date = "2003-05-21",
        Year = 2003,
        Genre = "Jazz",
        Comment = "c",
        ReplayGainTrackDb = 1.5,
        ReplayGainTrackPeak = 0.5,
        ReplayGainAlbumDb = -3,
        ReplayGainAlbumPeak = 1.1,
    };

    [Fact]
    public void Flac_has_comments_and_a_picture() =>
        Read(Flac((1, new byte[100]), (4, VorbisComment(Comments)), (6, Picture(4, "image/png", 5)), (6, Picture(3, "image/jpeg", 5000))))
            .ShouldBe(CommentTags with { Cover = new CoverArt("image/jpeg", 5000) });

    [Fact]
    public void Flac_may_have_an_ID3_tag_before_it() =>
        Read([.. Id3(3, 0, TextFrame(3, "TIT2", "id3"), TextFrame(3, "TPE2", "Band")), .. Flac((4, VorbisComment("TITLE=flac")))])
            .ShouldBe(new AudioTags { Title = "flac", AlbumArtist = "Band" });

    [Fact]
    public void Vorbis_has_comments_in_its_second_packet() =>
        Read(Ogg(VorbisHead, [.. "\u0003vorbis"u8, .. VorbisComment(Comments), 1])).ShouldBe(CommentTags);

    [Fact]
    public void A_comment_packet_goes_over_many_pages()
    {
        var picture = "METADATA_BLOCK_PICTURE=" + Convert.ToBase64String(Picture(3, "image/jpeg", 200_000));

        Read(Ogg(OpusHead, [.. "OpusTags"u8, .. VorbisComment([picture, .. Comments])])).ShouldBe(CommentTags with { Cover = new CoverArt("image/jpeg", 200_000) });
    }

    [Fact]
    public void Opus_gains_are_raised_to_ReplayGain_s_reference()
    {
        var tags = Read(Ogg(OpusHead, [.. "OpusTags"u8, .. VorbisComment("R128_TRACK_GAIN=-2560", "R128_ALBUM_GAIN=128")]))!;

        tags.ReplayGainTrackDb.ShouldBe(-5);
        tags.ReplayGainAlbumDb.ShouldBe(5.5);
    }

    [Fact]
    public void Wave_has_an_INFO_list_anywhere_and_an_ID3_chunk_goes_before_it()
    {
        byte[] info = Chunk("LIST", [.. "INFO"u8, .. Chunk("INAM", "Odd\0"u8.ToArray()), .. Chunk("IART", [.. Encoding.Latin1.GetBytes("Ü"), 0]), .. Chunk("ICRD", "1987-01-02"u8.ToArray()), .. Chunk("ITRK", "4"u8.ToArray())]);
        var data = Chunk("data", new byte[101]);
        var format = Format(Pcm, 1, 8000, 2, 16);
        var expected = new AudioTags { Title = "Odd", Artist = "Ü", Date = "1987-01-02", Year = 1987, Track = 4 };

        Read(Riff("RIFF", info, format, data)).ShouldBe(expected);
        Read(Riff("RIFF", format, data, info)).ShouldBe(expected);
        Read(Riff("RIFF", format, data, info, Chunk("id3 ", Id3(3, 0, TextFrame(3, "TIT2", "id3"))))).ShouldBe(expected with { Title = "id3" });
        byte[] ds64 = Chunk("ds64", [.. Int64(0), .. Int64(101), .. Int64(0)]);
        Read(Riff("RF64", ds64, format, Chunk("data", new byte[101], uint.MaxValue), info)).ShouldBe(expected);
        Read(Riff("RIFF", format, data)).ShouldBeNull();
    }

    [Fact]
    public void Aiff_has_text_chunks_and_an_ID3_chunk()
    {
        byte[] texts = [.. BigChunk("NAME", "odd"u8.ToArray()), .. BigChunk("AUTH", "Somebody"u8.ToArray()), .. BigChunk("ANNO", "note"u8.ToArray())];

        Read(Aiff([1, 2], between: texts)).ShouldBe(new AudioTags { Title = "odd", Artist = "Somebody", Comment = "note" });
        Read(Aiff([1, 2], between: [.. texts, .. BigChunk("ID3 ", Id3(4, 0, TextFrame(4, "TIT2", "id3")))]))!.Title.ShouldBe("id3");
    }

    [Fact]
    public void Mp4_has_a_list_of_items()
    {
        byte[] free = Box("----", Box("mean", new byte[4], "com.apple.iTunes"u8.ToArray()), Box("name", new byte[4], "replaygain_track_gain"u8.ToArray()), Data(1, "-7.00 dB"u8.ToArray()));

        Read(Mp4(
            Box("\u00A9nam", Data(1, Encoding.UTF8.GetBytes("Ünï"))),
            Box("\u00A9ART", Data(2, Encoding.BigEndianUnicode.GetBytes("Ünï"))),
            Box("\u00A9alb", Data(1, "Al"u8.ToArray())),
            Box("aART", Data(1, "Band"u8.ToArray())),
            Box("\u00A9day", Data(1, "2011-02-03T08:00:00Z"u8.ToArray())),
            Box("trkn", Data(0, [0, 0, 0, 3, 0, 12, 0, 0])),
            Box("disk", Data(0, [0, 0, 0, 1, 0, 2])),
            Box("gnre", Data(0, [0, 18])),
            Box("covr", Data(14, new byte[70_000])),
            free)).ShouldBe(new AudioTags
            {
                Title = "Ünï",
                Artist = "Ünï",
                Album = "Al",
                AlbumArtist = "Band",
                Date = "2011-02-03T08:00:00Z",
                Year = 2011,
                Track = 3,
                TrackTotal = 12,
                Disc = 1,
                DiscTotal = 2,
                Genre = "Rock",
                ReplayGainTrackDb = -7,
                Cover = new CoverArt("image/png", 70_000),
            });
    }

    [Fact]
    public void Mp4_boxes_with_lying_sizes_end_the_search()
    {
        var title = Box("\u00A9nam", Data(1, "T"u8.ToArray()));
        byte[] head = Box("ftyp", "M4A "u8.ToArray(), new byte[4]);
        byte[] moov = Box("moov", Box("udta", Box("meta", new byte[4], Box("ilst", title))));

        // 64-bit sizes, a box to the end of the file, and QuickTime's meta without version are all true.
        Read([.. head, .. BigEndian(1), .. "mdat"u8, .. BigEndian(0), .. BigEndian(20), .. new byte[4], .. moov])!.Title.ShouldBe("T");
        Read([.. head, 0, 0, 0, 0, .. moov[4..]])!.Title.ShouldBe("T");
        Read([.. head, .. Box("moov", Box("meta", Box("hdlr", new byte[24]), Box("ilst", title)))])!.Title.ShouldBe("T");

        // Four gigabytes, eight exabytes, less than its own header.
        Read([.. head, .. BigEndian(-1), .. "free"u8, .. moov]).ShouldBeNull();
        Read([.. head, .. BigEndian(1), .. "free"u8, .. BigEndian(0x7FFFFFFF), .. BigEndian(-1), .. moov]).ShouldBeNull();
        Read([.. head, .. BigEndian(1), .. "free"u8, .. BigEndian(-1), .. BigEndian(-1), .. moov]).ShouldBeNull();
        Read([.. head, .. BigEndian(4), .. "free"u8, .. moov]).ShouldBeNull();
        Read([.. head, .. BigEndian(1), .. "free"u8, .. BigEndian(0), .. BigEndian(8), .. moov]).ShouldBeNull();
    }

    [Fact]
    public void WavPack_and_its_like_have_APE_tags()
    {
        byte[] content = [.. "wvpk"u8, .. new byte[100]];

        Read([.. content, .. ApeTag(
            ("Title", 0, "A\0B"u8.ToArray()),
            ("Track", 0, "3/9"u8.ToArray()),
            ("Year", 0, "1969"u8.ToArray()),
            ("Cover Art (Front)", 2, [.. "c.jpg\0"u8, 0xFF, 0xD8, 0xFF, .. new byte[97]]))])
            .ShouldBe(new AudioTags { Title = "A; B", Track = 3, TrackTotal = 9, Date = "1969", Year = 1969, Cover = new CoverArt("image/jpeg", 100) });
    }

    [Theory]
    [InlineData("2003", 2003)]
    [InlineData("21.05.2003", 2003)]
    [InlineData("20030521", 2003)]
    [InlineData("c. 1890?", 1890)]
    [InlineData("0000", null)]
    [InlineData("99", null)]
    [InlineData("", null)]
    public void The_year_is_found_in_dates_of_every_order(string date, int? year) =>
        Read(Flac((4, VorbisComment("TITLE=t", "DATE=" + date))))!.Year.ShouldBe(year);

    [Theory]
    [InlineData("TRACKNUMBER=0")]
    [InlineData("TRACKNUMBER=-1")]
    [InlineData("TRACKNUMBER=99999999999")]
    [InlineData("REPLAYGAIN_TRACK_GAIN=NaN dB")]
    [InlineData("REPLAYGAIN_TRACK_GAIN=1e300")]
    [InlineData("REPLAYGAIN_TRACK_PEAK=-1")]
    [InlineData("REPLAYGAIN_TRACK_PEAK=Infinity")]
    [InlineData("R128_TRACK_GAIN=99999999")]
    [InlineData("TITLE= \u0000\u001B\u2028 ")]
    public void Nonsense_is_left_out(string comment) => Read(Flac((4, VorbisComment(comment)))).ShouldBeNull();

    [Fact]
    public void Texts_are_bounded_and_printable()
    {
        var tags = Read(Flac((4, VorbisComment([.. Enumerable.Range(0, 3).Select(i => $"ARTIST={i}" + new string('x', 1500)), "TITLE=a\u001B[31mb\nc", "ALBUM=" + string.Concat(Enumerable.Repeat("\U0001F3B5", 3000))]))))!;

        tags.Artist!.Length.ShouldBe(2000);
        tags.Title.ShouldBe("a [31mb c");
        tags.Album!.Length.ShouldBe(2000);
        char.IsLowSurrogate(tags.Album[^1]).ShouldBeTrue();
    }
}
