using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Codec;

/// <summary>
/// Reads the events that <see cref="EventWriter"/> wrote, and refuses any value that it could not have written.
/// </summary>
internal sealed partial class EventReader(long baseTime)
{
    private readonly StringTableReader _texts = new();

    public QueueEvent Read(ref ByteReader reader)
    {
        var number = (EventNumber)reader.Byte();
        var at = Time(ref reader);
        return number switch
        {
            EventNumber.TaskEnqueued => Enqueued(ref reader, at),
            EventNumber.DueTasksReleased => new DueTasksReleased(at, Time(ref reader)),
            EventNumber.AttemptStarted => new AttemptStarted(
                at, Id(ref reader), reader.Natural(), _texts.Read(ref reader), Duration(ref reader), Flag(ref reader)),
            EventNumber.TaskCompleted => new TaskCompleted(at, Id(ref reader), reader.Natural(), reader.Bytes().ToArray()),
            EventNumber.RetryScheduled => new RetryScheduled(
                at, Id(ref reader), reader.Natural(), Time(ref reader), reader.Int32(), Class(ref reader), Error(ref reader)),
            EventNumber.TaskFailed => new TaskFailed(
                at, Id(ref reader), reader.Natural(), Class(ref reader), Error(ref reader)),
            EventNumber.AttemptReleased => new AttemptReleased(at, Id(ref reader), reader.Natural()),
            EventNumber.AttemptInterrupted => new AttemptInterrupted(at, Id(ref reader), reader.Natural(), Flag(ref reader)),
            EventNumber.CancelRequested => new CancelRequested(at, Id(ref reader)),
            EventNumber.TaskCancelled => new TaskCancelled(at, Id(ref reader), reader.Natural()),
            EventNumber.QueueModeChanged => new QueueModeChanged(at, Mode(ref reader)),
            EventNumber.OwnershipTaken => new OwnershipTaken(at, reader.LongNatural()),
            EventNumber.FinishedArchived => new FinishedArchived(
                at, reader.LongNatural(), Time(ref reader), reader.Natural()),
            >= EventNumber.ScheduleAdded and <= EventNumber.ScheduleTriggered => ReadSchedule(number, at, ref reader),
            EventNumber.BatchCreated => BatchCodec.ReadCreated(ref reader, at),
            EventNumber.BatchSealed => new BatchSealed(at, BatchCodec.Id(ref reader)),
            EventNumber.BatchReopened => new BatchReopened(at, BatchCodec.Id(ref reader)),
            EventNumber.BatchEnded => new BatchEnded(at, BatchCodec.Id(ref reader)),
            EventNumber.BatchesForgotten => new BatchesForgotten(at, Time(ref reader), reader.Natural()),
            EventNumber.RateTokenTaken => new RateTokenTaken(at, Id(ref reader), Time(ref reader)),
            EventNumber.StartCompared => new StartCompared(at, Id(ref reader), _texts.Read(ref reader)),
            >= EventNumber.TaskPaused and <= EventNumber.BreakerChanged => ReadControl(ref reader, number, at),
            >= EventNumber.WorkerRegistered and <= EventNumber.WorkerPauseChanged => ReadWorker(number, at, ref reader),
            _ => throw new CorruptQueueDataException($"Event number {(byte)number} is not known to this build."),
        };
    }

    private TaskEnqueued Enqueued(ref ByteReader reader, DateTimeOffset at)
    {
        var id = Id(ref reader);
        string kind = _texts.Read(ref reader);
        int priority = reader.Int32();
        long notBefore = reader.LongNatural();
        var body = new TaskBody(reader.Bytes().ToArray());
        body.Check();
        return new TaskEnqueued(at, id, kind, priority, notBefore == 0 ? null : StoredTime.FromTicks(notBefore), body);
    }

    private DateTimeOffset Time(ref ByteReader reader)
    {
        long difference = reader.Signed();
        return StoredTime.FromTicks(unchecked(baseTime + difference));
    }

    private static TaskId Id(ref ByteReader reader)
    {
        var id = new TaskId(reader.Guid());
        return id.IsValid ? id : throw new CorruptQueueDataException($"'{id}' is not a task id.");
    }

    private static TimeSpan Duration(ref ByteReader reader) => TimeSpan.FromTicks(reader.LongNatural());

    private static bool Flag(ref ByteReader reader) => reader.Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new CorruptQueueDataException($"{other} is neither yes nor no."),
    };

    private static FailureClass Class(ref ByteReader reader)
    {
        var value = (FailureClass)reader.Byte();
        return value is >= FailureClass.Retryable and <= FailureClass.Cancelled
            ? value
            : throw new CorruptQueueDataException($"{(byte)value} is not a failure class.");
    }

    private static QueueMode Mode(ref ByteReader reader)
    {
        var value = (QueueMode)reader.Byte();
        return value is >= QueueMode.Running and <= QueueMode.Draining
            ? value
            : throw new CorruptQueueDataException($"{(byte)value} is not a queue mode.");
    }

    private static TaskError Error(ref ByteReader reader) => new(reader.Text(), reader.Text());
}
