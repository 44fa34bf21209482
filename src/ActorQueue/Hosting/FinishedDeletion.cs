using ActorQueue.Contracts;

namespace ActorQueue.Hosting;

/// <summary>Deletes finished tasks from the history, those that are still on their way there included.</summary>
internal static class FinishedDeletion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    public static async Task<int> DeleteAsync(HostedQueue queue, TaskFilter filter, CancellationToken cancellationToken)
    {
        var finished = filter with { Statuses = [.. QueueTaskStatusWords.All.Where(status => status.IsFinal() && filter.Includes(status))] };
        await SettleAsync(queue, finished, cancellationToken);
        return await queue.History.DeleteAsync(
            finished,
            async ids => (await queue.AskAsync<LiveTasks>(new FindLiveTasks(ids), cancellationToken)).Ids,
            cancellationToken);
    }

    // A task that has ended stands in the queue until it is in the tables, usually for milliseconds; deleted before that it would come back.
    private static async Task SettleAsync(HostedQueue queue, TaskFilter finished, CancellationToken cancellationToken)
    {
        var time = queue.Time;
        var since = time.GetTimestamp();

        // Only what ended before the call: a queue at work ends more all the time, and would never be settled.
        var now = time.GetUtcNow().AddTicks(1);
        var ended = finished with { EndedBefore = finished.EndedBefore < now ? finished.EndedBefore : now };
        while (time.GetElapsedTime(since) < Patience)
        {
            var page = await queue.AskAsync<TaskPage>(new ListTasks { Filter = ended, PageSize = 1 }, cancellationToken);
            if (page.Tasks.Count == 0)
            {
                return;
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }

        throw new QueueUnavailableException("finished tasks are not reaching the history; the log says why");
    }
}
