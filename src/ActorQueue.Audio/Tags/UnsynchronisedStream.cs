namespace ActorQueue.Audio.Tags;

/// <summary>
/// ID3v2's unsynchronisation undone (ID3v2.3 §5): a zero that was put behind each 0xFF, so that nothing in a tag looks like a frame of MPEG audio, is left out. Reads forwards.
/// </summary>
internal sealed class UnsynchronisedStream(TagBytes source) : ForwardStream
{
    private readonly byte[] _buffer = new byte[4096];
    private int _at;
    private int _filled;
    private bool _isBehindFF;

    /// <summary>The same for bytes that are in memory; returns how many are left.</summary>
    public static int Undo(Span<byte> bytes)
    {
        var count = 0;
        var isBehindFF = false;
        foreach (var value in bytes)
        {
            if (!isBehindFF || value != 0)
            {
                bytes[count++] = value;
            }

            isBehindFF = value == 0xFF;
        }

        return count;
    }

    public override int Read(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length)
        {
            if (_at == _filled && !Fill())
            {
                break;
            }

            var value = _buffer[_at++];
            if (!_isBehindFF || value != 0)
            {
                buffer[count++] = value;
            }

            _isBehindFF = value == 0xFF;
        }

        return count;
    }

    private bool Fill()
    {
        _at = 0;
        _filled = (int)Math.Min(source.Left, _buffer.Length);
        if (!source.TryRead(_buffer.AsSpan(0, _filled)))
        {
            _filled = 0;
        }

        return _filled > 0;
    }
}
