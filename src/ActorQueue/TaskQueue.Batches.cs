using ActorQueue.Contracts;
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

        return tasks.Count == 0 ? [] : (await _host.AskAsync<TasksEnqueued>(new EnqueueTasks(tasks) { Atomic = atomic }, cancellationToken)).Outcomes;
    }

    /// <summary>Creates a batch; tasks are added by submitting them with its id (<see cref="TaskSpec.BatchId"/>). Creating it again changes nothing.</summary>
    public Task<BatchCreateAnswered> CreateBatchAsync(BatchSpec batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _host.AskAsync<BatchCreateAnswered>(new CreateBatch(batch), cancellationToken);
    }

    /// <summary>Takes no further tasks into a batch: once its members have ended it ends, and its callbacks are enqueued. The batch after it; null when it is unknown.</summary>
    public async Task<BatchView?> SealBatchAsync(BatchId id, CancellationToken cancellationToken = default) =>
        (await _host.AskAsync<object>(new SealBatch(id), cancellationToken) as BatchFound)?.Batch;

    /// <summary>One batch with its counts; null when the queue does not know it (any more).</summary>
    public async Task<BatchView?> GetBatchAsync(BatchId id, CancellationToken cancellationToken = default) =>
        (await _host.AskAsync<object>(new GetBatch(id), cancellationToken) as BatchFound)?.Batch;

    /// <summary>A page of batches, the newest first. Follow <see cref="BatchPage.NextCursor"/> to its end.</summary>
    public Task<BatchPage> ListBatchesAsync(ListBatches query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _host.AskAsync<BatchPage>(query, cancellationToken);
    }

    /// <summary>Seals a batch and those within it, cancels their waiting members and asks the running ones to stop; null when it is unknown.</summary>
    public async Task<BatchCancelAnswered?> CancelBatchAsync(BatchId id, CancellationToken cancellationToken = default) =>
        await _host.AskAsync<object>(new CancelBatch(id), cancellationToken) as BatchCancelAnswered;

    /// <summary>Gives every member of a batch, and of those within it, another run that failed or was cancelled; null when the batch is unknown.</summary>
    /// <remarks>
    /// Meanwhile the batch is open, so that it does not end between two of them; then it is sealed again, and its next end has callbacks of its own
    /// (<see cref="BatchView.Runs"/>). A process that ends in the middle leaves it open: retry it again, or seal it. Members that wait for others of the batch wait anew.
    /// </remarks>
    public async Task<BatchRetryAnswered?> RetryBatchAsync(BatchId id, CancellationToken cancellationToken = default)
    {
        if (await _host.AskAsync<object>(new ReopenBatch(id), cancellationToken) is not BatchesReopened batches)
        {
            return null;
        }

        var (retried, refused) = (0, 0);
        foreach (var batch in batches.All)
        {
            // The newest last, so that a member is there before those that wait for it; the next page is read before this one's tasks move.
            var query = new ListTasks
            {
                Filter = new TaskFilter { BatchId = batch, Statuses = [QueueTaskStatus.Failed, QueueTaskStatus.Cancelled] },
                Sort = TaskSort.Created,
                PageSize = ListTasks.MaxPageSize,
            };
            List<TaskId> members = [];
            do
            {
                var page = await ListAsync(query, cancellationToken);
                members.AddRange(page.Tasks.Select(task => task.Id));
                query = query with { Cursor = page.NextCursor };
            }
            while (query.Cursor is not null);
            foreach (var member in members)
            {
                var answer = await RetryAsync(member, cancellationToken);
                retried += answer.Result == TaskRetryResult.Retried ? 1 : 0;
                refused += answer.Result == TaskRetryResult.Refused ? 1 : 0;
            }
        }

        // The inner ones first: an outer one would have to wait for them anyway.
        foreach (var batch in batches.Reopened.Reverse())
        {
            await SealBatchAsync(batch, cancellationToken);
        }

        return new BatchRetryAnswered(id, retried, refused);
    }
}
