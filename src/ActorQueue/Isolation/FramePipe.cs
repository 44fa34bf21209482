namespace ActorQueue.Isolation;

/// <summary>Reads frames of bounded size. One reader at a time.</summary>
internal sealed class FrameReader(Stream stream, int maxContentBytes)
{
    private readonly byte[] _head = new byte[WorkerFrame.HeadBytes];

    /// <summary>The next frame; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">These are no frames.</exception>
    public WorkerFrame? Read()
    {
        if (!IsFrame(stream.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false)))
        {
            return null;
        }

        var (kind, header, content) = Allocate();
        stream.ReadExactly(header);
        stream.ReadExactly(content);
        return new WorkerFrame(kind, header, content);
    }

    /// <inheritdoc cref="Read"/>
    public async ValueTask<WorkerFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!IsFrame(await stream.ReadAtLeastAsync(_head, _head.Length, throwOnEndOfStream: false, cancellationToken)))
        {
            return null;
        }

        var (kind, header, content) = Allocate();
        await stream.ReadExactlyAsync(header, cancellationToken);
        await stream.ReadExactlyAsync(content, cancellationToken);
        return new WorkerFrame(kind, header, content);
    }

    /// <summary>Passes over what the program printed before it became a worker.</summary>
    /// <returns>That text; null when the stream ended before the greeting.</returns>
    /// <exception cref="InvalidDataException">More than <paramref name="maxBytes"/> came without a greeting.</exception>
    public async ValueTask<byte[]?> SkipToAsync(ReadOnlyMemory<byte> greeting, int maxBytes, CancellationToken cancellationToken)
    {
        // Byte by byte: what follows the greeting belongs to the first frame.
        List<byte> seen = [];
        var one = new byte[1];
        while (seen.Count < maxBytes + greeting.Length)
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            seen.Add(one[0]);
            if (one[0] == greeting.Span[^1] && System.Runtime.InteropServices.CollectionsMarshal.AsSpan(seen).EndsWith(greeting.Span))
            {
                return [.. seen[..^greeting.Length]];
            }
        }

        throw new InvalidDataException($"the program wrote {maxBytes} bytes and did not become a worker");
    }

    private bool IsFrame(int read) => read switch
    {
        0 => false,
        WorkerFrame.HeadBytes => true,
        _ => throw new EndOfStreamException("a message ended in its middle"),
    };

    private (FrameKind Kind, byte[] Header, byte[] Content) Allocate()
    {
        var (kind, headerBytes, contentBytes) = WorkerFrame.ReadHead(_head, maxContentBytes);
        return (kind, new byte[headerBytes], new byte[contentBytes]);
    }
}

/// <summary>Writes frames, from any thread of a worker process; each is whole and sent at once.</summary>
internal sealed class FrameWriter(Stream stream)
{
    // Guards the stream: progress and log lines come from the processor's own threads.
    private readonly Lock _gate = new();

    public void Write(WorkerFrame frame)
    {
        Span<byte> head = stackalloc byte[WorkerFrame.HeadBytes];
        frame.WriteHead(head);
        lock (_gate)
        {
            stream.Write(head);
            stream.Write(frame.Header);
            stream.Write(frame.Content.Span);
            stream.Flush();
        }
    }

    public void Write(ReadOnlySpan<byte> greeting)
    {
        lock (_gate)
        {
            stream.Write(greeting);
            stream.Flush();
        }
    }
}
