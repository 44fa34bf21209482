using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Synthesis;
using NAudio.Wave;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Decoding;

/// <summary>What the real encoders write, decoded and held against the signal that they were given.</summary>
public sealed class EncodedFileTests : IDisposable
{
    private const int Rate = 44_100;
    private const int Frames = 4 * Rate;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("encoded-");

    [EncoderFact("flac")]
    public void Flac_is_the_source_bit_by_bit()
    {
        var source = WriteSource();
        Encoder.Run("flac", "-s", "-o", PathOf("a.flac"), PathOf("source.wav"));

        using var audio = AudioDecoder.Open(PathOf("a.flac"));

        ReadAll(audio).ShouldBe(source);
        audio.Format.ToString().ShouldBe("FLAC, FLAC 16 bit, 44100 Hz, 2 channels");
        audio.DeclaredFrames.ShouldBe(Frames);
        audio.DeclaredDuration.ShouldBe(TimeSpan.FromSeconds(4));
        audio.Warnings.ShouldBeEmpty();
    }

    [EncoderFact("oggenc")]
    public void Vorbis_has_every_frame_and_the_sound_of_the_source()
    {
        WriteSource();
        Encoder.Run("oggenc", "-Q", "-q", "8", "-o", PathOf("a.ogg"), PathOf("source.wav"));
        IsLikeTheSource("a.ogg", "Ogg", "Vorbis", exactFrames: Frames);
    }

    [EncoderFact("opusenc")]
    public void Opus_has_every_frame_at_its_own_rate()
    {
        WriteSource();
        Encoder.Run("opusenc", "--quiet", "--bitrate", "192", PathOf("source.wav"), PathOf("a.opus"));
        IsLikeTheSource("a.opus", "Ogg", "Opus", exactFrames: 4 * 48_000);
    }

    [EncoderFact("lame")]
    public void Mp3_with_an_info_frame_has_exactly_the_frames_of_the_source()
    {
        WriteSource();
        Encoder.Run("lame", "--quiet", "-b", "320", PathOf("source.wav"), PathOf("cbr.mp3"));
        IsLikeTheSource("cbr.mp3", "MP3", "MP3", exactFrames: Frames);
        Encoder.Run("lame", "--quiet", "-V2", PathOf("source.wav"), PathOf("vbr.mp3"));
        IsLikeTheSource("vbr.mp3", "MP3", "MP3", exactFrames: Frames);
    }

    /// <summary>libsndfile takes the first frame's bitrate for all and stopped at about half of such files.</summary>
    [EncoderFact("lame")]
    public void Variable_rate_mp3_without_an_info_frame_is_decoded_to_its_end()
    {
        WriteSource(quietStart: true);
        Encoder.Run("lame", "--quiet", "-V2", "-t", PathOf("source.wav"), PathOf("a.mp3"));

        using var audio = AudioDecoder.Open(PathOf("a.mp3"));
        ReadAll(audio);

        audio.DecodedFrames.ShouldBeInRange(Frames, Frames + (3 * 1152));
        audio.Warnings.ShouldHaveSingleItem().ShouldContain("variable-rate");
    }

    [EncoderFact("lame")]
    public void Joined_mp3_files_are_read_to_the_last_with_a_warning()
    {
        WriteSource();
        Encoder.Run("lame", "--quiet", PathOf("source.wav"), PathOf("one.mp3"));
        Join("one.mp3", "one.mp3", "joined.mp3");

        using var audio = AudioDecoder.Open(PathOf("joined.mp3"));
        ReadAll(audio);

        audio.DecodedFrames.ShouldBeInRange(2 * Frames, (2 * Frames) + (8 * 1152));
        audio.Warnings.ShouldContain(warning => warning.Contains("joined"));
    }

