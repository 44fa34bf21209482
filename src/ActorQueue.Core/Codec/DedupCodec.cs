using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Codec;

/// <summary>Dedup options in a task body, and the keys that are in use in a snapshot.</summary>
internal static class DedupCodec
{
    private const int MaxNumberBytes = 40;
    private const int MaxUtf8BytesPerChar = 3;

    public static void Write(ByteWriter writer, DedupOptions options)
    {
        writer.Text(options.Key);
        writer.Varint((ulong)options.Window.Ticks);
        writer.Byte((byte)options.Policy);
    }

    public static DedupOptions Read(ref ByteReader reader)
    {
        var options = new DedupOptions(reader.Text(), TimeSpan.FromTicks(reader.LongNatural()), (DedupPolicy)reader.Byte());
        var problems = options.Validate();
        return problems.Count == 0
            ? options
            : throw new CorruptQueueDataException("Stored dedup options are not valid: " + string.Join("; ", problems));
    }

    public static void WriteKeys(ChunkWriter chunks, DedupKeys keys)
    {
        foreach (var entry in keys.All)
        {
            var bytes = chunks.Record(ChunkContent.DedupKeys, MaxNumberBytes + (MaxUtf8BytesPerChar * entry.Key.Length));
            bytes.Text(entry.Key);
            bytes.Guid(entry.Id.Value);
            bytes.Varint((ulong)entry.Until);
        }

        chunks.End();
    }

    public static void ReadKeys(ref ByteReader reader, DedupKeys keys)
    {
        while (reader.Remaining > 0)
        {
            keys.Restore(new DedupEntry(reader.Text(), new TaskId(reader.Guid()), StoredTime.Checked(reader.LongNatural())));
            if (keys.Count > DedupKeys.MaxKeys)
            {
                throw new CorruptQueueDataException($"A snapshot holds more than {DedupKeys.MaxKeys} dedup keys.");
            }
        }
    }
}
