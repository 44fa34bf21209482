using NAudio.Wave;

namespace NAudio.Tests.Wave;

public sealed class WaveFileTests
{
    private static readonly float[] Ramp = [.. Enumerable.Range(-100, 201).Select(i => i / 100f)];

    public static TheoryData<int, bool, double> Formats => new()
    {
        { 16, false, 2.1 / 32768 },
        { 24, false, 2.1 / 8388608 },
        { 32, false, 1e-7 },
        { 32, true, 1e-12 },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Samples_survive_a_file_within_two_steps(int bits, bool isFloat, double tolerance)
    {
        using var stream = new MemoryStream();
        var format = isFloat ? WaveFormat.CreateIeeeFloatWaveFormat(44100, 1) : new WaveFormat(44100, bits, 1);
        using (var writer = new WaveFileWriter(new KeptOpen(stream), format))
        {
            writer.WriteSamples(Ramp, 0, Ramp.Length);
        }

        using var reader = new WaveFileReader(Rewound(stream));
        reader.SampleCount.ShouldBe(Ramp.Length);
        var read = ReadAll(reader.ToSampleProvider());

        read.Length.ShouldBe(Ramp.Length);
        for (var i = 0; i < read.Length; i++)
        {
            ((double)read[i]).ShouldBe(Ramp[i], tolerance);
        }
    }

    [Fact]
    public void Sizes_are_in_the_header_as_RIFF_wants_them()
    {
        using var stream = new MemoryStream();
        using (var writer = new WaveFileWriter(new KeptOpen(stream), new WaveFormat(8000, 24, 1)))
        {
            writer.Write([1, 2, 3], 0, 3);
            writer.Length.ShouldBe(3);
            writer.TotalTime.ShouldBe(TimeSpan.FromSeconds(1 / 8000.0));
        }

        var bytes = stream.ToArray();
        BitConverter.ToInt32(bytes, 4).ShouldBe(bytes.Length - 8);
        (bytes.Length % 2).ShouldBe(0, "an odd data chunk is padded");
        BitConverter.ToInt32(bytes, 42).ShouldBe(3);
    }

    [Fact]
    public void A_flushed_file_can_be_read_while_it_is_still_written()
    {
        using var stream = new MemoryStream();
        using var writer = new WaveFileWriter(new KeptOpen(stream), new WaveFormat(8000, 16, 1));
        writer.WriteSamples(new short[] { 1, 2 }, 0, 2);
        writer.Flush();
        writer.WriteSamples(new short[] { 3 }, 0, 1);
        writer.Flush();

        using var reader = new WaveFileReader(Rewound(new MemoryStream(stream.ToArray())));
        ReadAll(reader.ToSampleProvider()).ShouldBe([1 / 32768f, 2 / 32768f, 3 / 32768f]);
    }

    [Fact]
    public void Positions_are_counted_in_audio_and_kept_to_whole_blocks()
    {
        using var stream = new MemoryStream();
        WaveFileWriter.WriteWavFileToStream(stream, new RawSourceWaveStream(new byte[400], 0, 400, new WaveFormat(100, 16, 2)));

        using var reader = new WaveFileReader(Rewound(stream));
        reader.Length.ShouldBe(400);
        reader.TotalTime.ShouldBe(TimeSpan.FromSeconds(1));
        reader.Position = 7;
        reader.Position.ShouldBe(4);
        reader.CurrentTime = TimeSpan.FromSeconds(0.5);
        reader.Position.ShouldBe(200);
        reader.Seek(0, SeekOrigin.End).ShouldBe(400);
        reader.Read(new byte[4]).ShouldBe(0);
        Should.Throw<ArgumentException>(() => reader.Read(new byte[3]));
    }

    [Fact]
    public void Frames_can_be_read_one_by_one()
    {
        using var stream = new MemoryStream();
        var provider = new RawSourceWaveStream([0, 0x40, 0, 0xC0], 0, 4, new WaveFormat(8000, 16, 2));
        WaveFileWriter.WriteWavFileToStream(stream, provider);
        using var reader = new WaveFileReader(Rewound(stream));

        reader.ReadNextSampleFrame().ShouldBe([0.5f, -0.5f]);
        reader.ReadNextSampleFrame().ShouldBeNull();
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(32, true)]
    public void Extensible_files_become_samples_like_plain_ones(int bits, bool isFloat)
    {
        using var stream = new MemoryStream();
        var format = new WaveFormatExtensible(48000, bits, 1, isFloat, bits, 4);
        byte[] half = isFloat ? BitConverter.GetBytes(0.5f) : [0, 0, 0x40];
        WaveFileWriter.WriteWavFileToStream(stream, new RawSourceWaveStream(half, 0, half.Length, format));

        using var reader = new WaveFileReader(Rewound(stream));
        reader.WaveFormat.Encoding.ShouldBe(WaveFormatEncoding.Extensible);
        ReadAll(reader.ToSampleProvider()).ShouldBe([0.5f]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("RIFF\0\0\0\0AVI ")]
    [InlineData("OggS\0\0\0\0WAVE")]
    public void What_is_no_wave_file_is_refused(string content)
    {
        var exception = Should.Throw<Exception>(() => new WaveFileReader(new MemoryStream([.. content.Select(c => (byte)c)])));
        (exception is FormatException or EndOfStreamException).ShouldBeTrue(exception.ToString());
    }

    [Fact]
    public void A_length_beyond_the_end_of_the_file_shows_what_is_there()
    {
        using var stream = new MemoryStream();
        WaveFileWriter.WriteWavFileToStream(stream, new RawSourceWaveStream(new byte[100], 0, 100, new WaveFormat(8000, 16, 1)));
        var bytes = stream.ToArray();
        BitConverter.GetBytes(0xFFFFF000u).CopyTo(bytes, bytes.Length - 104);
        BitConverter.GetBytes(0xFFFFFFFFu).CopyTo(bytes, 4);

        using var reader = new WaveFileReader(new MemoryStream(bytes));
        reader.Length.ShouldBe(100);
    }

    internal static float[] ReadAll(ISampleProvider provider)
    {
        var all = new List<float>();
        var buffer = new float[64];
        int read;
        while ((read = provider.Read(buffer)) > 0)
        {
            all.AddRange(buffer.AsSpan(0, read));
        }

        return [.. all];
    }

    private static MemoryStream Rewound(MemoryStream stream)
    {
        stream.Position = 0;
        return stream;
    }

    /// <summary>The writer closes its stream; the test still wants the bytes.</summary>
    private sealed class KeptOpen(MemoryStream inner) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
