using ActorQueue.Core.Codec;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.State;

/// <summary>What the schedules' events do to the state.</summary>
internal static partial class EventApplication
{
    private static void ApplySchedule(QueueState state, QueueEvent @event)
    {
        switch (@event)
        {
            case ScheduleAdded added:
                AddSchedule(state.Schedules, added);
                break;
            case ScheduleRemoved removed:
                state.Schedules.Remove(Schedule(state, removed.Id));
                break;
            case SchedulePaused paused:
                state.Schedules.Change(Schedule(state, paused.Id), entry =>
                {
                    entry.IsPaused = true;
                    GoOn(entry, paused.At, next: null);
                });
                break;
            case ScheduleResumed resumed:
                state.Schedules.Change(Schedule(state, resumed.Id), entry =>
                {
                    entry.IsPaused = false;
                    GoOn(entry, resumed.After, resumed.Next);
                });
                break;
            case ScheduleFired fired:
                state.Schedules.Change(Schedule(state, fired.Id), entry =>
                {
                    entry.LastAt = fired.Occurrence;
                    entry.LastTaskId = fired.TaskId;
                    entry.Fired++;
                    GoOn(entry, fired.Occurrence, fired.Next);
                });
                break;
            case ScheduleSkipped skipped:
                state.Schedules.Change(Schedule(state, skipped.Id), entry =>
                {
                    entry.Skipped += skipped.Count;
                    GoOn(entry, skipped.Last, skipped.Next);
                });
                break;
            case ScheduleHeld held:
                state.Schedules.Change(Schedule(state, held.Id), entry =>
                {
                    entry.RetryAt = held.RetryAt;
                    entry.Problem = held.Problem;
                });
                break;
            case ScheduleTriggered triggered:
                Schedule(state, triggered.Id).LastTaskId = triggered.TaskId;
                break;
            default:
                throw new CorruptQueueDataException($"The event {@event.GetType().Name} is not known.");
        }
    }

    private static void AddSchedule(ScheduleTable schedules, ScheduleAdded added)
    {
        if (schedules.Find(added.Schedule.Id) is { } replaced)
        {
            // What it has done stays known: a replacement must not repeat an occurrence.
            schedules.Change(replaced, entry =>
            {
                entry.Definition = added.Schedule;
                entry.IsPaused = false;
                GoOn(entry, added.After, added.Next);
            });
            return;
        }

        schedules.Add(new ScheduleEntry(added.Schedule) { After = added.After, NextAt = added.Next });
    }

    private static void GoOn(ScheduleEntry entry, DateTimeOffset after, DateTimeOffset? next)
    {
        entry.After = after;
        entry.NextAt = next;
        entry.RetryAt = null;
        entry.Problem = null;
    }

    private static ScheduleEntry Schedule(QueueState state, string id) => state.Schedules.Find(id)
        ?? throw new CorruptQueueDataException($"Position {state.Position} speaks of the schedule '{id}', which is not there.");
}
