using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Supervision;

namespace ActorQueue;

/// <summary>Dead letters: tasks that failed for good, each with the errors of its attempts (<see cref="TaskView.Errors"/>), kept as long as the history is.</summary>
public sealed partial class TaskQueue
{
    // Each reads a row and asks the queue; more at once would only wait for each other.
    private const int RetriesAtOnce = 50;

    /// <summary>Gives a failed or cancelled task another run under its id: budgets anew, errors of earlier runs kept.</summary>
    public async Task<TaskRetryAnswered> RetryAsync(TaskId id, CancellationToken cancellationToken = default)
    {
        var answer = await _queue.AskAsync<TaskRetryAnswered>(new RetryTask(id), cancellationToken);
        if (answer.Result != TaskRetryResult.NotFound)
        {
            return answer;
        }

        if (await _queue.History.FindEndedAsync(id, cancellationToken) is { } ended)
        {
            return await _queue.AskAsync<TaskRetryAnswered>(new ReviveTask(ended), cancellationToken);
        }

        var finished = await _queue.History.FindAsync(id, cancellationToken);
        return finished?.Status == QueueTaskStatus.Completed
            ? new TaskRetryAnswered(id, TaskRetryResult.Completed, QueueTaskStatus.Completed, finished.Run)
            : answer;
    }

    /// <summary>A page of dead letters that fit, those that failed last first. <see cref="TaskFilter.Statuses"/> does not count here.</summary>
    public Task<TaskPage> ListDeadLettersAsync(TaskFilter filter, int pageSize = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        var query = new ListTasks { Filter = Failed(filter), Sort = TaskSort.Ended, IsDescending = true, PageSize = pageSize, Cursor = cursor };
        return ListAsync(query, cancellationToken);
    }

    /// <summary>Gives every dead letter another run that fits and is one now; stops when the queue is full or drains.</summary>
    /// <returns>How many wait for their next run.</returns>
    public async Task<int> RetryDeadLettersAsync(TaskFilter filter, CancellationToken cancellationToken = default)
    {
        // Those that fail again meanwhile are not meant, or this might never end.
        var now = _queue.Time.GetUtcNow().AddMilliseconds(1);
        var failed = Failed(filter);
        failed = failed with { EndedBefore = failed.EndedBefore is { } before && before < now ? before : now };
        var count = 0;
        var query = new ListTasks { Filter = failed, Sort = TaskSort.Created, PageSize = RetriesAtOnce };
        do
        {
            var page = await ListAsync(query, cancellationToken);
            var answers = await Task.WhenAll(page.Tasks.Select(task => RetryAsync(task.Id, cancellationToken)));
            count += answers.Count(answer => answer.Result == TaskRetryResult.Retried);
            if (answers.Any(answer => answer.Result == TaskRetryResult.Refused))
            {
                return count;
            }

            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null);
        return count;
    }

    /// <summary>Deletes every dead letter that fits.</summary>
    /// <returns>How many are gone.</returns>
    public Task<int> DeleteDeadLettersAsync(TaskFilter filter, CancellationToken cancellationToken = default) =>
        FinishedDeletion.DeleteAsync(_queue, Failed(filter), cancellationToken);

    private static TaskFilter Failed(TaskFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter with { Statuses = [QueueTaskStatus.Failed] };
    }
}
