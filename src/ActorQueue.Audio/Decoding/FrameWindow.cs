namespace ActorQueue.Audio.Decoding;

/// <summary>
/// The audio bytes of a larger stream, and nothing before or after them. A read is filled completely unless the end comes first, because
/// NAudio's converters lose their alignment on a short read in the middle; bytes of an incomplete last frame are left out.
/// </summary>
internal sealed class FrameWindow : Stream
{
    private readonly Stream _source;
    private readonly long _start;
    private readonly int _blockAlign;
    private long _position;

    public FrameWindow(Stream source, long start, long length, int blockAlign)
    {
        _source = source;
        _start = start;
        _blockAlign = blockAlign;
        Length = length - (length % blockAlign);
        _source.Position = start;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set
        {
            _position = Math.Clamp(value, 0, Length);
            _source.Position = _start + _position;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Length - _position);
        var read = _source.ReadAtLeast(buffer[..wanted], wanted, throwOnEndOfStream: false);
        read -= read % _blockAlign;
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
