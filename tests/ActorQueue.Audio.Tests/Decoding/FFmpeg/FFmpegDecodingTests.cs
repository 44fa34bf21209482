using ActorQueue.Audio.Decoding;
using NAudio.Wave;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Decoding.FFmpeg;

/// <summary>What ffmpeg's own encoders write, decoded through the child process and held against the signal that they were given.</summary>
public sealed class FFmpegDecodingTests : IDisposable
{
    private const int Rate = 44_100;
    private const int Frames = 2 * Rate;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ffmpeg-");

    /// <summary>Lossless codecs have every frame; lossy ones their priming and padding, at most two frames of the codec.</summary>
    public static TheoryData<string, string, string, string, int> Formats => new()
    {
        { "a.m4a", "aac", "MP4", "AAC", 4096 },
        { "a.mp4", "libmp3lame", "MP4", "MP3", 4096 },
        { "alac.m4a", "alac", "MP4", "ALAC", 0 },
        { "a.wma", "wmav2", "WMA", "WMA", 4096 },
        { "a.mka", "libvorbis", "Matroska or WebM", "Vorbis", 4096 },
        { "flac.mka", "flac", "Matroska or WebM", "FLAC", 0 },
        { "a.wv", "wavpack", "WavPack", "WavPack", 0 },
        { "a.tta", "tta", "True Audio", "True Audio", 0 },
        { "a.aac", "aac", "AAC", "AAC", 4096 },
        { "a.ac3", "ac3", "AC3", "ac3", 4096 },
        { "a.avi", "ac3", "AVI", "ac3", 4096 },
        { "yamaha.wav", "adpcm_yamaha", "WAV", "adpcm_yamaha", 4096 },
    };

    [FFmpegTheory]
    [MemberData(nameof(Formats))]
    public void Every_format_has_the_frames_and_the_sound_of_the_source(string name, string encoder, string container, string codec, int tolerance)
    {
        Encode(name, "-c:a", encoder);

        using var audio = AudioDecoder.Open(PathOf(name));
        var decoded = ReadAll(audio);

        audio.Format.Container.ShouldBe(container);
        audio.Format.Codec.ShouldBe(codec);
        audio.Format.SampleRateHz.ShouldBe(Rate);
        audio.Format.Channels.ShouldBe(2);
        audio.DecodedFrames.ShouldBeInRange(Frames - tolerance, Frames + tolerance);
        if (audio.DeclaredFrames is { } declared)
        {
            declared.ShouldBeInRange(Frames - tolerance, Frames + tolerance);
            audio.Warnings.ShouldBeEmpty();
        }
        else
        {
            audio.Warnings.ShouldHaveSingleItem().ShouldContain("no length");
        }

        Rms(decoded, 2, 0).ShouldBe(0.5 / Math.Sqrt(2), 0.02);
        Rms(decoded, 2, 1).ShouldBe(0.25 / Math.Sqrt(2), 0.02);
    }

    [FFmpegFact]
    public void Lossless_audio_is_the_source_bit_by_bit()
    {
        var source = Encode("a.wv", "-c:a", "wavpack");

        using var audio = AudioDecoder.Open(PathOf("a.wv"));

        ReadAll(audio).ShouldBe(source);
        audio.Format.ToString().ShouldBe("WavPack, WavPack 16 bit, 44100 Hz, 2 channels");
    }

