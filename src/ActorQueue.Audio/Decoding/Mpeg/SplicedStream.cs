namespace ActorQueue.Audio.Decoding.Mpeg;

/// <summary>Chosen pieces of a stream behind a few bytes of our own, as one: what a decoder is shown of a file with junk in it.</summary>
internal sealed class SplicedStream : Stream
{
    private readonly byte[] _prefix;
    private readonly Stream _source;
    private readonly IReadOnlyList<ByteRun> _runs;

    /// <summary>Where each run starts in the whole, in the same order.</summary>
    private readonly long[] _starts;
    private long _position;

    public SplicedStream(byte[] prefix, Stream source, IReadOnlyList<ByteRun> runs)
    {
        _prefix = prefix;
        _source = source;
        _runs = runs;
        _starts = new long[runs.Count];
        long at = prefix.Length;
        for (var i = 0; i < runs.Count; i++)
        {
            _starts[i] = at;
            at += runs[i].Length;
        }

        Length = at;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => _position = Math.Clamp(value, 0, Length);
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _position < _prefix.Length ? ReadPrefix(buffer) : ReadRun(buffer);
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

    private int ReadPrefix(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, _prefix.Length - _position);
        _prefix.AsSpan((int)_position, count).CopyTo(buffer);
        return count;
    }

    private int ReadRun(Span<byte> buffer)
    {
        var found = Array.BinarySearch(_starts, _position);
        var index = found >= 0 ? found : ~found - 1;
        if (index < 0 || _position >= Length)
        {
            return 0;
        }

        var inRun = _position - _starts[index];
        _source.Position = _runs[index].Start + inRun;
        return _source.Read(buffer[..(int)Math.Min(buffer.Length, _runs[index].Length - inRun)]);
    }
}

/// <summary>A piece of a stream.</summary>
internal readonly record struct ByteRun(long Start, long Length);
