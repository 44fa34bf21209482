namespace ActorQueue.Audio.Decoding;

/// <summary>Looks at a few bytes here and there in a file, mostly ahead, through one buffer: for scanning a container's framing.</summary>
internal sealed class ForwardBytes(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private long _start;
    private int _filled;

    public long Length { get; } = stream.Length;

    /// <summary>Up to <paramref name="count"/> bytes from <paramref name="offset"/> on, fewer at the end of the file; valid until the next call.</summary>
    public ReadOnlySpan<byte> At(long offset, int count)
    {
        // Sizes that lie lead beyond the end.
        if (offset >= Length)
        {
            return [];
        }

        var wanted = (int)Math.Clamp(Length - offset, 0, Math.Min(count, _buffer.Length));
        if (offset < _start || offset + wanted > _start + _filled)
        {
            stream.Position = offset;
            _start = offset;
            _filled = stream.ReadAtLeast(_buffer, (int)Math.Min(_buffer.Length, Length - offset), throwOnEndOfStream: false);
        }

        var from = (int)(offset - _start);
        return _buffer.AsSpan(from, Math.Min(wanted, _filled - from));
    }

    /// <summary>Where <paramref name="pattern"/> next occurs at or behind <paramref name="offset"/>; −1 when nowhere before <paramref name="end"/>.</summary>
    public long Find(ReadOnlySpan<byte> pattern, long offset, long end)
    {
        while (offset + pattern.Length <= Math.Min(end, Length))
        {
            // What is in the buffer first: a file with junk between all its pages must not cost a refill for each.
            var inBuffer = offset >= _start ? _start + _filled - offset : 0;
            var bytes = At(offset, inBuffer >= pattern.Length ? (int)inBuffer : _buffer.Length);
            var found = bytes.IndexOf(pattern);
            if (found >= 0)
            {
                return offset + found;
            }

            if (bytes.Length < pattern.Length)
            {
                return -1;
            }

            offset += bytes.Length - pattern.Length + 1;
        }

        return -1;
    }
}
