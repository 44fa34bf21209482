namespace NAudio.Wave;

/// <summary>The audio bytes of a WAV or RF64 file. A header that declares more than there is shows the length that is there.</summary>
public class WaveFileReader : WaveStream
{
    private readonly Stream _stream;
    private readonly bool _ownsStream;
    private readonly WaveFileHeader _header;

    public WaveFileReader(string waveFile)
        : this(File.OpenRead(waveFile), ownsStream: true)
    {
    }

    /// <summary>The caller keeps the ownership of <paramref name="inputStream"/>.</summary>
    /// <exception cref="FormatException">Not a WAV file, or one without format or data.</exception>
    public WaveFileReader(Stream inputStream)
        : this(inputStream, ownsStream: false)
    {
    }

    private WaveFileReader(Stream stream, bool ownsStream)
    {
        _stream = stream;
        _ownsStream = ownsStream;
        try
        {
            _header = WaveFileHeader.Read(stream);
        }
        catch
        {
            if (ownsStream)
            {
                stream.Dispose();
            }

            throw;
        }

        _stream.Position = _header.DataPosition;
    }

    public override WaveFormat WaveFormat => _header.Format;

    public override long Length => _header.DataLength;

    /// <summary>The number of frames.</summary>
    public long SampleCount => WaveFormat.Encoding is WaveFormatEncoding.Pcm or WaveFormatEncoding.Extensible or WaveFormatEncoding.IeeeFloat
        ? Length / BlockAlign
        : throw new InvalidOperationException($"Frames of {WaveFormat.Encoding} cannot be counted");

    public override long Position
    {
        get => _stream.Position - _header.DataPosition;
        set
        {
            var inside = Math.Min(value, Length);
            _stream.Position = _header.DataPosition + inside - (inside % BlockAlign);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length % BlockAlign != 0)
        {
            throw new ArgumentException($"Only whole blocks of {BlockAlign} bytes can be read, not {buffer.Length}", nameof(buffer));
        }

        var wanted = (int)Math.Clamp(Length - Position, 0, buffer.Length);
        return _stream.Read(buffer[..wanted]);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>One frame as floats, a value for each channel; null at the end.</summary>
    public float[]? ReadNextSampleFrame()
    {
        if (WaveFormat.Encoding is not (WaveFormatEncoding.Pcm or WaveFormatEncoding.Extensible or WaveFormatEncoding.IeeeFloat))
        {
            throw new InvalidOperationException($"Cannot convert {WaveFormat.Encoding}");
        }

        var bytesPerSample = WaveFormat.BitsPerSample / 8;
        var raw = new byte[WaveFormat.Channels * bytesPerSample];
        var read = Read(raw);
        if (read == 0)
        {
            return null;
        }

        if (read < raw.Length)
        {
            throw new InvalidDataException("The file ends within a frame");
        }

        var frame = new float[WaveFormat.Channels];
        for (var channel = 0; channel < frame.Length; channel++)
        {
            frame[channel] = ToFloat(raw.AsSpan(channel * bytesPerSample, bytesPerSample));
        }

        return frame;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsStream)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private float ToFloat(ReadOnlySpan<byte> sample) => (WaveFormat.BitsPerSample, WaveFormat.Encoding) switch
    {
        (16, _) => BitConverter.ToInt16(sample) / 32768f,
        (24, _) => (((sbyte)sample[2] << 16) | (sample[1] << 8) | sample[0]) / 8388608f,
        (32, WaveFormatEncoding.IeeeFloat) => BitConverter.ToSingle(sample),
        (32, _) => BitConverter.ToInt32(sample) / 2147483648f,
        _ => throw new InvalidOperationException($"Unsupported bit depth: {WaveFormat.BitsPerSample}"),
    };
}
