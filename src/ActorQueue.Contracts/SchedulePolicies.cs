using System.Text.Json.Serialization;

namespace ActorQueue.Contracts;

/// <summary>
/// What becomes of occurrences that are later than the queue's misfire threshold, as after a downtime. A file format.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<MisfirePolicy>))]
public enum MisfirePolicy : byte
{
    /// <summary>Reserved: a zeroed field is no policy.</summary>
    None = 0,

    /// <summary>All that were missed become one task, at once, with the time of the newest.</summary>
    [JsonStringEnumMemberName("fire-once")]
    FireOnce = 1,

    /// <summary>Those that were missed are passed over; the schedule goes on with the next.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip = 2,

    /// <summary>Each that was missed becomes a task, oldest first, up to <see cref="ScheduleSpec.MaxCatchUp"/>.</summary>
    [JsonStringEnumMemberName("catch-up")]
    CatchUp = 3,
}

/// <summary>What becomes of an occurrence whose predecessor's task has not ended. A file format.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OverlapPolicy>))]
public enum OverlapPolicy : byte
{
    /// <summary>Reserved: a zeroed field is no policy.</summary>
    None = 0,

    /// <summary>Enqueued all the same.</summary>
    [JsonStringEnumMemberName("allow")]
    Allow = 1,

    /// <summary>Passed over, and counted.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip = 2,
}
