using ActorQueue.Core.Events;

namespace ActorQueue.Core.Codec;

/// <summary>The schedules' events.</summary>
internal sealed partial class EventWriter
{
    private void WriteSchedule(QueueEvent @event)
    {
        switch (@event)
        {
            case ScheduleAdded added:
                Start(EventNumber.ScheduleAdded, added);
                ScheduleCodec.Write(_bytes, added.Schedule);
                Time(added.After);
                ScheduleCodec.WriteTime(_bytes, added.Next);
                break;
            case ScheduleRemoved removed:
                Start(EventNumber.ScheduleRemoved, removed);
                _texts.Write(_bytes, removed.Id);
                break;
            case SchedulePaused paused:
                Start(EventNumber.SchedulePaused, paused);
                _texts.Write(_bytes, paused.Id);
                break;
            case ScheduleResumed resumed:
                Start(EventNumber.ScheduleResumed, resumed);
                _texts.Write(_bytes, resumed.Id);
                Time(resumed.After);
                ScheduleCodec.WriteTime(_bytes, resumed.Next);
                break;
            case ScheduleFired fired:
                Start(EventNumber.ScheduleFired, fired);
                _texts.Write(_bytes, fired.Id);
                Time(fired.Occurrence);
                ScheduleCodec.WriteTime(_bytes, fired.Next);
                _bytes.Guid(fired.TaskId.Value);
                break;
            case ScheduleSkipped skipped:
                Start(EventNumber.ScheduleSkipped, skipped);
                _texts.Write(_bytes, skipped.Id);
                Time(skipped.Last);
                ScheduleCodec.WriteTime(_bytes, skipped.Next);
                _bytes.Count(skipped.Count);
                _bytes.Byte((byte)skipped.Reason);
                break;
            case ScheduleHeld held:
                Start(EventNumber.ScheduleHeld, held);
                _texts.Write(_bytes, held.Id);
                Time(held.RetryAt);
                _bytes.Text(held.Problem);
                break;
            case ScheduleTriggered triggered:
                Start(EventNumber.ScheduleTriggered, triggered);
                _texts.Write(_bytes, triggered.Id);
                _bytes.Guid(triggered.TaskId.Value);
                break;
            default:
                throw new ArgumentException($"The event {@event.GetType().Name} has no number.", nameof(@event));
        }
    }
}
