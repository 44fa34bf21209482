using System.Text.Json.Serialization;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Contracts;

/// <summary>How far an attempt says it has come.</summary>
/// <param name="Current">Units done.</param>
/// <param name="Total">Units in all; 0 when unknown.</param>
/// <param name="Message">What it does now.</param>
public sealed record TaskProgress(long Current, long Total, string? Message)
{
    /// <summary>0 to 100; null when the total is unknown.</summary>
    public double? Percent => Total > 0 ? Math.Clamp(100.0 * Current / Total, 0, 100) : null;
}

/// <summary>A task as a client sees it, live or from the history.</summary>
public sealed record TaskView
{
    /// <summary>The task's id.</summary>
    [JsonConverter(typeof(TaskIdJsonConverter))]
    public required TaskId Id { get; init; }

    /// <summary>The processor's name.</summary>
    public required string Kind { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Where the task stands.</summary>
    public required QueueTaskStatus Status { get; init; }

    /// <summary>The priority in force: retries lower it, until the run ends.</summary>
    public required int Priority { get; init; }

    /// <summary>Attempts started so far, those not counted that were handed back without cost.</summary>
    public int Attempts { get; init; }

    /// <summary>The worker of the running or last attempt.</summary>
    public string? WorkerId { get; init; }

    /// <summary>When the queue accepted the task.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the running or last attempt started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the task reached its final status.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When a scheduled or retrying task becomes ready.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The last attempt's error.</summary>
    public TaskError? Error { get; init; }

    /// <summary>The last error's message, for readers that want one line.</summary>
    public string? ErrorMessage => Error?.Message;

    /// <summary>Progress of the running attempt; lost, not stale, after a restart of the queue.</summary>
    public TaskProgress? Progress { get; init; }

    /// <summary>Whether a cancel has been asked for and the worker has not yet reported.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>Which run of the task this is, from 1; a dead letter that is retried begins another.</summary>
    public int Run { get; init; } = 1;

    /// <summary>How its attempts failed, oldest first: the first error and the newest ones.</summary>
    public IReadOnlyList<AttemptError> Errors { get; init; } = [];

    /// <summary>Whether a pause has been asked for and the attempt has not yet yielded.</summary>
    public bool IsPauseRequested { get; init; }

    /// <summary>What a paused task was, and is again when it is resumed; null when it is not paused.</summary>
    public QueueTaskStatus? PausedFrom { get; init; }

    /// <summary>
    /// The result's bytes, UTF-8 JSON for the queue's own processors; shown as JSON where it is JSON, else as base 64.
    /// </summary>
    [JsonConverter(typeof(ResultJsonConverter))]
    public ReadOnlyMemory<byte>? Result { get; init; }

    /// <summary>The description given at submission.</summary>
    public string? Description { get; init; }

    /// <summary>The schedule that it is an occurrence of.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>The tags given at submission.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The batch that it is counted in.</summary>
    public BatchId? BatchId { get; init; }

    /// <summary>The task that it is a follow-up of.</summary>
    [JsonConverter(typeof(TaskIdJsonConverter))]
    public TaskId? ParentId { get; init; }

    /// <summary>The batch that it is a callback of.</summary>
    public BatchId? ParentBatchId { get; init; }

    /// <summary>The tasks that it still waits for.</summary>
    public IReadOnlyList<TaskDependency> DependsOn { get; init; } = [];
}

/// <summary>One page of tasks.</summary>
/// <param name="Tasks">In order of acceptance.</param>
/// <param name="NextCursor">Where the next page starts; null at the end.</param>
public sealed record TaskPage(IReadOnlyList<TaskView> Tasks, string? NextCursor);
