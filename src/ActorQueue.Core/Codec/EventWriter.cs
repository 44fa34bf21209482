using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Codec;

/// <summary>
/// Writes events one after the other: number, time, then the fields in the order of <see cref="EventReader"/>.
/// </summary>
internal sealed partial class EventWriter
{
    /// <summary>A buffer that one huge row made larger than this is not kept.</summary>
    private const int MaxKeptBytes = 4 * 1024 * 1024;

    private ByteWriter _bytes = new(64 * 1024);
    private readonly StringTableWriter _texts = new();
    private long _baseTime;

    public ByteWriter Begin(long baseTime)
    {
        if (_bytes.Length > MaxKeptBytes)
        {
            _bytes = new ByteWriter();
        }

        _bytes.Clear();
        _texts.Clear();
        _baseTime = baseTime;
        return _bytes;
    }

    public void Write(QueueEvent @event)
    {
        switch (@event)
        {
            case TaskEnqueued enqueued:
                Start(EventNumber.TaskEnqueued, enqueued, enqueued.Id);
                _texts.Write(_bytes, enqueued.Kind);
                _bytes.Signed(enqueued.Priority);
                _bytes.Varint((ulong)(enqueued.NotBefore?.UtcTicks ?? 0));
                _bytes.Bytes(enqueued.Body.Raw);
                break;
            case DueTasksReleased released:
                Start(EventNumber.DueTasksReleased, released);
                Time(released.Until);
                break;
            case AttemptStarted started:
                Start(EventNumber.AttemptStarted, started, started.Id);
                _bytes.Count(started.Attempt);
                _texts.Write(_bytes, started.WorkerId);
                _bytes.Varint((ulong)started.Timeout.Ticks);
                Flag(started.IsAlone);
                break;
            case TaskCompleted completed:
                Start(EventNumber.TaskCompleted, completed, completed.Id);
                _bytes.Count(completed.Attempt);
                _bytes.Bytes(completed.Result.Span);
                break;
            case RetryScheduled retry:
                Start(EventNumber.RetryScheduled, retry, retry.Id);
                _bytes.Count(retry.Attempt);
                Time(retry.DueAt);
                _bytes.Signed(retry.Priority);
                Failure(retry.Class, retry.Error);
                break;
            case TaskFailed failed:
                Start(EventNumber.TaskFailed, failed, failed.Id);
                _bytes.Count(failed.Attempt);
                Failure(failed.Class, failed.Error);
                break;
            case AttemptReleased released:
                Start(EventNumber.AttemptReleased, released, released.Id);
                _bytes.Count(released.Attempt);
                break;
            case AttemptInterrupted interrupted:
                Start(EventNumber.AttemptInterrupted, interrupted, interrupted.Id);
                _bytes.Count(interrupted.Attempt);
                Flag(interrupted.IsCharged);
                break;
            case CancelRequested requested:
                Start(EventNumber.CancelRequested, requested, requested.Id);
                break;
            case TaskCancelled cancelled:
                Start(EventNumber.TaskCancelled, cancelled, cancelled.Id);
                _bytes.Count(cancelled.Attempt);
                break;
            case QueueModeChanged changed:
                Start(EventNumber.QueueModeChanged, changed);
                _bytes.Byte((byte)changed.Mode);
                break;
            case OwnershipTaken taken:
                Start(EventNumber.OwnershipTaken, taken);
                _bytes.Varint(checked((ulong)taken.Epoch));
                break;
            case FinishedArchived archived:
                Start(EventNumber.FinishedArchived, archived);
                _bytes.Varint(checked((ulong)archived.UpToPosition));
                Time(archived.ForgetBefore);
                _bytes.Count(archived.KeepIds);
                break;
            case TaskPaused or PauseRequested or AttemptPaused or TaskResumed or TaskReprioritised or KindPauseChanged
                or TaskRevived or CheckpointSaved or BreakerChanged:
                WriteControl(@event);
                break;
            case ScheduleAdded or ScheduleRemoved or SchedulePaused or ScheduleResumed
                or ScheduleFired or ScheduleSkipped or ScheduleHeld or ScheduleTriggered:
                WriteSchedule(@event);
                break;
            case BatchCreated created:
                Start(EventNumber.BatchCreated, created);
                BatchCodec.WriteCreated(_bytes, created);
                break;
            case BatchSealed @sealed:
                Start(EventNumber.BatchSealed, @sealed);
                _bytes.Guid(@sealed.Id.Value);
                break;
            case BatchReopened reopened:
                Start(EventNumber.BatchReopened, reopened);
                _bytes.Guid(reopened.Id.Value);
                break;
            case BatchEnded ended:
                Start(EventNumber.BatchEnded, ended);
                _bytes.Guid(ended.Id.Value);
                break;
            case BatchesForgotten forgotten:
                Start(EventNumber.BatchesForgotten, forgotten);
                Time(forgotten.EndedBefore);
                _bytes.Count(forgotten.Keep);
                break;
            case RateTokenTaken taken:
                Start(EventNumber.RateTokenTaken, taken, taken.Id);
                Time(taken.FullAt);
                break;
            case StartCompared compared:
                Start(EventNumber.StartCompared, compared, compared.Id);
                _texts.Write(_bytes, compared.Policy);
                break;
            case WorkerRegistered or WorkerUnregistered or WorkerPauseChanged:
                WriteWorker(@event);
                break;
            default:
                throw new ArgumentException($"The event {@event.GetType().Name} has no number.", nameof(@event));
        }
    }

    private void Start(EventNumber number, QueueEvent @event)
    {
        _bytes.Byte((byte)number);
        Time(@event.At);
    }

    private void Start(EventNumber number, QueueEvent @event, TaskId id)
    {
        Start(number, @event);
        _bytes.Guid(id.Value);
    }

    private void Time(DateTimeOffset time) => _bytes.Signed(time.UtcTicks - _baseTime);

    private void Flag(bool value) => _bytes.Byte(value ? (byte)1 : (byte)0);

    private void Failure(FailureClass @class, TaskError error)
    {
        _bytes.Byte((byte)@class);
        _bytes.Text(error.Code);
        _bytes.Text(error.Message);
    }
}
