using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Commands;

namespace ActorQueue.Supervision;

/// <summary>Requests that hold back, let go on, reorder or end tasks: one, many by a filter, or a whole kind.</summary>
internal sealed class TaskControlRequests(LiveQueue live, WorkerLinks workers, QueueLog log)
{
    public void AddTo(QueueRequests requests)
    {
        requests.On<PauseTask>(Pause);
        requests.On<ResumeTask>(command => live.Decide(into => live.Partition.Resume(command, live.Now, into)));
        requests.On<ReprioritiseTask>(command => live.Decide(into => live.Partition.Reprioritise(command, live.Now, into)));
        requests.On<PauseKind>(command => SetKindPaused(command.Kind, isPaused: true));
        requests.On<ResumeKind>(command => SetKindPaused(command.Kind, isPaused: false));
        requests.On<CancelTasks>(command => EndMany(command.Filter, waitingOnly: false));
        requests.On<PurgeTasks>(command => EndMany(command.Filter, waitingOnly: true));
        requests.On<FindLiveTasks>(live.State.FindLive);
        requests.On<GetHealth>(_ => live.State.Health(live.Partition.Settings.Health, workers.Kinds, live.Now));
        requests.On<RetryTask>(command => live.Decide(into => live.Partition.Retry(command, live.Now, into)));
        requests.On<ReviveTask>(command => live.Decide(into => live.Partition.Revive(command.Task, live.Now, into)));
    }

    private TaskControlled Pause(PauseTask command)
    {
        var reply = live.Decide(into => live.Partition.Pause(command, live.Now, into));
        if (reply.Result == TaskControlResult.Requested)
        {
            workers.PauseRunning(command.Id);
        }

        return reply;
    }

    private KindControlled SetKindPaused(string kind, bool isPaused)
    {
        var reply = live.Decide(into => live.Partition.SetKindPaused(kind, isPaused, live.Now, into));
        log.KindSet(reply);
        return reply;
    }

    /// <summary>In one turn of the queue, so that nothing comes between, and in decisions that each fit a commit.</summary>
    private TasksAffected EndMany(TaskFilter filter, bool waitingOnly)
    {
        var count = 0;
        foreach (var ids in live.State.SelectUnended(filter, waitingOnly).Chunk(QueuePartition.MaxTasksAtOnce))
        {
            var (changed, requested) = live.Decide(into => live.Partition.CancelEach(ids, filter, waitingOnly, live.Now, into));
            count += changed;
            foreach (var id in requested)
            {
                workers.CancelRunning(id);
            }
        }

        return new TasksAffected(count);
    }
}

/// <summary>Gives a task another run that stands in the history; answered by <see cref="TaskRetryAnswered"/>.</summary>
internal sealed record ReviveTask(EndedTask Task) : IQueueRequest
{
    /// <inheritdoc/>
    public long PayloadBytes => Task.Body.Length;
}
