namespace ActorQueue.Contracts;

/// <summary>
/// One task as its creator describes it. Immutable: the payload's bytes must not be changed after submission.
/// </summary>
public sealed record TaskSpec
{
    /// <summary>Most characters of <see cref="Kind"/>.</summary>
    public const int MaxKindLength = 128;

    /// <summary>Most characters of <see cref="Name"/>.</summary>
    public const int MaxNameLength = 1024;

    /// <summary>Most characters of <see cref="ContentType"/>.</summary>
    public const int MaxContentTypeLength = 128;

    /// <summary>Most characters of <see cref="Description"/>.</summary>
    public const int MaxDescriptionLength = 2048;

    /// <summary>Most <see cref="Tags"/>.</summary>
    public const int MaxTags = 16;

    /// <summary>Most characters of one tag.</summary>
    public const int MaxTagLength = 64;

    /// <summary>The most <see cref="DependsOn"/> that any queue may be set to allow.</summary>
    public const int MaxDependencies = 10_000;

    /// <summary>The content type assumed when none is given.</summary>
    public const string DefaultContentType = "application/json";

    /// <summary>The task's identity; the same id submitted again is the same task.</summary>
    public required TaskId Id { get; init; }

    /// <summary>The registered name of the processor that runs it.</summary>
    public required string Kind { get; init; }

    /// <summary>A name for people, for example the file's path; the kind when not given.</summary>
    public string Name { get => field ?? Kind; init; }

    /// <summary>Higher first; see <see cref="TaskPriority"/>.</summary>
    public int Priority { get; init; } = TaskPriority.Normal;

    /// <summary>The processor's input.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The payload's media type.</summary>
    public string ContentType { get; init; } = DefaultContentType;

    /// <summary>Not started before this time; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Longest time of one attempt, positive; null: the queue's.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>How failures are retried; null: as the queue is set.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>Which other submits mean the same work, and what becomes of those; null: only the id tells.</summary>
    public DedupOptions? Dedup { get; init; }

    /// <summary>Free text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Words to find the task by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The schedule that it is an occurrence of; set by the queue.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>
    /// The tasks that this one waits for: it is <see cref="QueueTaskStatus.Blocked"/> until all of them have ended. One
    /// that has already ended counts at once; one that is not known refuses the submit.
    /// </summary>
    public IReadOnlyList<TaskDependency> DependsOn { get; init; } = [];

    /// <summary>What becomes of this task when one of them does not end as required.</summary>
    public DependencyFailurePolicy OnDependencyFailed { get; init; } = DependencyFailurePolicy.Fail;

    /// <summary>The batch that this task is counted in; null: none.</summary>
    public BatchId? BatchId { get; init; }

    /// <summary>Tasks that are enqueued when this one ends.</summary>
    public IReadOnlyList<FollowUp> FollowUps { get; init; } = [];

    /// <summary>
    /// The registered name of the code that is told of this task's progress while it runs, at most
    /// <see cref="MaxKeyLength"/> characters; null: none.
    /// </summary>
    public string? ProgressHandler { get; init; }

    /// <summary>Set by the queue on a follow-up: the task whose end it follows.</summary>
    public TaskId? ParentId { get; init; }

    /// <summary>Set by the queue on a batch's callback: the batch whose end it follows.</summary>
    public BatchId? ParentBatchId { get; init; }

    /// <summary>Most characters of each of the keys below, and of the names of handlers.</summary>
    public const int MaxKeyLength = 128;

    /// <summary>The highest <see cref="FairnessWeight"/>.</summary>
    public const int MaxFairnessWeight = 1000;

    /// <summary>
    /// Whose task it is, for example a tenant: tasks of equal rank are started in turn by key, so that no key keeps the
    /// others waiting. Null: it shares its turn with all that have none.
    /// </summary>
    public string? FairnessKey { get; init; }

    /// <summary>
    /// How many turns its key gets where another gets one, 1 to <see cref="MaxFairnessWeight"/>; null: the weight that
    /// the queue is set to for the key when it accepts the task, else 1.
    /// </summary>
    public int? FairnessWeight { get; init; }

    /// <summary>At most so many tasks with the same key run at once as the queue is set to; null: no such limit.</summary>
    public string? ConcurrencyKey { get; init; }

    /// <summary>Tasks with the same key start no faster than the queue is set to; null: no such limit.</summary>
    public string? RateKey { get; init; }

    /// <summary>What it reserves of its worker; null: nothing.</summary>
    public ResourceNeeds? Resources { get; init; }

    /// <summary>
    /// How large the work is, in a unit of the creator's choice, 0 or more, for orders by size; null: the memory that it
    /// needs, else 0.
    /// </summary>
    public long? SizeHint { get; init; }

    /// <summary>
    /// Bytes of the payload and of its follow-ups'. Generations that no queue accepts are not counted, so that a
    /// description which nobody has checked yet is looked at only so deep.
    /// </summary>
    public long TotalPayloadBytes => PayloadBytesDownTo(FollowUp.MaxDepth);

    /// <summary>
    /// Every problem with this description, empty when it is sound. The payload's size is the queue's to judge.
    /// </summary>
    public IReadOnlyList<string> Validate() => TaskSpecValidation.Problems(this);

    private long PayloadBytesDownTo(int generations) => Payload.Length
        + (generations > 0 && FollowUps is { Count: > 0 and <= FollowUp.MaxCount } followUps
            ? followUps.Sum(followUp => followUp?.Task?.PayloadBytesDownTo(generations - 1) ?? 0)
            : 0);
}
