namespace NAudio.Wave;

/// <summary>Gives headerless audio bytes a wave format.</summary>
public class RawSourceWaveStream : WaveStream
{
    private readonly Stream _source;
    private readonly WaveFormat _waveFormat;
    private readonly bool _ownsSource;

    /// <summary>The caller keeps the ownership of <paramref name="sourceStream"/>.</summary>
    public RawSourceWaveStream(Stream sourceStream, WaveFormat waveFormat)
    {
        _source = sourceStream;
        _waveFormat = waveFormat;
    }

    public RawSourceWaveStream(byte[] byteStream, int offset, int count, WaveFormat waveFormat)
        : this(new MemoryStream(byteStream, offset, count), waveFormat) => _ownsSource = true;

    public override WaveFormat WaveFormat => _waveFormat;

    public override long Length => _source.Length;

    public override long Position
    {
        get => _source.Position;
        set => _source.Position = value - (value % _waveFormat.BlockAlign);
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _source.Read(buffer);
        }
        catch (EndOfStreamException)
        {
            return 0;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsSource)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }
}
