using Akka.Actor;
using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Processors;

namespace ActorQueue.Workers;

// What a queue and a worker pool say to each other; the same between two nodes as within one.
//
// Credit is a window, as in TCP: the pool names the total of attempts it may have been sent since it attached, so a message lost, repeated
// or late cannot grant too much, and a smaller pool is a window that grows more slowly.

/// <summary>One attempt of one task; the number is the fencing token.</summary>
internal readonly record struct AttemptKey(TaskId Id, int Attempt)
{
    public static AttemptKey Of(Assignment assignment) => new(assignment.Id, assignment.Attempt);
}

/// <summary>Queue → pool, gateway, history: I own the queue from now on. Sent after the ownership is on disk.</summary>
internal sealed record QueueOnline(IActorRef Queue, long Epoch);

/// <summary>
/// Gateway, pool → whoever owns the queue, on the event stream, each time they start: answer with <see cref="QueueOnline"/>. After a restart they have forgotten it,
/// and it has no other reason to say so again.
/// </summary>
internal sealed record QueueSought(IActorRef Seeker);

/// <summary>Pool → queue: I am here, hold these attempts (running or finished and not yet recorded), and start counting credit anew.</summary>
internal sealed record WorkerAttached(string WorkerId, IActorRef Pool, IReadOnlyList<AttemptKey> Held, int Slots)
{
    /// <summary>Which tasks the pool takes, and what it has to give out.</summary>
    public WorkerTerms Terms { get; init; } = WorkerTerms.Any;

    /// <summary>The kinds that it has processors for.</summary>
    public IReadOnlySet<string> Kinds { get; init; } = new HashSet<string>();
}

/// <summary>Pool → queue: you may have sent me this many attempts in all since I attached.</summary>
internal sealed record WorkerCredit(string WorkerId, long Limit);

/// <summary>
/// Pool → queue, at an interval and when it begins to drain: I live. Sent by the pool and never by an analyzer, so that work that computes without a pause, and a drain
/// that takes its time, do not look like silence.
/// </summary>
internal sealed record PoolBeat(string WorkerId, int Slots, bool IsDraining);

/// <summary>Queue → pool: run these. Their start is on disk.</summary>
internal sealed record RunAttempts(long Epoch, IReadOnlyList<Assignment> Assignments);

/// <summary>Pool → queue: the attempt has a result. Resent until recorded.</summary>
internal sealed record AttemptCompleted(AttemptKey Key, TaskResult Result) : IAttemptOutcome;

/// <summary>Pool → queue: the attempt failed. Resent until recorded.</summary>
internal sealed record AttemptFailed(AttemptKey Key, TaskError Error, FailureClass Class) : IAttemptOutcome;

/// <summary>Pool → queue: the attempt was given up before its end, at no fault of the task (drain). Resent until recorded.</summary>
internal sealed record AttemptReturned(AttemptKey Key) : IAttemptOutcome;

/// <summary>The closed set of ways an attempt ends.</summary>
internal interface IAttemptOutcome
{
    AttemptKey Key { get; }
}

/// <summary>Queue → pool: this outcome is on disk, or refused as stale; forget it.</summary>
internal sealed record OutcomeRecorded(AttemptKey Key);

/// <summary>Queue → pool: the task was cancelled; ask the processor to stop.</summary>
internal sealed record CancelAttempt(AttemptKey Key);

/// <summary>Queue → pool: a client wants the task paused; tell the processor, which may save its state and yield.</summary>
internal sealed record PauseAttempt(AttemptKey Key);

/// <summary>Attempt → pool → queue: keep this for the next attempt. Answered by <see cref="CheckpointAnswered"/> once that is on disk; asked again when no answer comes.</summary>
internal sealed record CheckpointOffered(AttemptKey Key, ReadOnlyMemory<byte> State);

/// <summary>Queue → attempt: what became of its state.</summary>
internal sealed record CheckpointAnswered(CheckpointOutcome Outcome);

/// <summary>Pool → queue: how far an attempt is. Not journaled.</summary>
internal sealed record AttemptProgressed(AttemptKey Key, TaskProgress Progress);
