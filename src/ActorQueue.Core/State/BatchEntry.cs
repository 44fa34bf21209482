using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.State;

/// <summary>One batch: its counts, and what its end enqueues. Its members know it, not it them.</summary>
internal sealed class BatchEntry
{
    private const int FixedBytes = 512;
    private readonly long[] _live = new long[QueueTaskStatusWords.MaxValue + 1];
    private readonly long[] _archived = new long[QueueTaskStatusWords.MaxValue + 1];

    public required BatchId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Position of the event that created it.</summary>
    public required long Sequence { get; init; }

    public required long CreatedAt { get; init; }

    public required BatchEntry? Parent { get; init; }

    public required IReadOnlyList<BatchCallback> Callbacks { get; init; }

    public bool IsSealed { get; set; }

    /// <summary>How often it has ended.</summary>
    public int Runs { get; set; }

    public long EndedAt { get; set; }

    /// <summary>Position of the event that ended it; 0 while it has not.</summary>
    public long EndedPosition { get; set; }

    /// <summary>Whether its last end was a success.</summary>
    public bool EndedWell { get; set; }

    /// <summary>Members that have not ended.</summary>
    public long OpenTasks { get; private set; }

    /// <summary>Batches in it that have not ended.</summary>
    public long OpenBatches { get; set; }

    public long CompletedBatches { get; set; }

    public long FailedBatches { get; set; }

    public LinkedListNode<BatchEntry> ByAge { get; }

    public LinkedListNode<BatchEntry> ByEnd { get; }

    public BatchEntry()
    {
        ByAge = new LinkedListNode<BatchEntry>(this);
        ByEnd = new LinkedListNode<BatchEntry>(this);
    }

    public bool HasEnded => EndedPosition != 0;

    /// <summary>Whether nothing keeps it from ending.</summary>
    public bool IsDone => IsSealed && !HasEnded && OpenTasks == 0 && OpenBatches == 0;

    public bool IsSuccess =>
        CountOf(QueueTaskStatus.Failed) == 0 && CountOf(QueueTaskStatus.Cancelled) == 0 && FailedBatches == 0;

    /// <summary>About the memory that it takes.</summary>
    public long Bytes => FixedBytes + (2L * Name.Length) + Callbacks.Sum(callback => (long)callback.Body.Length);

    public int Depth
    {
        get
        {
            int depth = 1;
            for (var parent = Parent; parent is not null; parent = parent.Parent)
            {
                depth++;
            }

            return depth;
        }
    }

    /// <summary>Members of a status; those that have left the queue are counted in their final one.</summary>
    public long CountOf(QueueTaskStatus status) => _live[(int)status] + _archived[(int)status];

    public long ArchivedOf(QueueTaskStatus status) => _archived[(int)status];

    /// <summary>A member changed its status; none before: it is new, none after: it was archived.</summary>
    public void Count(QueueTaskStatus before, QueueTaskStatus after)
    {
        if (before != QueueTaskStatus.None)
        {
            _live[(int)before]--;
            OpenTasks -= before.IsFinal() ? 0 : 1;
        }

        if (after != QueueTaskStatus.None)
        {
            _live[(int)after]++;
            OpenTasks += after.IsFinal() ? 0 : 1;
        }
        else if (before.IsFinal())
        {
            _archived[(int)before]++;
        }
    }

    /// <summary>
    /// A member that was archived comes back for another run. How it ended is known no longer than its id is remembered; then
    /// it may be taken for the other of failed and cancelled, and the next one that comes back for this one.
    /// </summary>
    public void Recall(QueueTaskStatus archived)
    {
        var other = archived == QueueTaskStatus.Cancelled ? QueueTaskStatus.Failed : QueueTaskStatus.Cancelled;
        int counted = (int)(_archived[(int)archived] > 0 ? archived : other);
        _archived[counted] -= _archived[counted] > 0 ? 1 : 0;
    }

    public void RestoreArchived(QueueTaskStatus status, long count) => _archived[(int)status] = count;
}
