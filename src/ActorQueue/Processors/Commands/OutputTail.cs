using System.Text;

namespace ActorQueue.Processors.Commands;

/// <summary>The last bytes of a stream: what a program said at its end says best how it ended, and a program that writes without end costs no more memory.</summary>
internal sealed class OutputTail(int maxBytes)
{
    // Guards the ring: a reader that was given up on may still write while the text is taken.
    private readonly Lock _gate = new();
    private readonly byte[] _ring = new byte[maxBytes];
    private long _total;

    /// <summary>Bytes seen in all.</summary>
    public long TotalBytes
    {
        get
        {
            lock (_gate)
            {
                return _total;
            }
        }
    }

    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                Append(buffer.AsSpan(0, read));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Given up on, or the pipe broke: what was read so far is the output.
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (var value in bytes)
            {
                _ring[_total++ % _ring.Length] = value;
            }
        }
    }

    /// <summary>The kept end as text; what is not UTF-8, also a character that the cut took apart, shows as U+FFFD.</summary>
    public string Text()
    {
        lock (_gate)
        {
            if (_total <= _ring.Length)
            {
                return Encoding.UTF8.GetString(_ring, 0, (int)_total);
            }

            var start = (int)(_total % _ring.Length);
            return Encoding.UTF8.GetString([.. _ring.AsSpan(start), .. _ring.AsSpan(0, start)]);
        }
    }
}
