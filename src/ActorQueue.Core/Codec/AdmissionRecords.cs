using ActorQueue.Core.State;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.Codec;

/// <summary>
/// What a snapshot keeps of admission, beside the tasks: rate keys whose bucket was used, and what compared policies
/// measured. Running counts and reservations follow from the running tasks.
/// </summary>
internal static class AdmissionRecords
{
    private const byte RateKey = 1;
    private const byte Policy = 2;
    private const int MaxBytesPerChar = 3;
    private const int MaxNumberBytes = 10;

    public static void Write(ChunkWriter chunks, QueueState state)
    {
        foreach (var entry in state.Rates.Used)
        {
            var bytes = chunks.Record(ChunkContent.Admission, 1 + (2 * MaxNumberBytes) + (entry.Key.Length * MaxBytesPerChar));
            bytes.Byte(RateKey);
            bytes.Text(entry.Key);
            bytes.Varint((ulong)entry.FullAt);
            bytes.Varint((ulong)entry.TakenAt);
        }

        foreach (var meter in state.Policies.Meters)
        {
            int most = 1 + (meter.Name.Length * MaxBytesPerChar) + ((DurationHistogram.BucketCount + 4) * MaxNumberBytes);
            var bytes = chunks.Record(ChunkContent.Admission, most);
            bytes.Byte(Policy);
            bytes.Text(meter.Name);
            bytes.Varint((ulong)meter.Started);
            SnapshotManifest.WriteHistogram(bytes, meter.Waiting);
        }

        chunks.End();
    }

    private static long Time(ref ByteReader reader) => StoredTime.Checked(reader.LongNatural());

    public static void Read(ref ByteReader reader, QueueState state)
    {
        while (reader.Remaining > 0)
        {
            byte type = reader.Byte();
            string name = reader.Text();
            switch (type)
            {
                case RateKey when state.Rates.Restore(name, Time(ref reader), Time(ref reader)):
                    break;
                case Policy when state.Policies.Meters.Count < PolicyTable.MaxPolicies:
                    var meter = state.Policies.Enter(name);
                    if (meter.Started > 0)
                    {
                        throw new CorruptQueueDataException($"The snapshot holds the policy '{name}' twice.");
                    }

                    meter.Started = reader.LongNatural();
                    SnapshotManifest.ReadHistogram(ref reader, meter.Waiting);
                    break;
                default:
                    throw new CorruptQueueDataException($"The snapshot holds '{name}' as admission record {type}, twice or of no known type.");
            }
        }
    }
}
