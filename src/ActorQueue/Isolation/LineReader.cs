namespace ActorQueue.Isolation;

/// <summary>Lines of bounded length from a pipe: whoever writes at the other end must not fill this process' memory.</summary>
internal sealed class LineReader(Stream stream, int maxLineBytes)
{
    private readonly byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;

    /// <summary>The next line without its end, cut at the limit; null at the end of the stream.</summary>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        using var line = new MemoryStream();
        var isLine = false;
        while (!isLine)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await stream.ReadAsync(_buffer, cancellationToken));
                if (_end == 0)
                {
                    return line.Length > 0 ? line.ToArray() : null;
                }
            }

            isLine = TakePart(line);
        }

        return line.ToArray();
    }

    private bool TakePart(MemoryStream line)
    {
        var rest = _buffer.AsSpan(_start, _end - _start);
        var length = rest.IndexOf((byte)'\n');
        var part = rest[..(length < 0 ? rest.Length : length)];
        line.Write(part[..(int)Math.Min(part.Length, maxLineBytes - line.Length)]);
        _start += part.Length + (length < 0 ? 0 : 1);
        return length >= 0;
    }
}
