using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Tests.Tags;
using static ActorQueue.Audio.Tests.Decoding.SoundFiles;

namespace ActorQueue.Audio.Tests.Decoding;

/// <summary>Files at the ends of what is possible: every rate, every channel count, thirty hours, no second at all.</summary>
public sealed class ExtremeFileTests : IDisposable
{
    private const long ThirtyHours = 30 * 3600;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("extreme-");

    [Theory]
    [InlineData(1_000)]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(88_200)]
    [InlineData(96_000)]
    [InlineData(176_400)]
    [InlineData(192_000)]
    [InlineData(352_800)]
    [InlineData(384_000)]
    [InlineData(768_000)]
    public void Every_rate_is_decoded(int rate)
    {
        Decode(Wave([0, 0x40], rate: rate)).Audio.Format.SampleRateHz.ShouldBe(rate);
        Decode(Aiff([0x40, 0], rate: rate)).Audio.Format.SampleRateHz.ShouldBe(rate);
    }

    [Fact]
    public void Every_channel_count_is_decoded_in_its_order()
    {
        for (var channels = 1; channels <= 64; channels++)
        {
            byte[] frame = [.. Enumerable.Range(1, channels).SelectMany(channel => UInt16(channel * 256))];
            float[] expected = [.. Enumerable.Range(1, channels).Select(channel => channel / 128f)];

            var (samples, audio) = Decode(Wave([.. frame, .. frame], channels: channels));

            samples.ShouldBe([.. expected, .. expected]);
            audio.Format.Channels.ShouldBe(channels);
            audio.DecodedFrames.ShouldBe(2);
        }
    }

    [Fact]
    public void Thirty_hours_are_read_to_the_end_in_the_memory_of_a_block()
    {
        const int rate = 1000;
        var path = Sparse("long.wav", Riff("RIFF", Format(Pcm, 1, rate, 1, 8), Chunk("data", [], (uint)(ThirtyHours * rate))), ThirtyHours * rate);
        using var audio = AudioDecoder.Open(path);
        var buffer = new float[4096];
        audio.Samples.Read(buffer).ShouldBe(buffer.Length);

        var before = GC.GetAllocatedBytesForCurrentThread();
        while (audio.Samples.Read(buffer) > 0)
        {
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(16_384);
        audio.DeclaredDuration.ShouldBe(TimeSpan.FromHours(30));
        audio.DecodedFrames.ShouldBe(ThirtyHours * rate);
    }

    [Fact]
    public void Nineteen_gigabytes_are_opened_at_once_and_one_frame_less_is_truncated()
    {
        const long size = ThirtyHours * 44_100 * 4;
        byte[] header = Riff(
            "RF64", Chunk("ds64", [.. Int64(0), .. Int64(size), .. Int64(0)]), Format(Pcm, 2, 44_100, 4, 16), Chunk("data", [], uint.MaxValue));

        using (var audio = AudioDecoder.Open(Sparse("whole.wav", header, size)))
        {
            audio.DeclaredDuration.ShouldBe(TimeSpan.FromHours(30));
            audio.Samples.Read(new float[4096]).ShouldBe(4096);
        }

        Should.Throw<AudioException>(() => AudioDecoder.Open(Sparse("cut.wav", header, size - 4))).Message.ShouldStartWith("truncated");
    }

    /// <summary>A gap of zeros inside an MP3 is searched for the next frame; nobody should have to wait for that who no longer wants it.</summary>
    [EncoderFact("lame")]
    public void The_walk_through_a_long_file_can_be_cancelled()
    {
        var path = Sparse("gap.mp3", TagFiles.Mp3Frames(20), 200L << 30);
        using var cancellation = new CancellationTokenSource();
        var opening = Task.Factory.StartNew(
            () => Should.Throw<OperationCanceledException>(() => AudioDecoder.Open(path, cancellation.Token)), TaskCreationOptions.LongRunning);

        cancellation.Cancel();

        opening.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
    }

    [EncoderFact("flac")]
    public void A_file_of_no_second_holds_no_audio()
    {
        File.WriteAllBytes(PathOf("empty.raw"), []);
        Encoder.Run("flac", "-s", "--force-raw-format", "--endian=little", "--sign=signed", "--channels=1", "--bps=16", "--sample-rate=8000", "-o", PathOf("a.flac"), PathOf("empty.raw"));

        var refusal = Should.Throw<AudioException>(() =>
        {
            using var audio = AudioDecoder.Open(PathOf("a.flac"));
            ReadAll(audio);
        });

        refusal.Code.ShouldBe("decode-failed");
        Refusal(Wave([])).Message.ShouldContain("no audio");
        Refusal(Aiff([])).Message.ShouldContain("no audio");
    }

    /// <summary>libsndfile hands NaN through, ffmpeg too.</summary>
    [EncoderFact("flac")]
    public void Nothing_that_is_no_number_comes_out_of_libsndfile()
    {
        byte[] samples = [.. new[] { 0.5f, float.NaN, float.PositiveInfinity, -0.5f }.SelectMany(sample => Reversed(BitConverter.GetBytes(sample)))];
        byte[] file = [.. ".snd"u8, .. Reversed(UInt32(24)), .. Reversed(UInt32((uint)samples.Length)), .. Reversed(UInt32(6)), .. Reversed(UInt32(8000)), .. Reversed(UInt32(1)), .. samples];

        var (decoded, audio) = Decode(file);

        decoded.ShouldBe([0.5f, 0, 0, -0.5f]);
        audio.Warnings.ShouldHaveSingleItem().ShouldStartWith("2 samples");
    }

    [FFmpegFact]
    public void Nothing_that_is_no_number_comes_out_of_ffmpeg()
    {
        float[] samples = [.. Enumerable.Range(0, 4000).Select(i => (i % 4) switch { 1 => float.NaN, 2 => float.NegativeInfinity, _ => 0.5f })];
        File.WriteAllBytes(PathOf("nan.wav"), Wave([.. samples.SelectMany(BitConverter.GetBytes)], IeeeFloat, bits: 32));
        Encoder.Run("ffmpeg", "-v", "error", "-i", PathOf("nan.wav"), "-c:a", "pcm_f32le", PathOf("nan.mka"));

        using var audio = AudioDecoder.Open(PathOf("nan.mka"));

        ReadAll(audio).ShouldBe(samples.Select(sample => float.IsFinite(sample) ? sample : 0));
        audio.Warnings.ShouldHaveSingleItem().ShouldStartWith("2000 samples");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A file whose bytes behind the header are a hole that takes no room.</summary>
    private string Sparse(string name, byte[] header, long size)
    {
        using var file = new FileStream(PathOf(name), FileMode.Create);
        file.Write(header);
        file.SetLength(header.Length + size);
        return PathOf(name);
    }
}
