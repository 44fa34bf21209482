using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Codec;

/// <summary>The bytes of a batch's description, in the journal and in snapshots.</summary>
internal static class BatchCodec
{
    // One for each callback that a batch can have.
    private const int MaxCallbacks = 3;

    public static void WriteCreated(ByteWriter writer, BatchCreated created)
    {
        writer.Guid(created.Id.Value);
        writer.Text(created.Name);
        WriteParent(writer, created.ParentId);
        WriteCallbacks(writer, created.Callbacks);
    }

    public static BatchCreated ReadCreated(ref ByteReader reader, DateTimeOffset at) =>
        new(at, Id(ref reader), reader.Text(), ReadParent(ref reader), ReadCallbacks(ref reader));

    public static void WriteParent(ByteWriter writer, BatchId? parent)
    {
        writer.Byte(parent is null ? (byte)0 : (byte)1);
        if (parent is { } id)
        {
            writer.Guid(id.Value);
        }
    }

    public static BatchId? ReadParent(ref ByteReader reader) => reader.Byte() switch
    {
        0 => null,
        1 => Id(ref reader),
        var other => throw new CorruptQueueDataException($"{other} is neither yes nor no."),
    };

    public static void WriteCallbacks(ByteWriter writer, IReadOnlyList<BatchCallback> callbacks)
    {
        writer.Count(callbacks.Count);
        foreach (var callback in callbacks)
        {
            writer.Count(callback.Index);
            writer.Byte((byte)callback.On);
            writer.Text(callback.Kind);
            writer.Signed(callback.Priority);
            writer.Varint((ulong)(callback.NotBefore?.UtcTicks ?? 0));
            writer.Bytes(callback.Body.Raw);
        }
    }

    public static BatchCallback[] ReadCallbacks(ref ByteReader reader)
    {
        int count = reader.Count();
        if (count > MaxCallbacks)
        {
            throw new CorruptQueueDataException($"A batch has {count} callbacks, at most {MaxCallbacks} are possible.");
        }

        var callbacks = new BatchCallback[count];
        for (int i = 0; i < callbacks.Length; i++)
        {
            int index = reader.Natural();
            var on = GraphCodec.Condition(ref reader);
            string kind = reader.Text();
            int priority = reader.Int32();
            long notBefore = reader.LongNatural();
            var body = new TaskBody(reader.Bytes().ToArray());
            body.Check();
            callbacks[i] = new BatchCallback(
                index, on, kind, priority, notBefore == 0 ? null : StoredTime.FromTicks(notBefore), body);
        }

        return callbacks;
    }

    public static BatchId Id(ref ByteReader reader) => new(GraphCodec.Id(ref reader).Value);
}
