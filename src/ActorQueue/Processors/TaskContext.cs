using ActorQueue.Contracts;

namespace ActorQueue.Processors;

/// <summary>What a processor knows of the attempt it runs.</summary>
public sealed class TaskContext
{
    private readonly Action<TaskProgress>? _reportProgress;

    /// <summary>Made by the analyzer; public so that a processor can be tested without a queue.</summary>
    public TaskContext(TaskId id, string kind, string name, int attempt, ReadOnlyMemory<byte> payload, string contentType, Action<TaskProgress>? reportProgress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        Id = id;
        Kind = kind;
        Name = name;
        Attempt = attempt;
        Payload = payload;
        ContentType = contentType;
        _reportProgress = reportProgress;
    }

    /// <summary>The name that a queue has which is given none (<c>actorqueue.queue.name</c>).</summary>
    internal const string DefaultQueue = "default";

    /// <summary>The task.</summary>
    public TaskId Id { get; }

    /// <summary>The name of the queue that the task is in.</summary>
    public string Queue { get; init; } = DefaultQueue;

    /// <summary>The name under which the processor is registered.</summary>
    public string Kind { get; }

    /// <summary>The task's human-readable name.</summary>
    public string Name { get; }

    /// <summary>This execution's number, from 1. It only grows, so it can fence writes to outside systems.</summary>
    public int Attempt { get; }

    /// <summary>The task's payload as submitted.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The payload's media type.</summary>
    public string ContentType { get; }

    /// <summary>
    /// Cancelled when a client wants the task paused. A processor that can go on later saves its state and throws (<see cref="ThrowIfPauseRequested"/>):
    /// the task is then paused at no cost of an attempt. One that does not look completes as ever.
    /// </summary>
    public CancellationToken PauseRequested { get; init; }

    /// <summary>Yields to a pause that was asked for.</summary>
    /// <exception cref="OperationCanceledException">A pause was asked for; let it pass.</exception>
    public void ThrowIfPauseRequested() => PauseRequested.ThrowIfCancellationRequested();

    /// <summary>The task whose end this one follows; null for a task that follows none.</summary>
    public TaskId? ParentId { get; init; }

    /// <summary>The batch whose end this task follows; null for a task that follows none.</summary>
    public BatchId? ParentBatchId { get; init; }

    /// <summary>The task's run, from 1; a dead letter that is retried begins another.</summary>
    public int Run { get; init; } = 1;

    /// <summary>How often this run has run out of memory before.</summary>
    public int OutOfMemoryCount { get; init; }

    /// <summary>What an earlier attempt of this run saved last; null when none has saved anything.</summary>
    public ReadOnlyMemory<byte>? Checkpoint { get; init; }

    /// <summary>Where <see cref="SaveCheckpointAsync"/> saves; null, as in a test without a queue, keeps nothing.</summary>
    public Func<ReadOnlyMemory<byte>, CancellationToken, Task>? SaveCheckpoint { get; init; }

    /// <summary>
    /// Keeps a state that the next attempt reads as <see cref="Checkpoint"/>, should this one not end well. Done when it is on disk; the newest replaces the others.
    /// Each costs a commit: save every few seconds of work, not every step.
    /// </summary>
    /// <param name="state">At most <c>attempt.max-checkpoint-bytes</c>; must not be changed afterwards.</param>
    /// <param name="cancellationToken">Ends the wait; what was saved may still be kept.</param>
    /// <exception cref="TaskFailedException">The state is too large (code <c>checkpoint-too-large</c>, not retried), or the attempt has lost its task to
    /// another (code <c>lease-lost</c>).</exception>
    public Task SaveCheckpointAsync(ReadOnlyMemory<byte> state, CancellationToken cancellationToken = default) =>
        SaveCheckpoint is { } save ? save(state, cancellationToken) : Task.CompletedTask;

    /// <summary>Says how far the attempt is. Cheap, may be called often and from any thread; the newest report wins, and none is journaled.</summary>
    /// <param name="current">Units done, 0 or more.</param>
    /// <param name="total">Units in all; 0 when unknown.</param>
    /// <param name="message">A few words for people, or null.</param>
    public void ReportProgress(long current, long total, string? message = null) =>
        _reportProgress?.Invoke(new TaskProgress(current, total, message));
}
