using System.Text.Json.Serialization;

namespace ActorQueue.Contracts.Api;

/// <summary>A schedule as a client of the HTTP API describes it; what is left out is as <see cref="ScheduleSpec"/> says.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ScheduleSubmission
{
    /// <summary>The schedule's name. Required.</summary>
    public string? Id { get; init; }

    /// <summary>When: a cron expression. Required.</summary>
    public string? Cron { get; init; }

    /// <summary>Whose clock it reads: an IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What becomes of missed occurrences: fire-once, skip, catch-up.</summary>
    public MisfirePolicy? Misfire { get; init; }

    /// <summary>Most missed occurrences that are caught up with.</summary>
    public int? MaxCatchUp { get; init; }

    /// <summary>What becomes of an occurrence whose predecessor has not ended: allow, skip.</summary>
    public OverlapPolicy? Overlap { get; init; }

    /// <summary>No occurrence before this.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>No occurrence after this.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>What each occurrence enqueues. Required.</summary>
    public TaskSubmission? Task { get; init; }
}
