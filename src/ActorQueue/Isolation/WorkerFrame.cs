using System.Buffers.Binary;

namespace ActorQueue.Isolation;

/// <summary>What a node and its worker process say to each other.</summary>
internal enum FrameKind : byte
{
    /// <summary>Reserved: a zeroed byte is no frame.</summary>
    None = 0,

    /// <summary>Node → worker: run this attempt. Header <see cref="AttemptHeader"/>, content the payload.</summary>
    Run = 1,

    /// <summary>Node → worker: cancel the attempt's token.</summary>
    Cancel = 2,

    /// <summary>Worker → node: the attempt has been read. What dies before this has not touched it.</summary>
    Accepted = 3,

    /// <summary>Worker → node: header <see cref="ProgressHeader"/>.</summary>
    Progress = 4,

    /// <summary>Worker → node: the attempt has a result. Header <see cref="ResultHeader"/>, content the result.</summary>
    Completed = 5,

    /// <summary>Worker → node: the attempt failed. Header <see cref="FailureHeader"/>.</summary>
    Failed = 6,

    /// <summary>Worker → node: a log line. Header <see cref="LogHeader"/>.</summary>
    Log = 7,

    /// <summary>Worker → node: keep this state. Content the state.</summary>
    Checkpoint = 8,

    /// <summary>Node → worker: the state is on disk; or, with a <see cref="FailureHeader"/>, it is not.</summary>
    CheckpointAnswered = 9,
}

/// <summary>
/// One message on a pipe: kind (1 byte), three zero bytes, length of the header and of the content (4 bytes each, little-endian), header (JSON), content (bytes).
/// Both lengths are checked before anything is allocated for them.
/// </summary>
internal readonly record struct WorkerFrame(FrameKind Kind, byte[] Header, ReadOnlyMemory<byte> Content)
{
    public const int HeadBytes = 12;

    /// <summary>Every text in a header has a limit of its own; the largest, an error's message of 4,096 characters, has at most six bytes each in JSON.</summary>
    public const int MaxHeaderBytes = 64 << 10;

    public WorkerFrame(FrameKind kind)
        : this(kind, [], ReadOnlyMemory<byte>.Empty)
    {
    }

    public void WriteHead(Span<byte> head)
    {
        head[..4].Clear();
        head[0] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], Header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], Content.Length);
    }

    /// <exception cref="InvalidDataException">These bytes begin no frame, or one that is too large.</exception>
    public static (FrameKind Kind, int HeaderBytes, int ContentBytes) ReadHead(ReadOnlySpan<byte> head, int maxContentBytes)
    {
        var kind = (FrameKind)head[0];
        var headerBytes = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        var contentBytes = BinaryPrimitives.ReadInt32LittleEndian(head[8..]);
        if (kind is FrameKind.None or > FrameKind.CheckpointAnswered || head[1..4].ContainsAnyExcept((byte)0))
        {
            throw new InvalidDataException("what came through the pipe is no message");
        }

        return headerBytes is >= 0 and <= MaxHeaderBytes && contentBytes >= 0 && contentBytes <= maxContentBytes
            ? (kind, headerBytes, contentBytes)
            : throw new InvalidDataException(
                $"a message of {headerBytes} + {contentBytes} bytes came through the pipe; {MaxHeaderBytes} + {maxContentBytes} are the most");
    }
}
