using ActorQueue.Contracts;

namespace ActorQueue.Core.Commands;

// The commands that come from the queue's own actors. Those that clients send (EnqueueTasks, CancelTask, PauseQueue …)
// stand in the contracts.

/// <summary>A worker has free slots and asks for work; answered by <see cref="AttemptsAssigned"/>.</summary>
/// <param name="WorkerId">The worker, unique per process start.</param>
/// <param name="MaxCount">Its free slots, 0 or more.</param>
public sealed record AssignAttempts(string WorkerId, int MaxCount)
{
    /// <summary>What it takes and has to give out; null: what it said when it attached, else anything.</summary>
    public WorkerTerms? Terms { get; init; }
}

/// <summary>An attempt succeeded.</summary>
public sealed record CompleteAttempt(TaskId Id, int Attempt, ReadOnlyMemory<byte> Result);

/// <summary>An attempt failed.</summary>
/// <param name="Id">The task.</param>
/// <param name="Attempt">The attempt number that the assignment carried.</param>
/// <param name="Error">Code and message; an over-long message is cut.</param>
/// <param name="Class">Decides whether it is retried.</param>
/// <param name="JitterFraction">A random number from 0 up to 1; the core has no randomness of its own.</param>
public sealed record FailAttempt(TaskId Id, int Attempt, TaskError Error, FailureClass Class, double JitterFraction);

/// <summary>A worker hands an attempt back unfinished (drain, pre-emption): no attempt is charged.</summary>
public sealed record ReleaseAttempt(TaskId Id, int Attempt);

/// <summary>Progress of a running attempt: kept in memory only.</summary>
public sealed record SetProgress(TaskId Id, int Attempt, TaskProgress Progress);

/// <summary>A new owner starts to write.</summary>
/// <param name="Epoch">Higher than every earlier owner's.</param>
/// <param name="AllWorkersLost">True when no worker of the earlier owner can be alive (the embedded queue after a
/// restart).</param>
public sealed record TakeOwnership(long Epoch, bool AllWorkersLost);

/// <summary>A worker is confirmed dead: its attempts are lost.</summary>
public sealed record LoseWorker(string WorkerId);

/// <summary>The history holds every event up to a position: finished tasks up to it may leave the state.</summary>
public sealed record ArchiveFinished(long UpToPosition);
