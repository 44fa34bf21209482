using ActorQueue.Contracts;
using ActorQueue.Core.Schedules;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Codec;

/// <summary>The bytes of a schedule, in the journal and in a snapshot. Texts stand as they are: few repeat.</summary>
internal static class ScheduleCodec
{
    public static void Write(ByteWriter bytes, ScheduleDefinition schedule)
    {
        bytes.Text(schedule.Id);
        bytes.Text(schedule.Cron);
        bytes.Text(schedule.TimeZone);
        bytes.Byte((byte)schedule.Misfire);
        bytes.Count(schedule.MaxCatchUp);
        bytes.Byte((byte)schedule.Overlap);
        WriteTime(bytes, schedule.StartAt);
        WriteTime(bytes, schedule.EndAt);
        bytes.Text(schedule.Kind);
        bytes.Signed(schedule.Priority);
        bytes.Bytes(schedule.Body.Raw);
    }

    public static ScheduleDefinition Read(ref ByteReader reader)
    {
        var schedule = new ScheduleDefinition
        {
            Id = reader.Text(),
            Cron = reader.Text(),
            TimeZone = reader.Text(),
            Misfire = (MisfirePolicy)reader.Byte(),
            MaxCatchUp = reader.Natural(),
            Overlap = (OverlapPolicy)reader.Byte(),
            StartAt = ReadTime(ref reader),
            EndAt = ReadTime(ref reader),
            Kind = reader.Text(),
            Priority = reader.Int32(),
            Body = new TaskBody(reader.Bytes().ToArray()),
        };
        schedule.Body.Check();
        bool isSound = schedule.Misfire is >= MisfirePolicy.FireOnce and <= MisfirePolicy.CatchUp
            && schedule.Overlap is OverlapPolicy.Allow or OverlapPolicy.Skip
            && schedule.MaxCatchUp >= 1;
        return isSound ? schedule : throw new CorruptQueueDataException($"The schedule '{schedule.Id}' has an unknown policy.");
    }

    /// <summary>A time or none; the year 1 stands for none.</summary>
    public static void WriteTime(ByteWriter bytes, DateTimeOffset? time) => bytes.Varint((ulong)(time?.UtcTicks ?? 0));

    public static DateTimeOffset? ReadTime(ref ByteReader reader) =>
        reader.LongNatural() is var ticks and not 0 ? StoredTime.FromTicks(ticks) : null;

    public static void WriteAll(ChunkWriter chunks, ScheduleTable schedules)
    {
        foreach (var entry in schedules.All)
        {
            var definition = entry.Definition;
            var bytes = chunks.Record(ChunkContent.Schedules, MaxBytesOf(entry));
            Write(bytes, definition);
            bytes.Byte((byte)((entry.IsPaused ? 1 : 0) | (entry.Problem is not null ? 2 : 0) | (entry.LastTaskId is not null ? 4 : 0)));
            WriteTime(bytes, entry.After);
            WriteTime(bytes, entry.NextAt);
            WriteTime(bytes, entry.RetryAt);
            WriteTime(bytes, entry.LastAt);
            bytes.Varint((ulong)entry.Fired);
            bytes.Varint((ulong)entry.Skipped);
            if (entry.Problem is not null)
            {
                bytes.Text(entry.Problem);
            }

            if (entry.LastTaskId is { } taskId)
            {
                bytes.Guid(taskId.Value);
            }
        }
    }

    public static void ReadAll(ref ByteReader reader, ScheduleTable schedules)
    {
        while (reader.Remaining > 0)
        {
            var definition = Read(ref reader);
            if (schedules.Find(definition.Id) is not null)
            {
                throw new CorruptQueueDataException($"The schedule '{definition.Id}' stands in the snapshot twice.");
            }

            byte flags = reader.Byte();
            if (flags > 7)
            {
                throw new CorruptQueueDataException($"The schedule '{definition.Id}' has unknown flags.");
            }

            schedules.Add(new ScheduleEntry(definition)
            {
                IsPaused = (flags & 1) != 0,
                After = StoredTime.FromTicks(reader.LongNatural()),
                NextAt = ReadTime(ref reader),
                RetryAt = ReadTime(ref reader),
                LastAt = ReadTime(ref reader),
                Fired = reader.LongNatural(),
                Skipped = reader.LongNatural(),
                Problem = (flags & 2) != 0 ? reader.Text() : null,
                LastTaskId = (flags & 4) != 0 ? new TaskId(reader.Guid()) : null,
            });
        }
    }

    private static int MaxBytesOf(ScheduleEntry entry)
    {
        const int MaxFixedBytes = 160;
        const int MaxUtf8BytesPerChar = 3;
        var schedule = entry.Definition;
        int characters = schedule.Id.Length + schedule.Cron.Length + schedule.TimeZone.Length + schedule.Kind.Length
            + (entry.Problem?.Length ?? 0);
        return MaxFixedBytes + (MaxUtf8BytesPerChar * characters) + schedule.Body.Length;
    }
}