    [FFmpegFact]
    public void All_channels_come_in_the_order_of_wave_with_their_speakers()
    {
        var samples = new float[6 * Rate];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)(0.1 * ((i % 6) + 1) * Math.Sin(i / 6 * 0.01));
        }

        WriteWave("six.wav", samples, new WaveFormatExtensible(Rate, 16, 6, false, 16, 0x3F));
        Encoder.Run("ffmpeg", "-v", "error", "-i", PathOf("six.wav"), "-c:a", "wavpack", PathOf("six.wv"));
        Encoder.Run("ffmpeg", "-v", "error", "-i", PathOf("six.wav"), "-c:a", "aac", "-b:a", "500k", PathOf("six.m4a"));

        foreach (var (name, tolerance) in new[] { ("six.wv", 1e-4), ("six.m4a", 0.02) })
        {
            using var audio = AudioDecoder.Open(PathOf(name));
            var decoded = ReadAll(audio);
            audio.Format.ChannelMask.ShouldBe(0x3F, name);
            foreach (var channel in Enumerable.Range(0, 6).Where(channel => channel != 3 || tolerance < 0.01))
            {
                // AAC's LFE channel keeps only the lowest frequencies.
                Rms(decoded, 6, channel).ShouldBe(Rms(samples, 6, channel), tolerance, $"{name}, channel {channel}");
            }
        }
    }

    [FFmpegTheory]
    [InlineData(8_000, 1)]
    [InlineData(96_000, 2)]
    [InlineData(384_000, 3)]
    public void Rate_and_channels_are_the_file_s_own(int rate, int channels)
    {
        var samples = new float[rate * channels / 10];
        Array.Fill(samples, 0.5f);
        WriteWave("source.wav", samples, new WaveFormat(rate, 16, channels));
        Encoder.Run("ffmpeg", "-v", "error", "-i", PathOf("source.wav"), "-c:a", "tta", PathOf("a.tta"));

        using var audio = AudioDecoder.Open(PathOf("a.tta"));

        ReadAll(audio).ShouldBe(samples, 1e-4);
        audio.Format.SampleRateHz.ShouldBe(rate);
        audio.Format.Channels.ShouldBe(channels);
    }

    [FFmpegTheory]
    [InlineData("-i.m4a")]
    [InlineData("concat:a.m4a|b.m4a")]
    [InlineData("http:song.m4a")]
    [InlineData("%03d 'quoted\" \\ ; $(x) [0:1].m4a")]
    [InlineData("two\nlines.m4a")]
    [InlineData("Ünïcødé 音.m4a")]
    public void Names_are_neither_options_nor_protocols(string name)
    {
        Encode("plain.m4a", "-c:a", "aac");
        File.Move(PathOf("plain.m4a"), PathOf(name));

        using var audio = AudioDecoder.Open(PathOf(name));

        ReadAll(audio).Length.ShouldBePositive();
    }

    [FFmpegFact]
    public void A_file_that_can_only_be_named_by_its_descriptor_is_decoded()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Encode("a.m4a", "-c:a", "aac");
        using var handle = File.OpenHandle(PathOf("a.m4a"));
        File.Delete(PathOf("a.m4a"));

        using var audio = AudioDecoder.Open($"/proc/self/fd/{handle.DangerousGetHandle()}");

        ReadAll(audio).Length.ShouldBePositive();
    }

    [FFmpegFact]
    public void A_stream_is_decoded_from_a_copy_that_is_gone_afterwards()
    {
        Encode("a.m4a", "-c:a", "aac");
        using var stream = new MemoryStream(File.ReadAllBytes(PathOf("a.m4a")));
        using (var audio = AudioDecoder.Open(stream))
        {
            Copies().ShouldHaveSingleItem();
            ReadAll(audio).Length.ShouldBePositive();
        }

        Copies().ShouldBeEmpty();
        stream.CanRead.ShouldBeTrue();

        static IEnumerable<string> Copies() => Directory.EnumerateFiles(Path.GetTempPath(), $"actorqueue-audio-{Environment.ProcessId}-*");
    }

    [FFmpegTheory]
    [InlineData("a.m4a", "aac", "+faststart")]
    [InlineData("alac.m4a", "alac", "+faststart")]
    [InlineData("a.wma", "wmav2", null)]
    [InlineData("a.mka", "libvorbis", null)]
    [InlineData("a.wv", "wavpack", null)]
    [InlineData("a.tta", "tta", null)]
    public void A_cut_file_is_never_taken_for_a_whole_one(string name, string encoder, string? flags)
    {
        Encode(name, ["-c:a", encoder, .. flags is null ? [] : (string[])["-movflags", flags]]);
        var bytes = File.ReadAllBytes(PathOf(name));
        File.WriteAllBytes(PathOf("cut-" + name), bytes[..(bytes.Length * 6 / 10)]);

        var refusal = Should.Throw<AudioException>(() => Decode("cut-" + name));

        refusal.Code.ShouldBe("decode-failed");
        (refusal.Message.Contains("truncated") || refusal.Message.Contains("ffmpeg")).ShouldBeTrue(refusal.Message);
    }

    [FFmpegFact]
    public void A_file_without_its_index_says_what_is_missing()
    {
        Encode("a.m4a", "-c:a", "aac");
        var bytes = File.ReadAllBytes(PathOf("a.m4a"));
        File.WriteAllBytes(PathOf("cut.m4a"), bytes[..(bytes.Length / 2)]);

        var refusal = Should.Throw<AudioException>(() => Decode("cut.m4a"));

        refusal.Code.ShouldBe("decode-failed");
        refusal.Message.ShouldContain("moov atom not found");
        refusal.Message.ShouldNotContain("/proc/");
        refusal.Message.ShouldNotContain("0x");
    }

    [FFmpegFact]
    public void Damage_that_ffmpeg_steps_over_is_told()
    {
        Encode("a.m4a", "-c:a", "aac", "-movflags", "+faststart");
        var bytes = File.ReadAllBytes(PathOf("a.m4a"));
        new Random(3).NextBytes(bytes.AsSpan(bytes.Length * 3 / 4, 400));
        File.WriteAllBytes(PathOf("damaged.m4a"), bytes);

        using var audio = AudioDecoder.Open(PathOf("damaged.m4a"));
        ReadAll(audio);

        audio.Warnings.ShouldContain(warning => warning.StartsWith("parts may be missing, for ffmpeg says: "));
    }

    [FFmpegFact]
    public void A_film_without_sound_has_no_audio_stream()
    {
        Encoder.Run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=c=black:s=16x16:d=0.2", "-c:v", "mpeg4", PathOf("silent.mp4"));

        Should.Throw<AudioException>(() => Decode("silent.mp4")).Message.ShouldBe("the MP4 file has no audio stream");
    }

    [FFmpegFact]
    public void Of_several_audio_streams_the_first_is_read_and_the_others_are_told()
    {
        Encode("two.mka", "-c:a", "flac", "-map", "0:a", "-map", "0:a");

        using var audio = AudioDecoder.Open(PathOf("two.mka"));

        ReadAll(audio).Length.ShouldBe(2 * Frames);
        audio.Warnings.ShouldContain("the file has 2 audio streams; the first was read");
    }

    /// <summary>libsndfile 1.2 refuses both as ffmpeg writes them.</summary>
    [FFmpegTheory]
    [InlineData("flac.ogg", "flac", 0)]
    [InlineData("speex.ogg", "libspeex", 2048)]
    public void Ogg_that_libsndfile_refuses_is_still_held_to_its_pages(string name, string encoder, int tolerance)
    {
        Encode(name, "-c:a", encoder, "-ar", "32000");
        using (var audio = AudioDecoder.Open(PathOf(name)))
        {
            ReadAll(audio).ShouldNotBeEmpty();
            audio.DeclaredFrames!.Value.ShouldBeInRange(64_000 - tolerance, 64_000 + tolerance);
            audio.DecodedFrames.ShouldBeInRange(64_000 - tolerance, 64_000 + tolerance);
            audio.Warnings.ShouldBeEmpty();
        }

        var bytes = File.ReadAllBytes(PathOf(name));
        File.WriteAllBytes(PathOf("cut-" + name), bytes[..(bytes.Length * 6 / 10)]);
        Should.Throw<AudioException>(() => Decode("cut-" + name)).Message.ShouldContain("truncated");
    }

    /// <summary>libsndfile declared a third of a second more than there was, which read as a loss.</summary>
    [FFmpegFact]
    public void Mp3_within_wave_is_counted_by_its_frames()
    {
        Encode("mp3.wav", "-c:a", "libmp3lame");
        using (var audio = AudioDecoder.Open(PathOf("mp3.wav")))
        {
            ReadAll(audio).ShouldNotBeEmpty();
            audio.Format.Codec.ShouldBe("MP3");
            audio.DecodedFrames.ShouldBeInRange(Frames, Frames + (3 * 1152));
            audio.Warnings.ShouldBeEmpty();
        }

        var bytes = File.ReadAllBytes(PathOf("mp3.wav"));
        File.WriteAllBytes(PathOf("cut.wav"), bytes[..(bytes.Length * 6 / 10)]);
        Should.Throw<AudioException>(() => Decode("cut.wav")).Message.ShouldContain("truncated");
    }

    /// <summary>A container's length is that of its longest stream.</summary>
    [FFmpegTheory]
    [InlineData("film.mp4", "aac")]
    [InlineData("film.mkv", "aac")]
    [InlineData("film.wmv", "wmav2")]
    [InlineData("film.avi", "mp2")]
    [InlineData("film.flv", "libmp3lame")]
    public void A_film_may_go_on_after_its_sound(string name, string encoder)
    {
        Encoder.Run(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=s=16x16:d=4:r=5", "-f", "lavfi", "-i", "sine=d=1", "-c:v", name.EndsWith("flv", StringComparison.Ordinal) ? "flv1" : "mpeg4",
            "-c:a", encoder, PathOf(name));

        using var audio = AudioDecoder.Open(PathOf(name));
        ReadAll(audio);

        audio.DecodedFrames.ShouldBeInRange(Rate - 4096, Rate + 4096);
    }

    /// <summary>A playlist would make ffmpeg open other files: left to itself it plays this one.</summary>
    [FFmpegFact]
    public void A_playlist_is_no_audio()
    {
        Encode("a.ts", "-c:a", "aac");
        File.WriteAllText(PathOf("list.wv"), $"#EXTM3U\n# more than text: ü\n#EXT-X-TARGETDURATION:10\n#EXTINF:2,\n{PathOf("a.ts")}\n#EXT-X-ENDLIST\n");

        var refusal = Should.Throw<AudioException>(() => Decode("list.wv"));

        refusal.Code.ShouldBe("decode-failed");
        refusal.Message.ShouldStartWith("not audio");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private void Decode(string name)
    {
        using var audio = AudioDecoder.Open(PathOf(name));
        ReadAll(audio);
    }

    /// <summary>Two seconds of a sinusoid for each channel, 0.5 and 0.25 high, as ffmpeg encodes them.</summary>
    private float[] Encode(string name, params string[] options)
    {
        var samples = new float[2 * Frames];
        for (var frame = 0; frame < Frames; frame++)
        {
            samples[2 * frame] = (float)(0.5 * Math.Sin(frame * 2 * Math.PI * 440 / Rate));
            samples[(2 * frame) + 1] = (float)(0.25 * Math.Sin(frame * 2 * Math.PI * 1000 / Rate));
        }

        var written = WriteWave("source.wav", samples, new WaveFormat(Rate, 16, 2));
        Encoder.Run("ffmpeg", ["-v", "error", "-i", PathOf("source.wav"), .. options, PathOf(name)]);
        return written;
    }

    private float[] WriteWave(string name, float[] samples, WaveFormat format)
    {
        short[] pcm = [.. samples.Select(sample => (short)(sample * 32767))];
        using (var writer = new WaveFileWriter(PathOf(name), format))
        {
            writer.Write([.. pcm.SelectMany(BitConverter.GetBytes)]);
        }

        return [.. pcm.Select(sample => sample / 32768f)];
    }

    private static double Rms(float[] samples, int channels, int channel) =>
        Math.Sqrt(Enumerable.Range(0, samples.Length / channels).Average(frame => Math.Pow(samples[(frame * channels) + channel], 2)));
}
