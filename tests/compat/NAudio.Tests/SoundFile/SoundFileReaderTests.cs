using ActorQueue.Audio.Tests.Decoding;
using NAudio.SoundFile;
using NAudio.Wave;

namespace NAudio.Tests.SoundFile;

public sealed class SoundFileReaderTests : IDisposable
{
    private const int Rate = 22050;
    private const int Frames = 100_001;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("naudio-");

    [EncoderFact("flac")]
    public void Lossless_content_is_the_source_bit_by_bit()
    {
        var source = WriteSource("source.wav");
        Encoder.Run("flac", "-s", "-o", PathOf("a.flac"), PathOf("source.wav"));

        using var reader = new SoundFileReader(PathOf("a.flac"));

        reader.WaveFormat.ShouldBe(WaveFormat.CreateIeeeFloatWaveFormat(Rate, 1));
        reader.Length.ShouldBe(Frames * sizeof(float));
        ReadAll(reader).ShouldBe(source);
    }

    [EncoderFact("flac")]
    public void A_stream_is_decoded_like_a_file_and_stays_open()
    {
        var source = WriteSource("source.wav");
        Encoder.Run("flac", "-s", "-o", PathOf("a.flac"), PathOf("source.wav"));
        using var stream = new MemoryStream(File.ReadAllBytes(PathOf("a.flac")));

        using (var reader = new SoundFileReader(stream))
        {
            ReadAll(reader).ShouldBe(source);
        }

        stream.CanRead.ShouldBeTrue();
    }

    [EncoderFact("flac")]
    public void A_position_is_a_byte_of_the_decoded_floats()
    {
        var source = WriteSource("source.wav");
        Encoder.Run("flac", "-s", "-o", PathOf("a.flac"), PathOf("source.wav"));
        using var reader = new SoundFileReader(PathOf("a.flac"));

        reader.CanSeek.ShouldBeTrue();
        reader.Position = 5000 * sizeof(float);
        ReadAll(reader).ShouldBe(source[5000..]);
        reader.Position.ShouldBe(reader.Length);
    }

    [EncoderFact("oggenc")]
    public void Tags_are_read_from_the_file()
    {
        WriteSource("source.wav");
        Encoder.Run("oggenc", "-Q", "-t", "A title", "-a", "Ünïcode", "-o", PathOf("a.ogg"), PathOf("source.wav"));

        using var reader = new SoundFileReader(PathOf("a.ogg"));

        reader.Tags.Title.ShouldBe("A title");
        reader.Tags.Artist.ShouldBe("Ünïcode");
        reader.Tags.Album.ShouldBeNull();
        reader.Tags.IsEmpty.ShouldBeFalse();
    }

    [EncoderFact("flac")]
    public void What_is_no_audio_is_refused_with_the_librarys_words()
    {
        File.WriteAllText(PathOf("a.flac"), "just text");

        Should.Throw<SoundFileException>(() => new SoundFileReader(PathOf("a.flac"))).Function.ShouldBe("sf_open");
        Should.Throw<SoundFileException>(() => new SoundFileReader(new MemoryStream([1, 2, 3]))).Message.ShouldNotBeEmpty();
        Should.Throw<SoundFileException>(() => new SoundFileReader(PathOf("missing.flac")));
    }

    [EncoderFact("flac")]
    public void A_failing_stream_is_reported_and_not_taken_for_the_end()
    {
        WriteSource("source.wav");
        Encoder.Run("flac", "-s", "-o", PathOf("a.flac"), PathOf("source.wav"));
        using var stream = new FailingStream(File.ReadAllBytes(PathOf("a.flac")));
        using var reader = new SoundFileReader(stream);
        stream.Fails = true;

        var exception = Should.Throw<SoundFileException>(() => ReadAll(reader));
        exception.InnerException.ShouldBeOfType<IOException>();
    }

    [EncoderFact("flac")]
    public void The_library_says_what_it_knows()
    {
        SoundFileCapabilities.LibraryVersion.ShouldStartWith("libsndfile-");
        SoundFileCapabilities.IsFormatSupported(SoundFileMajorFormat.Wav, SoundFileSubtype.Pcm24).ShouldBeTrue();
        SoundFileCapabilities.IsFormatSupported(SoundFileMajorFormat.Wav, SoundFileSubtype.Vorbis).ShouldBeFalse();
        SoundFileCapabilities.GetSupportedMajorFormats().ShouldContain(format => format.Extension == "wav");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private float[] WriteSource(string name)
    {
        var samples = new short[Frames];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(20000 * Math.Sin(i * 0.05 * (1 + (i % 7))));
        }

        using var writer = new WaveFileWriter(PathOf(name), new WaveFormat(Rate, 16, 1));
        writer.WriteSamples(samples, 0, samples.Length);
        return [.. samples.Select(sample => sample / 32768f)];
    }

    private static float[] ReadAll(SoundFileReader reader)
    {
        var all = new List<float>();
        var buffer = new float[1000];
        int read;
        while ((read = reader.Read(buffer.AsSpan())) > 0)
        {
            all.AddRange(buffer.AsSpan(0, read));
        }

        return [.. all];
    }

    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public bool Fails { get; set; }

        public override int Read(byte[] buffer, int offset, int count) =>
            Fails ? throw new IOException("the disk is gone") : base.Read(buffer, offset, count);
    }
}
