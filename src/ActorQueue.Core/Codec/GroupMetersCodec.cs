using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.Codec;

/// <summary>
/// The counts by kind, priority and worker in a snapshot: one record, well below a chunk's size. How their times are spread
/// stands apart (<see cref="GroupTimesCodec"/>), because older snapshots have only the sums.
/// </summary>
internal static class GroupMetersCodec
{
    private const int MaxBytes = 512 * 1024;

    public static void Write(ChunkWriter chunks, GroupMeters meters)
    {
        var bytes = chunks.Record(ChunkContent.GroupMeters, MaxBytes);
        bytes.Count(meters.Kinds.Count);
        foreach (var (kind, meter) in meters.Kinds)
        {
            bytes.Text(kind);
            Write(bytes, meter);
        }

        Write(bytes, meters.OtherKinds);
        bytes.Count(meters.Priorities.Count);
        foreach (var (priority, meter) in meters.Priorities)
        {
            bytes.Signed(priority);
            Write(bytes, meter);
        }

        Write(bytes, meters.OtherPriorities);
        bytes.Count(meters.Workers.Count);
        foreach (var (id, worker) in meters.Workers)
        {
            bytes.Text(id);
            bytes.Varint((ulong)worker.Processed);
            bytes.Varint((ulong)worker.Failures);
            bytes.Varint((ulong)worker.FirstSeenAt);
            bytes.Varint((ulong)worker.LastSeenAt);
        }

        foreach (var window in Windows(meters))
        {
            bytes.Varint((ulong)window.NewestStep);
            foreach (long count in window.Steps)
            {
                bytes.Varint((ulong)count);
            }
        }

        chunks.End();
    }

    public static void Read(ref ByteReader reader, GroupMeters meters)
    {
        for (int count = Count(ref reader); count > 0; count--)
        {
            Read(ref reader, meters.Kind(reader.Text()));
        }

        Read(ref reader, meters.OtherKinds);
        for (int count = Count(ref reader); count > 0; count--)
        {
            Read(ref reader, meters.Priority(reader.Int32()));
        }

        Read(ref reader, meters.OtherPriorities);
        for (int count = Count(ref reader); count > 0; count--)
        {
            var worker = meters.Worker(reader.Text(), 0);
            worker.Processed = reader.LongNatural();
            worker.Failures = reader.LongNatural();
            worker.FirstSeenAt = StoredTime.Checked(reader.LongNatural());
            worker.LastSeenAt = StoredTime.Checked(reader.LongNatural());
        }

        foreach (var window in Windows(meters))
        {
            window.NewestStep = reader.LongNatural();
            for (int i = 0; i < window.Steps.Length; i++)
            {
                window.Steps[i] = reader.LongNatural();
            }
        }
    }

    private static int Count(ref ByteReader reader)
    {
        int count = reader.Count();
        return count <= GroupMeters.MaxGroups
            ? count
            : throw new CorruptQueueDataException($"A snapshot tells {count} groups apart; at most {GroupMeters.MaxGroups} are.");
    }

    private static RateWindow[] Windows(GroupMeters meters) =>
        [meters.Started, meters.Failed, meters.Retried, meters.Lost, meters.Rejected];

    private static void Write(ByteWriter bytes, GroupMeter meter)
    {
        bytes.Varint((ulong)meter.Accepted);
        bytes.Varint((ulong)meter.Completed);
        bytes.Varint((ulong)meter.Failed);
        bytes.Varint((ulong)meter.Cancelled);
        bytes.Varint((ulong)meter.Retries);
        bytes.Varint((ulong)meter.Processing.TotalTicks);
        bytes.Varint((ulong)meter.Started);
        bytes.Varint((ulong)meter.Waiting.TotalTicks);
    }

    private static void Read(ref ByteReader reader, GroupMeter meter)
    {
        meter.Accepted = reader.LongNatural();
        meter.Completed = reader.LongNatural();
        meter.Failed = reader.LongNatural();
        meter.Cancelled = reader.LongNatural();
        meter.Retries = reader.LongNatural();
        meter.Processing.TotalTicks = reader.LongNatural();
        meter.Started = reader.LongNatural();
        meter.Waiting.TotalTicks = reader.LongNatural();
    }
}
