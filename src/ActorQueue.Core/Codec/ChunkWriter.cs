namespace ActorQueue.Core.Codec;

/// <summary>What a snapshot chunk holds. A file format.</summary>
internal enum ChunkContent : byte
{
    None = 0,
    Tasks = 1,
    RememberedIds = 2,
    KindControls = 4,
    DedupKeys = 5,
    GroupMeters = 9,
    Admission = 6,
    Schedules = 7,
    Batches = 3,
    Workers = 8,
    GroupTimes = 10,
}

/// <summary>
/// Gathers records into chunks: version, content, records up to the end. A record never crosses a chunk, and each chunk
/// has its own text table, so one can be read without the others.
/// </summary>
internal sealed class ChunkWriter(int maxBytes)
{
    private readonly ByteWriter _bytes = new(64 * 1024);
    private readonly StringTableWriter _texts = new();
    private readonly List<byte[]> _chunks = [];

    public IReadOnlyList<byte[]> Chunks => _chunks;

    public StringTableWriter Texts => _texts;

    /// <summary>
    /// The previous record of this chunk, that times and sequences are differences to; zeros at a chunk's start.
    /// </summary>
    public long LastSequence { get; set; }

    public long LastTime { get; set; }

    /// <summary>Where to write a record of at most the given bytes.</summary>
    public ByteWriter Record(ChunkContent content, int atMostBytes)
    {
        if (_bytes.Length > 0 && _bytes.Length + atMostBytes > maxBytes)
        {
            End();
        }

        if (_bytes.Length == 0)
        {
            _bytes.Byte(StateCodec.Version);
            _bytes.Byte((byte)content);
        }

        return _bytes;
    }

    /// <summary>Ends the open chunk; does nothing when there is none.</summary>
    public void End()
    {
        if (_bytes.Length > 0)
        {
            _chunks.Add(_bytes.ToArray());
        }

        _bytes.Clear();
        _texts.Clear();
        LastSequence = LastTime = 0;
    }
}
