using System.Text;
using ActorQueue.Audio.Decoding;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Decoding;

public sealed class FileErrorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("decoding-");

    [Fact]
    public void A_missing_file_says_its_path()
    {
        var path = Path.Combine(_folder.FullName, "no", "song.wav");

        var refusal = Should.Throw<AudioException>(() => AudioDecoder.Open(path));

        refusal.Code.ShouldBe("file-not-found");
        refusal.Message.ShouldContain(path);
    }

    [Fact]
    public void An_empty_file_says_so()
    {
        OpenFile("empty.wav", []).Message.ShouldContain("0 bytes");
        Refusal([]).Message.ShouldContain("0 bytes");
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        var refusal = Should.Throw<AudioException>(() => AudioDecoder.Open(_folder.FullName));
        refusal.Code.ShouldBe("decode-failed");
        refusal.Message.ShouldContain("directory");
    }

    [Fact]
    public void A_device_without_end_is_not_opened()
    {
        if (File.Exists("/dev/zero"))
        {
            Should.Throw<AudioException>(() => AudioDecoder.Open("/dev/zero")).Code.ShouldBe("decode-failed");
        }
    }

    [Theory]
    [InlineData("song.wav", "Dear diary, today I wrote a text file.", "text")]
    [InlineData("song.mp3", "\x89PNG\r\n\x1A\n0000", "PNG")]
    [InlineData("song.flac", "<!DOCTYPE html><title>404</title>", "HTML")]
    [InlineData("song.ogg", "PK\x03\x04zip", "ZIP")]
    public void What_is_no_audio_is_named(string name, string content, string reason)
    {
        var refusal = OpenFile(name, Encoding.Latin1.GetBytes(content));

        refusal.Code.ShouldBe("decode-failed");
        refusal.Message.ShouldContain("not audio");
        refusal.Message.ShouldContain(reason);
        refusal.Message.ShouldContain(name);
    }

    [Theory]
    [InlineData("\0\0\0\x18" + "ftypM4A ", "MP4")]
    [InlineData("wvpk00000000", "WavPack")]
    public void Without_ffmpeg_its_codecs_are_missing_and_the_message_says_what_to_do(string content, string name)
    {
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(content));

        var refusal = Should.Throw<AudioException>(() => AudioDecoder.Open(stream, () => CodecProbe.Nothing));

        refusal.Code.ShouldBe("codec-missing");
        refusal.Message.ShouldStartWith(name);
        refusal.Message.ShouldContain("install the package ffmpeg");
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(1, 20_000)];
            random.NextBytes(bytes);
            using var stream = new MemoryStream(bytes);

            // A few with what is installed, which may be ffmpeg and then costs a process each.
            Func<CodecProbe> probe = round < 5 ? CodecProbe.Run : () => CodecProbe.Nothing;
            Should.Throw<AudioException>(() => AudioDecoder.Open(stream, probe)).Code.ShouldBe("decode-failed");
        }
    }

    [Fact]
    public void A_true_file_with_a_false_name_is_decoded_with_a_warning()
    {
        var path = Path.Combine(_folder.FullName, "song.MP3");
        File.WriteAllBytes(path, Wave([0, 0x40]));

        using var audio = AudioDecoder.Open(path);

        ReadAll(audio).ShouldBe([0.5f]);
        audio.Warnings.ShouldHaveSingleItem().ShouldBe("named .mp3, but the content is WAV");
    }

    [Fact]
    public void A_file_is_let_go_when_it_cannot_be_decoded_and_when_it_is_disposed()
    {
        var path = Path.Combine(_folder.FullName, "song.wav");
        File.WriteAllBytes(path, Wave(new byte[100])[..60]);
        Should.Throw<AudioException>(() => AudioDecoder.Open(path));
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }

        File.WriteAllBytes(path, Wave([0, 0x40]));
        AudioDecoder.Open(path).Dispose();
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }
    }

    [Theory]
    [InlineData("fLaC", "FLAC")]
    [InlineData("OggS", "Ogg")]
    [InlineData("caff", "CAF")]
    public void Without_libsndfile_the_codec_is_missing_and_the_message_says_what_to_do(string magic, string name)
    {
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(magic + new string('\0', 100)));

        var refusal = Should.Throw<AudioException>(() => AudioDecoder.Open(stream, () => CodecProbe.Nothing));

        refusal.Code.ShouldBe("codec-missing");
        refusal.Message.ShouldStartWith(name);
        refusal.Message.ShouldContain("doctor --fix");
        refusal.Message.ShouldContain("libsndfile1");
    }

    [Fact]
    public void Wave_and_aiff_need_no_library()
    {
        using var wave = AudioDecoder.Open(new MemoryStream(Wave([0, 0x40])), () => throw new InvalidOperationException("looked for a library"));
        ReadAll(wave).ShouldBe([0.5f]);
        using var aiff = AudioDecoder.Open(new MemoryStream(Aiff([0x40, 0])), () => throw new InvalidOperationException("looked for a library"));
        ReadAll(aiff).ShouldBe([0.5f]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private AudioException OpenFile(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return Should.Throw<AudioException>(() => AudioDecoder.Open(path));
    }
}
