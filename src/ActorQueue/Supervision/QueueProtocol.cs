using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Events;

namespace ActorQueue.Supervision;

/// <summary>Gateway → queue: a client's request under the gateway's number.</summary>
internal sealed record QueueRequest(long Number, IQueueRequest Message);

/// <summary>Queue → gateway: the answer to a request, given after everything it rests on is on disk.</summary>
internal sealed record QueueReply(long Number, object Answer);

/// <summary>Gateway → queue: whether anybody watches; changes are computed only then.</summary>
internal sealed record PublishChanges(bool Enabled);

/// <summary>Queue → gateway: committed changes, in order.</summary>
internal sealed record ChangesPublished(IReadOnlyList<TaskChange> Changes);

/// <summary>Host → queue: commit what was applied, hand it over and stop for good.</summary>
internal sealed record StopQueue
{
    public static StopQueue Instance { get; } = new();
}

/// <summary>The queue to itself: a task may be due.</summary>
internal sealed record TasksDue
{
    public static TasksDue Instance { get; } = new();
}

/// <summary>The queue to itself: time for a progress line in the log.</summary>
internal sealed record ProgressLogDue
{
    public static ProgressLogDue Instance { get; } = new();
}

/// <summary>Metrics → queue: how many tasks are there? Answered through the promise, since the one who collects is no actor.</summary>
internal sealed record CountDepth(TaskCompletionSource<IReadOnlyList<QueueDepth>> Answer);

/// <summary>How many seconds ago the oldest task was accepted that waits; asked by whoever collects metrics.</summary>
internal sealed record FindOldestWait(TaskCompletionSource<double?> Answer);

/// <summary>Journal → queue → gateway: storage has failed, and how; the queue stops and recovers.</summary>
internal sealed record QueueFailed(string Reason);

/// <summary>Queue → journal: write this batch as one row.</summary>
internal sealed record CommitEvents(EventBatch Batch);

/// <summary>Journal → queue: the outstanding batch is on disk.</summary>
internal sealed record EventsCommitted(long SequenceNr);
