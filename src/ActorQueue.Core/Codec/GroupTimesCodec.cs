using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.Codec;

/// <summary>
/// How the times of kinds, priorities and workers are spread, and how many tasks ended lately: one record for each that
/// has anything to tell. A snapshot from before these were kept has none; its percentiles begin with what ends next.
/// </summary>
internal static class GroupTimesCodec
{
    private const byte Kind = 1;
    private const byte Priority = 2;
    private const byte OtherKinds = 3;
    private const byte OtherPriorities = 4;
    private const byte Worker = 5;
    private const int MaxNumberBytes = 10;
    private const int MaxBytesPerChar = 3;
    private const int MaxTimesBytes = ((2 * (DurationHistogram.BucketCount + 2)) + RateWindow.StepCount + 4) * MaxNumberBytes;

    public static void Write(ChunkWriter chunks, GroupMeters meters)
    {
        foreach (var (name, meter) in meters.Kinds.Where(kind => HasTimes(kind.Value)))
        {
            var bytes = Begin(chunks, Kind, name.Length);
            bytes.Text(name);
            Write(bytes, meter);
        }

        foreach (var (priority, meter) in meters.Priorities.Where(priority => HasTimes(priority.Value)))
        {
            var bytes = Begin(chunks, Priority);
            bytes.Signed(priority);
            Write(bytes, meter);
        }

        foreach (var (type, meter) in ((byte, GroupMeter)[])[(OtherKinds, meters.OtherKinds), (OtherPriorities, meters.OtherPriorities)])
        {
            if (HasTimes(meter))
            {
                Write(Begin(chunks, type), meter);
            }
        }

        foreach (var (id, worker) in meters.Workers)
        {
            var bytes = Begin(chunks, Worker, id.Length);
            bytes.Text(id);
            bytes.Varint((ulong)worker.Lost);
            SnapshotManifest.WriteHistogram(bytes, worker.Processing);
            SnapshotManifest.WriteWindow(bytes, worker.Ends);
        }

        chunks.End();
    }

    /// <summary>Reads into meters that already have their counts.</summary>
    public static void Read(ref ByteReader reader, GroupMeters meters)
    {
        while (reader.Remaining > 0)
        {
            byte type = reader.Byte();
            switch (type)
            {
                case Kind:
                    Read(ref reader, meters.Kinds.GetValueOrDefault(reader.Text()));
                    break;
                case Priority:
                    Read(ref reader, meters.Priorities.GetValueOrDefault(reader.Int32()));
                    break;
                case OtherKinds:
                    Read(ref reader, meters.OtherKinds);
                    break;
                case OtherPriorities:
                    Read(ref reader, meters.OtherPriorities);
                    break;
                case Worker:
                    Read(ref reader, meters.Workers.GetValueOrDefault(reader.Text()));
                    break;
                default:
                    throw new CorruptQueueDataException($"The snapshot holds times of the unknown type {type}.");
            }
        }
    }

    private static bool HasTimes(GroupMeter meter) => meter.Started > 0 || meter.Ends.NewestStep > 0;

    private static ByteWriter Begin(ChunkWriter chunks, byte type, int keyChars = 0)
    {
        var bytes = chunks.Record(ChunkContent.GroupTimes, 1 + (keyChars * MaxBytesPerChar) + MaxTimesBytes);
        bytes.Byte(type);
        return bytes;
    }

    private static void Write(ByteWriter bytes, GroupMeter meter)
    {
        SnapshotManifest.WriteHistogram(bytes, meter.Processing);
        SnapshotManifest.WriteHistogram(bytes, meter.Waiting);
        SnapshotManifest.WriteWindow(bytes, meter.Ends);
    }

    private static void Read(ref ByteReader reader, GroupMeter? meter)
    {
        if (meter is not { Processing.Count: 0, Waiting.Count: 0, Ends.NewestStep: 0 })
        {
            throw NotOnce("a kind or a priority");
        }

        SnapshotManifest.ReadHistogram(ref reader, meter.Processing);
        SnapshotManifest.ReadHistogram(ref reader, meter.Waiting);
        SnapshotManifest.ReadWindow(ref reader, meter.Ends);
    }

    private static void Read(ref ByteReader reader, WorkerMeter? worker)
    {
        if (worker is not { Processing.Count: 0, Ends.NewestStep: 0 })
        {
            throw NotOnce("a worker");
        }

        worker.Lost = reader.LongNatural();
        SnapshotManifest.ReadHistogram(ref reader, worker.Processing);
        SnapshotManifest.ReadWindow(ref reader, worker.Ends);
    }

    private static CorruptQueueDataException NotOnce(string group) =>
        new($"The snapshot holds the times of {group} twice, or without its counts.");
}
