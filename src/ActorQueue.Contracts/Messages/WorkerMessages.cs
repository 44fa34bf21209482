namespace ActorQueue.Contracts;

/// <summary>Registers a worker that is not one of the queue's own. Durable. Answered by <see cref="WorkerAnswered"/>.</summary>
public sealed record RegisterWorker(WorkerRegistration Registration) : IQueueRequest;

/// <summary>A call of a registered worker; answered by <see cref="WorkerAnswered"/>.</summary>
public interface IWorkerCall : IQueueRequest
{
    /// <summary>Who calls.</summary>
    WorkerIdentity Worker { get; }
}

/// <summary>Ends a registration; attempts that the worker holds wait again, at no cost. Durable.</summary>
public sealed record UnregisterWorker(WorkerIdentity Worker) : IWorkerCall;

/// <summary>
/// Says that a worker lives, which renews all its leases; the answer lists them. Sent from beside the work, never by it:
/// a task that computes for an hour must not keep its own lease from being renewed. Not journaled.
/// </summary>
/// <param name="Worker">Who calls.</param>
/// <param name="Status">Stopped or error where it is so; null: it works.</param>
/// <param name="Progress">How far its attempts are.</param>
public sealed record WorkerHeartbeat(
    WorkerIdentity Worker, WorkerStatus? Status = null, IReadOnlyList<AttemptProgress>? Progress = null) : IWorkerCall
{
    /// <inheritdoc />
    public long PayloadBytes => Progress?.Sum(progress => (long)(progress.Checkpoint?.Length ?? 0)) ?? 0;
}

/// <summary>How far an attempt is. What is said of an attempt that is not the caller's is left aside.</summary>
/// <param name="Id">The task.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Progress">How far; null: nothing new. Not journaled.</param>
public sealed record AttemptProgress(TaskId Id, int Attempt, TaskProgress? Progress)
{
    /// <summary>
    /// A state that the next attempt may go on from, kept durably in place of the one before; null: nothing new. One that is
    /// larger than the queue keeps is left aside.
    /// </summary>
    public ReadOnlyMemory<byte>? Checkpoint { get; init; }
}

/// <summary>Asks for one attempt to run; the answer has one lease, or none when there is nothing for this worker.</summary>
public sealed record GetNextTask(WorkerIdentity Worker) : IWorkerCall
{
    /// <summary>The longest <see cref="Wait"/>: of a caller that has gone the queue knows only when it says so, or by this.</summary>
    public static TimeSpan MaxWait { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for a task when there is none; zero: answered at once.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Tells this call from the worker's others that wait, for <see cref="StopWaiting"/>.</summary>
    public long CallId { get; init; }
}

/// <summary>
/// Takes a <see cref="GetNextTask"/> back that waits: it is answered now, without a lease. One that has been answered is left
/// as it is, and its lease is the worker's to release.
/// </summary>
public sealed record StopWaiting(WorkerIdentity Worker, long CallId) : IWorkerCall;

/// <summary>An attempt succeeded.</summary>
public sealed record CompleteTask(WorkerIdentity Worker, TaskId Id, int Attempt, ReadOnlyMemory<byte> Result) : IWorkerCall
{
    /// <inheritdoc />
    public long PayloadBytes => Result.Length;
}

/// <summary>An attempt failed.</summary>
public sealed record FailTask(
    WorkerIdentity Worker, TaskId Id, int Attempt, TaskError Error, FailureClass Class = FailureClass.Retryable) : IWorkerCall
{
    /// <inheritdoc />
    public long PayloadBytes => Error?.Message?.Length ?? 0;
}

/// <summary>Hands an attempt back unfinished, at no cost; the task waits again.</summary>
public sealed record ReleaseTask(WorkerIdentity Worker, TaskId Id, int Attempt) : IWorkerCall;

/// <summary>What became of a worker's call; what it says happened is on disk.</summary>
public sealed record WorkerAnswered
{
    /// <summary>Whether it was carried out.</summary>
    public bool IsAccepted => Reason is null;

    /// <summary>One of <see cref="WorkerRefusals"/>; null when it was carried out.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence that says what is wrong, when refused.</summary>
    public string? Message { get; init; }

    /// <summary>After a registration: who the worker is from now on.</summary>
    public WorkerIdentity? Identity { get; init; }

    /// <summary>After a registration: how long a lease lasts without a heartbeat.</summary>
    public TimeSpan LeaseTimeout { get; init; }

    /// <summary>After a registration: how often to send one.</summary>
    public TimeSpan HeartbeatInterval { get; init; }

    /// <summary>After a heartbeat all leases of the worker; after a request for work the new one, if any.</summary>
    public IReadOnlyList<TaskLease> Leases { get; init; } = [];

    /// <summary>Whether a client holds the worker back.</summary>
    public bool IsPaused { get; init; }

    /// <summary>After a request for work: whether the queue as a whole is paused, so that nothing starts.</summary>
    public bool IsQueuePaused { get; init; }

    /// <summary>After a report: the task's status.</summary>
    public QueueTaskStatus Status { get; init; }

    /// <summary>After a report: when the next attempt is due, if one follows a backoff.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>Why a worker's call is refused.</summary>
public static class WorkerRefusals
{
    /// <summary>No worker of this id is registered (any more); register again.</summary>
    public const string UnknownWorker = "unknown-worker";

    /// <summary>The token is not this worker's.</summary>
    public const string WrongToken = "wrong-token";

    /// <summary>The attempt is not (or no longer) this worker's: its lease ran out, or its number is old.</summary>
    public const string LeaseLost = "lease-lost";

    /// <summary>As many workers are registered as may be.</summary>
    public const string TooManyWorkers = "too-many-workers";

    /// <summary>The worker holds as many attempts as it said it can run, or a newer call of it waits for the last of them.</summary>
    public const string NoRoom = "no-room";

    /// <summary>As many calls for work wait as may; wait a moment and ask again.</summary>
    public const string TooManyWaiting = "too-many-waiting";

    /// <summary>This is another queue.</summary>
    public const string WrongQueue = "wrong-queue";

    /// <summary>The call breaks a rule; the message lists all.</summary>
    public const string Invalid = "invalid";
}

/// <summary>Holds a worker back: it starts nothing new. Durable. Answered by <see cref="WorkerControlled"/>.</summary>
public sealed record PauseWorker(string WorkerId) : IQueueRequest;

/// <summary>Lets a worker take tasks again. Durable. Answered by <see cref="WorkerControlled"/>.</summary>
public sealed record ResumeWorker(string WorkerId) : IQueueRequest;

/// <summary>What became of a pause or a resume.</summary>
/// <param name="WorkerId">The worker.</param>
/// <param name="Worker">The worker after it; null when there is none of this id.</param>
/// <param name="Changed">False when it already was so, or is not there.</param>
public sealed record WorkerControlled(string WorkerId, WorkerView? Worker, bool Changed);

/// <summary>Asks for all workers, the queue's own included; answered by <see cref="WorkerList"/>.</summary>
public sealed record ListWorkers : IQueueRequest
{
    /// <summary>The one instance.</summary>
    public static ListWorkers Instance { get; } = new();
}

/// <summary>All workers, by id.</summary>
public sealed record WorkerList(IReadOnlyList<WorkerView> Workers);
