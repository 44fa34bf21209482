using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Schedules;

namespace ActorQueue.Supervision;

/// <summary>Requests about schedules, and the firing of those that are due.</summary>
internal sealed class ScheduleRequests(LiveQueue live, IOccurrences occurrences, QueueLog log)
{
    public void AddTo(QueueRequests requests)
    {
        requests.On<AddSchedule>(command => Answered(live.Decide(into => live.Partition.AddSchedule(command, occurrences, live.Now, into))));
        requests.On<RemoveSchedule>(command => Answered(live.Decide(into => live.Partition.RemoveSchedule(command, live.Now, into))));
        requests.On<PauseSchedule>(command => Answered(live.Decide(into => live.Partition.PauseSchedule(command, live.Now, into))));
        requests.On<ResumeSchedule>(command => Answered(live.Decide(into => live.Partition.ResumeSchedule(command, occurrences, live.Now, into))));
        requests.On<TriggerSchedule>(command => Answered(live.Decide(into => live.Partition.TriggerSchedule(command, live.Now, into))));
        requests.On<ListSchedules>(query => live.State.List(query, occurrences));
    }

    /// <summary>For a new owner: looks at all schedules anew, then fires what fell due while there was none.</summary>
    public void TakeOver()
    {
        live.Decide(into =>
        {
            live.Partition.ReviewSchedules(occurrences, live.Now, into);
            return true;
        });
        Fire();
    }

    /// <summary>Makes tasks of what is due.</summary>
    public void Fire()
    {
        if (live.State.NextScheduleAt() <= live.Now)
        {
            log.SchedulesFired(live.Decide(into => live.Partition.FireSchedules(occurrences, live.Now, into)));
        }
    }

    private ScheduleAnswered Answered(ScheduleAnswered reply)
    {
        log.ScheduleChanged(reply);
        return reply;
    }
}
