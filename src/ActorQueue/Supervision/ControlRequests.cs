using ActorQueue.Contracts;
using ActorQueue.Core;

namespace ActorQueue.Supervision;

/// <summary>Requests about the queue as a whole: its mode and its numbers.</summary>
internal sealed class ControlRequests(LiveQueue live, QueueLog log)
{
    public void AddTo(QueueRequests requests)
    {
        requests.On<PauseQueue>(_ => SetMode(QueueMode.Paused));
        requests.On<ResumeQueue>(_ => SetMode(QueueMode.Running));
        requests.On<DrainQueue>(_ => SetMode(QueueMode.Draining));
        requests.On<GetStatistics>(_ => live.State.StatisticsWithParts(live.Now));
    }

    private QueueControlled SetMode(QueueMode mode)
    {
        var reply = live.Decide(into => live.Partition.SetMode(mode, live.Now, into));
        log.ModeSet(reply);
        return reply;
    }
}