    [EncoderFact("lame")]
    public void Junk_and_tags_around_mp3_frames_are_stepped_over()
    {
        WriteSource();
        Encoder.Run("lame", "--quiet", "-b", "320", "--id3v2-only", "--tt", "A title", PathOf("source.wav"), PathOf("one.mp3"));
        var frames = File.ReadAllBytes(PathOf("one.mp3"));
        byte[] tag = [.. "TAG"u8, .. new byte[125]];
        File.WriteAllBytes(PathOf("tagged.mp3"), [.. frames, .. tag]);
        File.WriteAllBytes(PathOf("junk.mp3"), [.. new byte[500], .. frames, .. new byte[5000]]);

        IsLikeTheSource("tagged.mp3", "MP3", "MP3", exactFrames: Frames);
        using var audio = AudioDecoder.Open(PathOf("junk.mp3"));
        ReadAll(audio).Length.ShouldBe(2 * Frames);
        audio.Warnings.ShouldHaveSingleItem().ShouldContain("5000 bytes");
    }

    /// <summary>libsndfile stops after the first stream of a chained file.</summary>
    [EncoderFact("oggenc")]
    public void Chained_ogg_streams_are_read_to_the_last_with_a_warning()
    {
        WriteSource();
        Encoder.Run("oggenc", "-Q", "-s", "1", "-o", PathOf("one.ogg"), PathOf("source.wav"));
        Encoder.Run("oggenc", "-Q", "-s", "2", "-o", PathOf("two.ogg"), PathOf("source.wav"));
        Join("one.ogg", "two.ogg", "chained.ogg");

        using var audio = AudioDecoder.Open(PathOf("chained.ogg"));
        ReadAll(audio).Length.ShouldBe(4 * Frames);

        audio.DeclaredFrames.ShouldBe(2 * Frames);
        audio.Warnings.ShouldHaveSingleItem().ShouldContain("2 chained streams");
    }

    [EncoderFact("flac")]
    public void A_cut_flac_fails_where_it_ends()
    {
        WriteSource();
        Encoder.Run("flac", "-s", "-o", PathOf("a.flac"), PathOf("source.wav"));
        FailsWhenCut("a.flac");
    }

    [EncoderFact("oggenc")]
    public void A_cut_vorbis_is_truncated()
    {
        WriteSource();
        Encoder.Run("oggenc", "-Q", "-o", PathOf("a.ogg"), PathOf("source.wav"));
        FailsWhenCut("a.ogg").ShouldContain("truncated");
    }

    [EncoderFact("opusenc")]
    public void A_cut_opus_is_truncated()
    {
        WriteSource();
        Encoder.Run("opusenc", "--quiet", PathOf("source.wav"), PathOf("a.opus"));
        FailsWhenCut("a.opus").ShouldContain("truncated");
    }

    [EncoderFact("lame")]
    public void A_cut_mp3_is_truncated()
    {
        WriteSource();
        Encoder.Run("lame", "--quiet", PathOf("source.wav"), PathOf("a.mp3"));
        FailsWhenCut("a.mp3").ShouldStartWith("truncated: header declares 4.");
    }

    [EncoderFact("flac")]
    public void A_damaged_flac_is_never_taken_for_a_whole_one()
    {
        WriteSource();
        Encoder.Run("flac", "-s", "-o", PathOf("a.flac"), PathOf("source.wav"));
        var bytes = File.ReadAllBytes(PathOf("a.flac"));
        new Random(5).NextBytes(bytes.AsSpan(bytes.Length / 2, 5000));
        File.WriteAllBytes(PathOf("damaged.flac"), bytes);

        Should.Throw<AudioException>(() => DecodeFile("damaged.flac")).Code.ShouldBe("decode-failed");
    }

