namespace ActorQueue.Contracts;

/// <summary>Creates a batch. Durable. Answered by <see cref="BatchCreateAnswered"/>.</summary>
public sealed record CreateBatch(BatchSpec Batch) : IQueueSubmission
{
    /// <inheritdoc />
    public int HighestPriority => TaskPriority.Normal;

    /// <inheritdoc />
    public long PayloadBytes => Batch.Callbacks().Sum(callback => callback.Task.TotalPayloadBytes);
}

/// <summary>What became of a batch's creation.</summary>
/// <param name="Id">The batch.</param>
/// <param name="Result">Accepted, duplicate (it was created before) or rejected.</param>
/// <param name="Reason">One of <see cref="RejectReasons"/> when rejected.</param>
/// <param name="Message">A sentence with the limit and the value, when rejected.</param>
public sealed record BatchCreateAnswered(BatchId Id, EnqueueResult Result, string? Reason = null, string? Message = null);

/// <summary>
/// Takes no further tasks into a batch, which ends once its members have. Durable. Answered by <see cref="BatchFound"/>
/// with the batch after it, or <see cref="BatchNotFound"/>. Sealing again changes nothing.
/// </summary>
public sealed record SealBatch(BatchId Id) : IQueueRequest;

/// <summary>Asks for one batch; answered by <see cref="BatchFound"/> or <see cref="BatchNotFound"/>.</summary>
public sealed record GetBatch(BatchId Id) : IQueueRequest;

/// <summary>The batch asked for.</summary>
public sealed record BatchFound(BatchView Batch);

/// <summary>The queue does not know the batch (any more).</summary>
public sealed record BatchNotFound(BatchId Id);

/// <summary>Asks for a page of batches, the newest first; answered by <see cref="BatchPage"/>.</summary>
public sealed record ListBatches : IQueueRequest
{
    /// <summary>Most batches of one page.</summary>
    public const int MaxPageSize = 500;

    /// <summary>Only batches of this status; null: all.</summary>
    public BatchStatus? Status { get; init; }

    /// <summary>Only batches within this one; null: all.</summary>
    public BatchId? ParentBatchId { get; init; }

    /// <summary>1 to <see cref="MaxPageSize"/>; values outside are brought to the nearest bound.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>The <see cref="BatchPage.NextCursor"/> of the page before; null: the first page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>One page of batches.</summary>
/// <param name="Batches">The newest first.</param>
/// <param name="NextCursor">Where the next page starts; null at the end.</param>
public sealed record BatchPage(IReadOnlyList<BatchView> Batches, string? NextCursor);

/// <summary>
/// Seals a batch and those within it, cancels their waiting members and asks the running ones to stop. Durable. Answered
/// by <see cref="BatchCancelAnswered"/> or <see cref="BatchNotFound"/>.
/// </summary>
public sealed record CancelBatch(BatchId Id) : IQueueRequest;

/// <summary>What became of a batch's cancel.</summary>
/// <param name="Id">The batch.</param>
/// <param name="Cancelled">Members that waited and are now cancelled.</param>
/// <param name="Requested">Members that run and whose workers have been asked to stop.</param>
public sealed record BatchCancelAnswered(BatchId Id, int Cancelled, int Requested);

/// <summary>What became of a batch's retry.</summary>
/// <param name="Id">The batch.</param>
/// <param name="Retried">Members that had failed or been cancelled and have another run.</param>
/// <param name="Refused">Members that the queue could not take again now (full or draining); a further retry takes them.</param>
public sealed record BatchRetryAnswered(BatchId Id, int Retried, int Refused);
