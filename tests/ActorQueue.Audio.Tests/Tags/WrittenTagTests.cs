using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Tags;
using ActorQueue.Audio.Tests.Decoding;

namespace ActorQueue.Audio.Tests.Tags;

/// <summary>What real programs write, read back.</summary>
public sealed class WrittenTagTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tags-");

    [FFmpegTheory]
    [InlineData("a.mp3", "-c:a libmp3lame -id3v2_version 4")]
    [InlineData("b.mp3", "-c:a libmp3lame -id3v2_version 3 -write_id3v1 1")]
    [InlineData("a.flac", "-c:a flac")]
    [InlineData("a.ogg", "-c:a libvorbis")]
    [InlineData("a.opus", "-c:a libopus -ar 48000")]
    [InlineData("a.wav", "-c:a pcm_s16le")]
    [InlineData("a.aiff", "-c:a pcm_s16be -write_id3v2 1")]
    [InlineData("a.m4a", "-c:a aac")]
    [InlineData("fast.m4a", "-c:a alac -movflags +faststart")]
    [InlineData("a.wma", "-c:a wmav2")]
    [InlineData("a.mka", "-c:a flac")]
    [InlineData("a.webm", "-c:a libopus -ar 48000")]
    [InlineData("a.wv", "-c:a wavpack")]
    [InlineData("a.tta", "-c:a tta")]
    public void The_tags_of_ffmpeg_are_read_in_every_format(string name, string options)
    {
        Encode(name, options.Split(' '));

        using var audio = AudioDecoder.Open(PathOf(name));
        var tags = audio.Tags.ShouldNotBeNull();

        tags.Title.ShouldBe("Ünïcødé 音");
        tags.Artist.ShouldBe("Somebody");
        tags.Album.ShouldBe("Al");
        tags.Year.ShouldBe(2003);
        tags.Track.ShouldBe(3);
        tags.Genre.ShouldBe("Jazz");
    }

    [FFmpegFact]
    public void A_cover_is_found_in_mp3_flac_and_mp4()
    {
        Encoder.Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=c=red:s=64x64:d=0.04", "-frames:v", "1", PathOf("cover.png"));
        var size = new FileInfo(PathOf("cover.png")).Length;
        foreach (var name in new[] { "a.mp3", "a.flac", "a.m4a" })
        {
            Encoder.Run(
                "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=0.5", "-i", PathOf("cover.png"), "-map", "0:a", "-map", "1:v", "-c:v", "copy",
                "-disposition:v", "attached_pic", "-metadata:s:v", "comment=Cover (front)", PathOf(name));

            using var audio = AudioDecoder.Open(PathOf(name));
            audio.Tags.ShouldNotBeNull(name).Cover.ShouldBe(new CoverArt("image/png", size), name);
        }
    }

    [FFmpegFact]
    public void The_report_has_the_tags()
    {
        Encode("a.flac", "-c:a", "flac");

        AudioAnalyzer.Analyze(PathOf("a.flac")).Tags.ShouldNotBeNull().Artist.ShouldBe("Somebody");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private void Encode(string name, params string[] options) => Encoder.Run(
        "ffmpeg",
        [
            "-v", "error", "-f", "lavfi", "-i", "sine=d=0.5", .. options, "-metadata", "title=Ünïcødé 音", "-metadata", "artist=Somebody", "-metadata", "album=Al",
            "-metadata", "date=2003", "-metadata", "track=3", "-metadata", "genre=Jazz", PathOf(name),
        ]);
}
