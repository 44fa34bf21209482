using ActorQueue.Contracts;
using ActorQueue.Supervision;

namespace ActorQueue.Hosting;

/// <summary>Deletes finished tasks from the history, those that are still on their way there included.</summary>
internal static class FinishedDeletion
{
    public static async Task<int> DeleteAsync(HostedQueue queue, TaskFilter filter, CancellationToken cancellationToken)
    {
        var finished = filter with { Statuses = [.. QueueTaskStatusWords.All.Where(status => status.IsFinal() && filter.Includes(status))] };
        // A task that has ended stands in the queue until it is in the tables, usually for milliseconds; deleted before that it would come back.
        await queue.AskAsync<HistoryWritten>(AwaitHistory.Instance, cancellationToken);
        return await queue.History.DeleteAsync(
            finished,
            async ids => (await queue.AskAsync<LiveTasks>(new FindLiveTasks(ids), cancellationToken)).Ids,
            cancellationToken);
    }
}
