using ActorQueue.Core.State;
using ActorQueue.Core.Workers;

namespace ActorQueue.Core.Codec;

/// <summary>The bytes of a worker, in the journal and in a snapshot.</summary>
internal static class WorkerCodec
{
    private const int HashLength = 32;
    private const byte IsLocal = 1;
    private const byte HasMinPriority = 2;
    private const byte HasMaxPriority = 4;
    private const byte KnownFlags = 7;

    public static void Write(ByteWriter bytes, WorkerDefinition worker)
    {
        bytes.Text(worker.Id);
        bytes.Text(worker.Name);
        bytes.Byte((byte)((worker.IsLocal ? IsLocal : 0)
            | (worker.MinPriority is null ? 0 : HasMinPriority)
            | (worker.MaxPriority is null ? 0 : HasMaxPriority)));
        bytes.Bytes(worker.TokenHash.Span);
        bytes.Count(worker.Kinds.Count);
        foreach (string kind in worker.Kinds)
        {
            bytes.Text(kind);
        }

        WritePriority(bytes, worker.MinPriority);
        WritePriority(bytes, worker.MaxPriority);
        bytes.Count(worker.MaxAttempts);
    }

    public static WorkerDefinition Read(ref ByteReader reader)
    {
        string id = reader.Text();
        string name = reader.Text();
        byte flags = reader.Byte();
        byte[] hash = reader.Bytes().ToArray();
        string[] kinds = new string[reader.Count()];
        for (int i = 0; i < kinds.Length; i++)
        {
            kinds[i] = reader.Text();
        }

        bool isLocal = (flags & IsLocal) != 0;
        if (id.Length == 0 || (flags & ~KnownFlags) != 0 || hash.Length != (isLocal ? 0 : HashLength))
        {
            throw new CorruptQueueDataException($"The worker '{id}' cannot be right.");
        }

        return new WorkerDefinition
        {
            Id = id,
            Name = name,
            IsLocal = isLocal,
            TokenHash = hash,
            Kinds = kinds,
            MinPriority = (flags & HasMinPriority) != 0 ? reader.Int32() : null,
            MaxPriority = (flags & HasMaxPriority) != 0 ? reader.Int32() : null,
            MaxAttempts = reader.Natural(),
        };
    }

    public static void WriteAll(ChunkWriter chunks, WorkerRegistry registry)
    {
        foreach (var worker in registry.All)
        {
            var bytes = chunks.Record(ChunkContent.Workers, MaxBytesOf(worker.Definition));
            Write(bytes, worker.Definition);
            bytes.Byte(worker.IsPaused ? (byte)1 : (byte)0);
            bytes.Varint((ulong)worker.RegisteredAt.UtcTicks);
            bytes.Varint((ulong)worker.Processed);
            bytes.Varint((ulong)worker.Failures);
        }
    }

    public static void ReadAll(ref ByteReader reader, WorkerRegistry registry)
    {
        while (reader.Remaining > 0)
        {
            var definition = Read(ref reader);
            bool isNew = registry.Add(new RegisteredWorker(definition)
            {
                IsPaused = reader.Byte() != 0,
                RegisteredAt = StoredTime.FromTicks(reader.LongNatural()),
                Processed = reader.LongNatural(),
                Failures = reader.LongNatural(),
            });
            if (!isNew)
            {
                throw new CorruptQueueDataException($"The worker '{definition.Id}' stands in the snapshot twice.");
            }
        }
    }

    private static void WritePriority(ByteWriter bytes, int? priority)
    {
        if (priority is { } value)
        {
            bytes.Signed(value);
        }
    }

    private static int MaxBytesOf(WorkerDefinition worker)
    {
        const int MaxFixedBytes = 128;
        const int MaxUtf8BytesPerChar = 3;
        const int MaxLengthBytes = 5;
        return MaxFixedBytes + (MaxUtf8BytesPerChar * (worker.Id.Length + worker.Name.Length))
            + worker.Kinds.Sum(kind => MaxLengthBytes + (MaxUtf8BytesPerChar * kind.Length));
    }
}
