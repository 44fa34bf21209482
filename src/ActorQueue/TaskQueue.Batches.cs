using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Supervision;

namespace ActorQueue;

/// <content>Workflows and batches: tasks that belong together.</content>
public sealed partial class TaskQueue
{
    /// <summary>
    /// Submits many tasks in one commit, in whichever order they depend on each other (<see cref="TaskSpec.DependsOn"/>); the outcomes come in the order given.
    /// </summary>
    /// <param name="tasks">A workflow: tasks may wait for any of the others. A circle is refused, and named.</param>
    /// <param name="atomic">True: all are accepted or none. False: each for itself; a task that waits for a refused one is refused too.</param>
    /// <param name="cancellationToken">Ends the wait for the answer; the tasks may have been accepted all the same.</param>
    public async Task<IReadOnlyList<EnqueueOutcome>> EnqueueAsync(
        IReadOnlyList<TaskSpec> tasks, bool atomic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        for (var i = 0; i < tasks.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(tasks[i], $"{nameof(tasks)}[{i}]");
        }

        if (_queueWide.Length > 0)
        {
            tasks = [.. tasks.Select(task => task with { FollowUps = [.. task.FollowUps, .. _queueWide] })];
        }

        return tasks.Count == 0 ? [] : (await _queue.AskAsync<TasksEnqueued>(new EnqueueTasks(tasks) { Atomic = atomic }, cancellationToken)).Outcomes;
    }

    /// <summary>Creates a batch; tasks are added by submitting them with its id (<see cref="TaskSpec.BatchId"/>). Creating it again changes nothing.</summary>
    public Task<BatchCreateAnswered> CreateBatchAsync(BatchSpec batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _queue.AskAsync<BatchCreateAnswered>(new CreateBatch(batch), cancellationToken);
    }

    /// <summary>Takes no further tasks into a batch: once its members have ended it ends, and its callbacks are enqueued. The batch after it; null when it is unknown.</summary>
    public async Task<BatchView?> SealBatchAsync(BatchId id, CancellationToken cancellationToken = default) =>
        (await _queue.AskAsync<object>(new SealBatch(id), cancellationToken) as BatchFound)?.Batch;

    /// <summary>One batch with its counts; null when the queue does not know it (any more).</summary>
    public async Task<BatchView?> GetBatchAsync(BatchId id, CancellationToken cancellationToken = default) =>
        (await _queue.AskAsync<object>(new GetBatch(id), cancellationToken) as BatchFound)?.Batch;

    /// <summary>A page of batches, the newest first. Follow <see cref="BatchPage.NextCursor"/> to its end.</summary>
    public Task<BatchPage> ListBatchesAsync(ListBatches query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _queue.AskAsync<BatchPage>(query, cancellationToken);
    }

    /// <summary>Seals a batch and those within it, cancels their waiting members and asks the running ones to stop; null when it is unknown.</summary>
    public async Task<BatchCancelAnswered?> CancelBatchAsync(BatchId id, CancellationToken cancellationToken = default) =>
        await _queue.AskAsync<object>(new CancelBatch(id), cancellationToken) as BatchCancelAnswered;

    /// <summary>Gives every member of a batch, and of those within it, another run that failed or was cancelled; null when the batch is unknown.</summary>
    /// <remarks>
    /// In one commit: a crash leaves all of it or nothing. The batch's next end has callbacks of its own (<see cref="BatchView.Runs"/>). Members that wait for others of
    /// the batch wait anew. Those that the queue has no room for are counted as refused; the same call again takes them up.
    /// </remarks>
    public async Task<BatchRetryAnswered?> RetryBatchAsync(BatchId id, CancellationToken cancellationToken = default)
    {
        if (await _queue.AskAsync<object>(new FindNestedBatches(id), cancellationToken) is not NestedBatches batches)
        {
            return null;
        }

        var members = (await ListUnsuccessfulAsync(batches.Ids, cancellationToken)).ConvertAll(member => new BatchMember(member, null));
        var left = 0;
        var bytes = 0L;
        while (true)
        {
            if (await _queue.AskAsync<object>(new RetryBatchMembers(id, members), cancellationToken) is not BatchRetried answer)
            {
                return null;
            }

            if (answer.Missing.Count == 0)
            {
                return new BatchRetryAnswered(id, answer.Retried, answer.Refused + left);
            }

            // These have left the queue's memory, the last of them perhaps just now.
            var missing = answer.Missing.ToHashSet();
            for (var i = members.Count - 1; i >= 0; i--)
            {
                if (!missing.Contains(members[i].Id))
                {
                    continue;
                }

                var ended = await _queue.History.FindEndedAsync(members[i].Id, cancellationToken);
                bytes += ended?.Body.Length ?? 0;
                if (ended is null || bytes > Settings.Gateway.MaxOutstandingBytes)
                {
                    left += ended is null ? 0 : 1;
                    members.RemoveAt(i);
                }
                else
                {
                    members[i] = new BatchMember(ended.Id, ended);
                }
            }
        }
    }

    /// <summary>The members of batches that failed or were cancelled, each before those that wait for it.</summary>
    private async Task<List<TaskId>> ListUnsuccessfulAsync(IReadOnlyList<BatchId> batches, CancellationToken cancellationToken)
    {
        List<TaskId> members = [];
        foreach (var batch in batches)
        {
            var query = new ListTasks
            {
                Filter = new TaskFilter { BatchId = batch, Statuses = [QueueTaskStatus.Failed, QueueTaskStatus.Cancelled] },
                Sort = TaskSort.Created,
                PageSize = ListTasks.MaxPageSize,
            };
            do
            {
                var page = await ListAsync(query, cancellationToken);
                members.AddRange(page.Tasks.Select(task => task.Id));
                query = query with { Cursor = page.NextCursor };
            }
            while (query.Cursor is not null);
        }

        return members;
    }
}
