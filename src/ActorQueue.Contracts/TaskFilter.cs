using System.Text.Json.Serialization;

namespace ActorQueue.Contracts;

/// <summary>
/// Which tasks are meant: those that fit everything that is set here. What is not set fits every task.
/// </summary>
/// <remarks>Read from JSON, a misspelt property is refused: it would widen what is cancelled or deleted.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TaskFilter
{
    /// <summary>Fits every task.</summary>
    public static TaskFilter All { get; } = new();

    /// <summary>One of these statuses; empty: any.</summary>
    public IReadOnlyList<QueueTaskStatus> Statuses
    {
        // JSON that does not say it sets it to null.
        get => field ?? [];
        init;
    }

    /// <summary>This kind.</summary>
    public string? Kind { get; init; }

    /// <summary>This priority in force or a higher one.</summary>
    public int? MinPriority { get; init; }

    /// <summary>This priority in force or a lower one.</summary>
    public int? MaxPriority { get; init; }

    /// <summary>This tag among the task's tags.</summary>
    public string? Tag { get; init; }

    /// <summary>Counted in this batch.</summary>
    public BatchId? BatchId { get; init; }

    /// <summary>The last error has this code.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The last error's message contains this text, letters of either case.</summary>
    public string? ErrorContains { get; init; }

    /// <summary>Accepted at this time or later.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Accepted before this time.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Ended at this time or later; no task that has not ended fits.</summary>
    public DateTimeOffset? EndedAfter { get; init; }

    /// <summary>Ended before this time; no task that has not ended fits.</summary>
    public DateTimeOffset? EndedBefore { get; init; }

    /// <summary>Whether a status fits <see cref="Statuses"/>.</summary>
    public bool Includes(QueueTaskStatus status)
    {
        if (Statuses.Count == 0)
        {
            return true;
        }

        // By index: this runs once for every live task, and an enumerator would be allocated each time.
        for (int i = 0; i < Statuses.Count; i++)
        {
            if (Statuses[i] == status)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a finished task could fit.</summary>
    [JsonIgnore]
    public bool IncludesFinished =>
        Includes(QueueTaskStatus.Completed) || Includes(QueueTaskStatus.Failed) || Includes(QueueTaskStatus.Cancelled);

    /// <summary>Whether a task fits.</summary>
    public bool Matches(TaskView task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Includes(task.Status)
            && (Kind is null || task.Kind == Kind)
            && IsWithin(task.Priority)
            && (Tag is null || task.Tags.Contains(Tag, StringComparer.Ordinal))
            && (BatchId is null || task.BatchId == BatchId)
            && MatchesError(task.Error)
            && IsCreatedWithin(task.CreatedAt)
            && IsEndedWithin(task.CompletedAt);
    }

    /// <summary>Whether a priority is within the bounds.</summary>
    public bool IsWithin(int priority) =>
        (MinPriority is null || priority >= MinPriority) && (MaxPriority is null || priority <= MaxPriority);

    /// <summary>Whether a last error fits.</summary>
    public bool MatchesError(TaskError? error) =>
        (ErrorCode is null || error?.Code == ErrorCode)
        && (ErrorContains is null || (error?.Message.Contains(ErrorContains, StringComparison.OrdinalIgnoreCase) ?? false));

    /// <summary>Whether a time of acceptance is within the bounds.</summary>
    public bool IsCreatedWithin(DateTimeOffset createdAt) =>
        (CreatedAfter is null || createdAt >= CreatedAfter) && (CreatedBefore is null || createdAt < CreatedBefore);

    /// <summary>Whether a time of ending, or its lack, is within the bounds.</summary>
    public bool IsEndedWithin(DateTimeOffset? endedAt) =>
        (EndedAfter is null || endedAt >= EndedAfter) && (EndedBefore is null || endedAt < EndedBefore);
}