    [EncoderFact("opusenc")]
    public void Six_opus_channels_come_in_the_order_of_wave()
    {
        // Each channel has a level of its own, so an exchange shows.
        var samples = new float[6 * Rate];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)(0.1 * ((i % 6) + 1) * Math.Sin(i / 6 * 0.01));
        }

        var format = new WaveFormatExtensible(Rate, 16, 6, false, 16, 0x3F);
        byte[] pcm = [.. samples.SelectMany(sample => BitConverter.GetBytes((short)(sample * 32767)))];
        using (var writer = new WaveFileWriter(PathOf("six.wav"), format))
        {
            writer.Write(pcm);
        }

        Encoder.Run("opusenc", "--quiet", "--bitrate", "512", PathOf("six.wav"), PathOf("six.opus"));
        using var audio = AudioDecoder.Open(PathOf("six.opus"));
        var decoded = ReadAll(audio);

        audio.Format.ChannelMask.ShouldBe(0x3F);
        for (var channel = 0; channel < 6; channel++)
        {
            Rms(decoded, 6, channel).ShouldBe(Rms(samples, 6, channel), 0.01, $"channel {channel}");
        }
    }

    [EncoderFact("flac")]
    public void The_probe_says_what_is_installed()
    {
        var probe = CodecProbe.Run();

        probe.IsSoundFileInstalled.ShouldBeTrue();
        probe.SoundFileVersion.ShouldNotBeNull().ShouldStartWith("libsndfile");
        probe.CanDecodeFlac.ShouldBeTrue();
        probe.CanDecodeOgg.ShouldBeTrue();
        probe.SoundFileFormats.ShouldNotBeEmpty();
        CodecProbe.Nothing.CanDecodeFlac.ShouldBeFalse();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private void Join(string first, string second, string target) =>
        File.WriteAllBytes(PathOf(target), [.. File.ReadAllBytes(PathOf(first)), .. File.ReadAllBytes(PathOf(second))]);

    private void DecodeFile(string name)
    {
        using var audio = AudioDecoder.Open(PathOf(name));
        ReadAll(audio);
    }

    private string FailsWhenCut(string name)
    {
        var bytes = File.ReadAllBytes(PathOf(name));
        File.WriteAllBytes(PathOf("cut-" + name), bytes[..(bytes.Length * 6 / 10)]);
        var refusal = Should.Throw<AudioException>(() => DecodeFile("cut-" + name));
        refusal.Code.ShouldBe("decode-failed");
        return refusal.Message;
    }

    private void IsLikeTheSource(string name, string container, string codec, long exactFrames)
    {
        using var audio = AudioDecoder.Open(PathOf(name));
        var decoded = ReadAll(audio);

        audio.Format.Container.ShouldBe(container);
        audio.Format.Codec.ShouldBe(codec);
        audio.Format.Channels.ShouldBe(2);
        audio.DeclaredFrames.ShouldBe(exactFrames);
        audio.DecodedFrames.ShouldBe(exactFrames);
        audio.Warnings.ShouldBeEmpty();

        // Amplitudes 0.5 and 0.25: a sinusoid's RMS is its amplitude over √2.
        Rms(decoded, 2, 0).ShouldBe(0.5 / Math.Sqrt(2), 0.01);
        Rms(decoded, 2, 1).ShouldBe(0.25 / Math.Sqrt(2), 0.01);
    }

    private static double Rms(float[] samples, int channels, int channel)
    {
        double sum = 0;
        for (var i = channel; i < samples.Length; i += channels)
        {
            sum += (double)samples[i] * samples[i];
        }

        return Math.Sqrt(sum / (samples.Length / channels));
    }

    private float[] WriteSource(bool quietStart = false)
    {
        var left = ToneSynthesizer.Sine(440, 0.5, TimeSpan.FromSeconds(4), Rate);
        var right = ToneSynthesizer.Sine(1000, 0.25, TimeSpan.FromSeconds(4), Rate);
        var samples = new float[2 * Frames];
        for (var frame = 0; frame < Frames; frame++)
        {
            var gain = quietStart && frame < Frames / 2 ? 0 : 1;
            samples[2 * frame] = left[frame] * gain;
            samples[(2 * frame) + 1] = right[frame] * gain;
        }

        WaveFileWriter.CreateWaveFile16(PathOf("source.wav"), new SampleBuffer(samples, Rate, 2));
        return [.. samples.Select(sample => (short)(sample * 32767) / 32768f)];
    }
}
