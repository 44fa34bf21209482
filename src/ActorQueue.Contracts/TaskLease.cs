namespace ActorQueue.Contracts;

/// <summary>The promise that a worker has one attempt for itself until a time.</summary>
/// <param name="Task">The task as submitted.</param>
/// <param name="Attempt">The fencing token: every report about the attempt names it.</param>
/// <param name="ExpiresAt">Until when; a heartbeat renews it.</param>
/// <param name="Deadline">When the attempt fails as timed out, renewed or not.</param>
public sealed record TaskLease(TaskSpec Task, int Attempt, DateTimeOffset ExpiresAt, DateTimeOffset Deadline)
{
    /// <summary>Whether the worker must run nothing beside it: an earlier attempt's worker died.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether a client wants it to stop: end it with <see cref="FailureClass.Cancelled"/>.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>Whether a client holds the task back: save a checkpoint and release it.</summary>
    public bool IsPauseRequested { get; init; }

    /// <summary>The state that an earlier attempt saved to go on from; null when there is none.</summary>
    public ReadOnlyMemory<byte>? Checkpoint { get; init; }
}
