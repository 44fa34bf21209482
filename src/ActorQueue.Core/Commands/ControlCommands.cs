using ActorQueue.Contracts;
using ActorQueue.Core.Codec;

namespace ActorQueue.Core.Commands;

/// <summary>A running attempt saves a state that the next attempt may go on from.</summary>
/// <param name="Id">The task.</param>
/// <param name="Attempt">The attempt number that the assignment carried.</param>
/// <param name="State">The bytes; the newest are kept.</param>
public sealed record SaveCheckpoint(TaskId Id, int Attempt, ReadOnlyMemory<byte> State);

/// <summary>What became of a checkpoint.</summary>
public enum CheckpointOutcome : byte
{
    /// <summary>Reserved: a zeroed field is no outcome.</summary>
    None = 0,

    /// <summary>It is kept, on disk.</summary>
    Saved = 1,

    /// <summary>It has more bytes than the queue keeps.</summary>
    TooLarge = 2,

    /// <summary>The attempt is not the current one.</summary>
    Stale = 3,
}

/// <summary>A task that has ended, as the history keeps it, with what another run needs.</summary>
/// <param name="Id">The task.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Priority">The priority that it was given, with which another run begins.</param>
/// <param name="Run">The number of its last run, from 1.</param>
/// <param name="Attempt">The number of its last attempt over all runs.</param>
/// <param name="Body">Its description.</param>
/// <param name="Errors">The errors that were kept of its attempts.</param>
public sealed record EndedTask(
    TaskId Id, string Kind, int Priority, int Run, int Attempt, TaskBody Body, IReadOnlyList<AttemptError> Errors);

/// <summary>A member of a batch that is to get another run.</summary>
/// <param name="Id">The task.</param>
/// <param name="Ended">What the history has of it; null: it is expected to be here.</param>
public sealed record BatchMember(TaskId Id, EndedTask? Ended);

/// <summary>What became of a batch's retry.</summary>
/// <param name="Retried">Members that have another run.</param>
/// <param name="Refused">Members for which there was no room.</param>
/// <param name="Missing">Members that are neither here nor were given: when there are any, nothing has happened.</param>
public sealed record BatchRetried(int Retried, int Refused, IReadOnlyList<TaskId> Missing);
