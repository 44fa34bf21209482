using ActorQueue.Contracts;
using ActorQueue.Core.Codec;

namespace ActorQueue.Core.Schedules;

/// <summary>A schedule as it is kept: its description with the task packed, which also frees it of the client's arrays.</summary>
public sealed record ScheduleDefinition
{
    /// <summary>The schedule's name.</summary>
    public required string Id { get; init; }

    /// <summary>When.</summary>
    public required string Cron { get; init; }

    /// <summary>By whose clock.</summary>
    public required string TimeZone { get; init; }

    /// <summary>What becomes of missed occurrences.</summary>
    public required MisfirePolicy Misfire { get; init; }

    /// <summary>Most missed occurrences that are caught up with.</summary>
    public required int MaxCatchUp { get; init; }

    /// <summary>What becomes of an occurrence whose predecessor's task has not ended.</summary>
    public required OverlapPolicy Overlap { get; init; }

    /// <summary>No occurrence before this.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>No occurrence after this.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>The tasks' processor.</summary>
    public required string Kind { get; init; }

    /// <summary>The tasks' priority.</summary>
    public required int Priority { get; init; }

    /// <summary>Everything else of the tasks.</summary>
    public required TaskBody Body { get; init; }

    /// <summary>Packs a valid description.</summary>
    public static ScheduleDefinition Of(ScheduleSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new ScheduleDefinition
        {
            Id = spec.Id,
            Cron = spec.Cron,
            TimeZone = spec.TimeZone,
            Misfire = spec.Misfire,
            MaxCatchUp = spec.MaxCatchUp,
            Overlap = spec.Overlap,
            StartAt = spec.StartAt?.ToUniversalTime(),
            EndAt = spec.EndAt?.ToUniversalTime(),
            Kind = spec.Task.Kind,
            Priority = spec.Task.Priority,
            Body = TaskBody.Pack(spec.Task with { ScheduleId = spec.Id }),
        };
    }

    /// <summary>The task of an occurrence or a trigger.</summary>
    public TaskSpec TaskWith(TaskId id) => Body.ToSpec(id, Kind, Priority, notBefore: null);
}
