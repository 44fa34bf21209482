using ActorQueue.Contracts;

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
}
