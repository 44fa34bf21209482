using ActorQueue.Contracts;
using ActorQueue.Core.State;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.Codec;

/// <summary>
/// The part of a snapshot that is saved last: version, position, epoch, mode, counts and meters, then length and
/// CRC-32C of each chunk, then its own CRC-32C.
/// </summary>
internal sealed class SnapshotManifest
{
    private const int ChecksumLength = sizeof(uint);
    private readonly List<(int Length, uint Checksum)> _chunks = [];

    public long Tasks { get; private init; }

    public long Remembered { get; private init; }

    public static byte[] Write(QueueState state, IReadOnlyList<byte[]> chunks)
    {
        var bytes = new ByteWriter();
        bytes.Byte(StateCodec.Version);
        bytes.Varint((ulong)state.Position);
        bytes.Varint((ulong)state.Epoch);
        bytes.Byte((byte)state.Mode);
        bytes.Count(state.LiveCount);
        bytes.Count(state.RememberedCount);
        bytes.Varint((ulong)state.Remembered.FloorTicks);
        WriteMeters(bytes, state.Meters);
        bytes.Count(chunks.Count);
        foreach (byte[] chunk in chunks)
        {
            bytes.Count(chunk.Length);
            bytes.UInt32(Checksum.Of(chunk));
        }

        bytes.UInt32(Checksum.Of(bytes.Written));
        return bytes.ToArray();
    }

    /// <summary>Reads a manifest and gives the empty state what stands in it.</summary>
    public static SnapshotManifest Read(ReadOnlySpan<byte> bytes, QueueState state)
    {
        if (bytes.Length <= ChecksumLength
            || new ByteReader(bytes[^ChecksumLength..]).UInt32() != Checksum.Of(bytes[..^ChecksumLength]))
        {
            throw new CorruptQueueDataException("The snapshot's manifest is damaged or cut short.");
        }

        var reader = new ByteReader(bytes[..^ChecksumLength]);
        byte version = reader.Byte();
        if (version != StateCodec.Version)
        {
            throw new CorruptQueueDataException(
                $"The snapshot has the format version {version}; this build reads {StateCodec.Version}.");
        }

        state.Position = reader.LongNatural();
        state.Epoch = reader.LongNatural();
        state.Mode = (QueueMode)reader.Byte();
        if (state.Mode is not (>= QueueMode.Running and <= QueueMode.Draining))
        {
            throw new CorruptQueueDataException($"{(byte)state.Mode} is not a queue mode.");
        }

        var manifest = new SnapshotManifest { Tasks = reader.LongNatural(), Remembered = reader.LongNatural() };
        state.Remembered.RestoreFloor(StoredTime.Checked(reader.LongNatural()));
        ReadMeters(ref reader, state.Meters);
        int count = reader.Count();
        for (int i = 0; i < count; i++)
        {
            manifest._chunks.Add((reader.Natural(), reader.UInt32()));
        }

        return manifest;
    }

    /// <summary>Whether these are the chunks that were written.</summary>
    public void Check(IReadOnlyList<byte[]> chunks)
    {
        if (chunks.Count != _chunks.Count)
        {
            throw new CorruptQueueDataException($"The snapshot has {chunks.Count} chunks; its manifest says {_chunks.Count}.");
        }

        for (int i = 0; i < _chunks.Count; i++)
        {
            if (chunks[i].Length != _chunks[i].Length || Checksum.Of(chunks[i]) != _chunks[i].Checksum)
            {
                throw new CorruptQueueDataException($"Chunk {i} of the snapshot does not fit its checksum.");
            }
        }
    }

    private static void WriteMeters(ByteWriter bytes, QueueMeters meters)
    {
        bytes.Varint((ulong)meters.Accepted);
        bytes.Varint((ulong)meters.Completed);
        bytes.Varint((ulong)meters.Failed);
        bytes.Varint((ulong)meters.Cancelled);
        bytes.Varint((ulong)meters.Retries);
        bytes.Varint((ulong)meters.Interrupted);
        bytes.Varint((ulong)meters.FirstEventAt);
        WriteHistogram(bytes, meters.Processing);
        WriteHistogram(bytes, meters.Waiting);
        WriteWindow(bytes, meters.Ends);
    }

    private static void ReadMeters(ref ByteReader reader, QueueMeters meters)
    {
        meters.Accepted = reader.LongNatural();
        meters.Completed = reader.LongNatural();
        meters.Failed = reader.LongNatural();
        meters.Cancelled = reader.LongNatural();
        meters.Retries = reader.LongNatural();
        meters.Interrupted = reader.LongNatural();
        meters.FirstEventAt = StoredTime.Checked(reader.LongNatural());
        ReadHistogram(ref reader, meters.Processing);
        ReadHistogram(ref reader, meters.Waiting);
        ReadWindow(ref reader, meters.Ends);
    }

    internal static void WriteHistogram(ByteWriter bytes, DurationHistogram histogram)
    {
        bytes.Varint((ulong)histogram.TotalTicks);
        WriteNumbers(bytes, histogram.Buckets);
    }

    internal static void ReadHistogram(ref ByteReader reader, DurationHistogram histogram)
    {
        histogram.TotalTicks = reader.LongNatural();
        ReadNumbers(ref reader, histogram.Buckets);
        foreach (long bucket in histogram.Buckets)
        {
            if (bucket > long.MaxValue - histogram.Count)
            {
                throw new CorruptQueueDataException("The snapshot's histogram has more entries than can be counted.");
            }

            histogram.Count += bucket;
        }
    }

    internal static void WriteWindow(ByteWriter bytes, RateWindow window)
    {
        bytes.Varint((ulong)window.NewestStep);
        WriteNumbers(bytes, window.Steps);
    }

    internal static void ReadWindow(ref ByteReader reader, RateWindow window)
    {
        window.NewestStep = reader.LongNatural();
        ReadNumbers(ref reader, window.Steps);
    }

    private static void WriteNumbers(ByteWriter bytes, long[] numbers)
    {
        bytes.Count(numbers.Length);
        foreach (long number in numbers)
        {
            bytes.Varint((ulong)number);
        }
    }

    private static void ReadNumbers(ref ByteReader reader, long[] numbers)
    {
        int count = reader.Count();
        if (count != numbers.Length)
        {
            throw new CorruptQueueDataException(
                $"The snapshot's meters have {count} numbers where this build has {numbers.Length}.");
        }

        for (int i = 0; i < count; i++)
        {
            numbers[i] = reader.LongNatural();
        }
    }
}
