using System.Text.Json.Serialization;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Contracts;

/// <summary>A schedule as a client sees it.</summary>
public sealed record ScheduleView
{
    /// <summary>The schedule's name.</summary>
    public required string Id { get; init; }

    /// <summary>The expression.</summary>
    public required string Cron { get; init; }

    /// <summary>The zone whose clock it reads.</summary>
    public required string TimeZone { get; init; }

    /// <summary>What becomes of missed occurrences.</summary>
    public required MisfirePolicy Misfire { get; init; }

    /// <summary>Most missed occurrences that are caught up with.</summary>
    public required int MaxCatchUp { get; init; }

    /// <summary>What becomes of an occurrence whose predecessor still runs.</summary>
    public required OverlapPolicy Overlap { get; init; }

    /// <summary>No occurrence before this.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>No occurrence after this.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>The kind of its tasks.</summary>
    public required string Kind { get; init; }

    /// <summary>The name of its tasks.</summary>
    public required string Name { get; init; }

    /// <summary>The priority of its tasks.</summary>
    public required int Priority { get; init; }

    /// <summary>Whether it is held back by a client.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The next occurrence; null when it is paused or has none left.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The next occurrences, as many as were asked for; the first is <see cref="NextAt"/>.</summary>
    public IReadOnlyList<DateTimeOffset> Upcoming { get; init; } = [];

    /// <summary>The newest occurrence that became a task.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The newest task, of an occurrence or a trigger.</summary>
    [JsonConverter(typeof(TaskIdJsonConverter))]
    public TaskId? LastTaskId { get; init; }

    /// <summary>Occurrences that became tasks.</summary>
    public long Fired { get; init; }

    /// <summary>Occurrences that were passed over: missed, overlapping, or refused for good.</summary>
    public long Skipped { get; init; }

    /// <summary>Why the occurrence at <see cref="NextAt"/> waits although it is due, for example a full queue.</summary>
    public string? Problem { get; init; }
}
