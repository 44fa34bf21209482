using ActorQueue.Core.Events;

namespace ActorQueue.Core.Codec;

/// <summary>The schedules' events.</summary>
internal sealed partial class EventReader
{
    private QueueEvent ReadSchedule(EventNumber number, DateTimeOffset at, ref ByteReader reader) => number switch
    {
        EventNumber.ScheduleAdded => new ScheduleAdded(
            at, ScheduleCodec.Read(ref reader), Time(ref reader), ScheduleCodec.ReadTime(ref reader)),
        EventNumber.ScheduleRemoved => new ScheduleRemoved(at, _texts.Read(ref reader)),
        EventNumber.SchedulePaused => new SchedulePaused(at, _texts.Read(ref reader)),
        EventNumber.ScheduleResumed => new ScheduleResumed(
            at, _texts.Read(ref reader), Time(ref reader), ScheduleCodec.ReadTime(ref reader)),
        EventNumber.ScheduleFired => new ScheduleFired(
            at, _texts.Read(ref reader), Time(ref reader), ScheduleCodec.ReadTime(ref reader), Id(ref reader)),
        EventNumber.ScheduleSkipped => new ScheduleSkipped(
            at, _texts.Read(ref reader), Time(ref reader), ScheduleCodec.ReadTime(ref reader), reader.Natural(), Reason(ref reader)),
        EventNumber.ScheduleHeld => new ScheduleHeld(at, _texts.Read(ref reader), Time(ref reader), reader.Text()),
        EventNumber.ScheduleTriggered => new ScheduleTriggered(at, _texts.Read(ref reader), Id(ref reader)),
        _ => throw new CorruptQueueDataException($"Event number {(byte)number} is not known to this build."),
    };

    private static SkipReason Reason(ref ByteReader reader)
    {
        var value = (SkipReason)reader.Byte();
        return value is >= SkipReason.Missed and <= SkipReason.Refused
            ? value
            : throw new CorruptQueueDataException($"{(byte)value} is not a reason to skip an occurrence.");
    }
}
