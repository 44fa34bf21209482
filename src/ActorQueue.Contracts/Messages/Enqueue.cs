namespace ActorQueue.Contracts;

/// <summary>Submits tasks; answered by one <see cref="TasksEnqueued"/> once all accepted ones are on disk.</summary>
/// <param name="Tasks">At least one; the outcomes come in this order.</param>
public sealed record EnqueueTasks(IReadOnlyList<TaskSpec> Tasks) : IQueueSubmission
{
    /// <summary>
    /// Whether all are accepted or none: when one is refused, the others are refused with
    /// <see cref="RejectReasons.NotAlone"/>. A task that the queue already knows counts as accepted.
    /// </summary>
    public bool Atomic { get; init; }

    /// <inheritdoc />
    public long PayloadBytes => Tasks.Sum(task => task.TotalPayloadBytes);

    /// <inheritdoc />
    public int HighestPriority => Tasks.Count == 0 ? TaskPriority.Normal : Tasks.Max(task => task.Priority);
}

/// <summary>What became of each submitted task, in the order of submission.</summary>
public sealed record TasksEnqueued(IReadOnlyList<EnqueueOutcome> Outcomes);

/// <summary>How one submit ended.</summary>
public enum EnqueueResult : byte
{
    /// <summary>Reserved: a zeroed field is no result.</summary>
    None = 0,

    /// <summary>The task is new and durable.</summary>
    Accepted = 1,

    /// <summary>The queue knows this id: the earlier submit stands.</summary>
    Duplicate = 2,

    /// <summary>Not accepted; the reason says why.</summary>
    Rejected = 3,
}

/// <summary>What became of one submitted task.</summary>
/// <param name="Id">The task.</param>
/// <param name="Result">Accepted, duplicate or rejected.</param>
/// <param name="Status">The task's status now; <see cref="QueueTaskStatus.None"/> when rejected.</param>
/// <param name="Reason">One of <see cref="RejectReasons"/> when rejected.</param>
/// <param name="Message">A sentence with the limit and the value, when rejected.</param>
public sealed record EnqueueOutcome(
    TaskId Id, EnqueueResult Result, QueueTaskStatus Status, string? Reason = null, string? Message = null)
{
    /// <summary>The task that has the submit's dedup key, or had it until now; null where no other had.</summary>
    public TaskId? ExistingId { get; init; }
}

/// <summary>Why a submit is refused.</summary>
public static class RejectReasons
{
    /// <summary>The queue holds as many waiting tasks, or bytes, as it may; try again later.</summary>
    public const string QueueFull = "queue-full";

    /// <summary>Another task has its dedup key within the window (<see cref="DedupPolicy.Reject"/>).</summary>
    public const string DuplicateKey = "duplicate-key";

    /// <summary>Another task was accepted under its dedup key in this window (<see cref="DedupPolicy.Throttle"/>).</summary>
    public const string Throttled = "throttled";

    /// <summary>The queue takes nothing new until it is resumed.</summary>
    public const string Draining = "draining";

    /// <summary>The payload is larger than the queue's limit.</summary>
    public const string PayloadTooLarge = "payload-too-large";

    /// <summary>
    /// The id is older than the queue can remember, so it cannot tell whether it knew it; make a new id.
    /// </summary>
    public const string IdExpired = "id-expired";

    /// <summary>
    /// A task that it depends on is neither known to the queue (any more) nor accepted in the same submit.
    /// </summary>
    public const string UnknownDependency = "unknown-dependency";

    /// <summary>The submit's tasks wait for each other in a circle, which the message names.</summary>
    public const string DependencyCycle = "dependency-cycle";

    /// <summary>It depends on more tasks than the queue allows.</summary>
    public const string TooManyDependencies = "too-many-dependencies";

    /// <summary>Its batch is not known (any more).</summary>
    public const string UnknownBatch = "unknown-batch";

    /// <summary>Its batch takes no further tasks.</summary>
    public const string BatchSealed = "batch-sealed";

    /// <summary>The queue holds as many batches as it may that have not ended.</summary>
    public const string TooManyBatches = "too-many-batches";

    /// <summary>Another task of the same all-or-nothing submit was refused.</summary>
    public const string NotAlone = "refused-together";

    /// <summary>The queue holds as many schedules as it may.</summary>
    public const string TooManySchedules = "too-many-schedules";

    /// <summary>The task needs more resources than any task may ask for.</summary>
    public const string ResourcesTooLarge = "resources-too-large";

    /// <summary>The description breaks a rule; the message lists all.</summary>
    public const string Invalid = "invalid";
}
