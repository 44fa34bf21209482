using System.Globalization;
using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>What can be asked about batches. Nothing here changes the state.</summary>
public static class BatchQueries
{
    /// <summary>A batch that the queue knows; null when it does not (any more).</summary>
    public static BatchView? FindBatch(this QueueState state, BatchId id)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Batches.Find(id) is { } batch ? ViewOf(batch) : null;
    }

    /// <summary>A page of batches, the newest first; a cursor stays good while batches come and go.</summary>
    public static BatchPage ListBatches(this QueueState state, ListBatches query)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(query);
        int size = Math.Clamp(query.PageSize, 1, Contracts.ListBatches.MaxPageSize);
        long before = long.TryParse(query.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long cursor)
            ? cursor
            : long.MaxValue;
        List<BatchView> page = [];
        long last = 0;
        foreach (var batch in state.Batches.NewestFirst)
        {
            if (batch.Sequence >= before
                || (query.Status is { } status && StatusOf(batch) != status)
                || (query.ParentBatchId is { } parent && batch.Parent?.Id != parent))
            {
                continue;
            }

            if (page.Count == size)
            {
                return new BatchPage(page, last.ToString(CultureInfo.InvariantCulture));
            }

            page.Add(ViewOf(batch));
            last = batch.Sequence;
        }

        return new BatchPage(page, NextCursor: null);
    }

    /// <summary>The ids of a batch and of all within it, outermost first; empty when it is not known.</summary>
    public static IReadOnlyList<BatchId> WithNested(this QueueState state, BatchId id)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Batches.Find(id) is not { } root)
        {
            return [];
        }

        List<BatchId> found = [];
        HashSet<BatchEntry> batches = [root];
        foreach (var batch in state.Batches.ByAge)
        {
            // Each stands behind the one that it is in.
            if (batch == root || (batch.Parent is { } parent && batches.Contains(parent)))
            {
                batches.Add(batch);
                found.Add(batch.Id);
            }
        }

        return found;
    }

    private static BatchView ViewOf(BatchEntry batch) => new()
    {
        Id = batch.Id,
        Name = batch.Name,
        Status = StatusOf(batch),
        ParentBatchId = batch.Parent?.Id,
        CreatedAt = new DateTimeOffset(batch.CreatedAt, TimeSpan.Zero),
        CompletedAt = batch.HasEnded ? new DateTimeOffset(batch.EndedAt, TimeSpan.Zero) : null,
        Runs = batch.Runs,
        TotalTasks = QueueTaskStatusWords.All.Sum(batch.CountOf),
        PendingTasks = batch.CountOf(QueueTaskStatus.Pending),
        ScheduledTasks = batch.CountOf(QueueTaskStatus.Scheduled),
        BlockedTasks = batch.CountOf(QueueTaskStatus.Blocked),
        ProcessingTasks = batch.CountOf(QueueTaskStatus.Processing),
        RetryTasks = batch.CountOf(QueueTaskStatus.Retry),
        PausedTasks = batch.CountOf(QueueTaskStatus.Paused),
        CompletedTasks = batch.CountOf(QueueTaskStatus.Completed),
        FailedTasks = batch.CountOf(QueueTaskStatus.Failed),
        CancelledTasks = batch.CountOf(QueueTaskStatus.Cancelled),
        OpenBatches = batch.OpenBatches,
        CompletedBatches = batch.CompletedBatches,
        FailedBatches = batch.FailedBatches,
    };

    private static BatchStatus StatusOf(BatchEntry batch) => batch switch
    {
        { IsSealed: false } => BatchStatus.Open,
        { HasEnded: false } => BatchStatus.Sealed,
        { EndedWell: true } => BatchStatus.Completed,
        _ => BatchStatus.Failed,
    };
}
