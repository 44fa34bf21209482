using System.Text.Json.Serialization;

namespace ActorQueue.Contracts;

/// <summary>How a worker is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WorkerStatus>))]
public enum WorkerStatus : byte
{
    /// <summary>Reserved: a zeroed field is no status.</summary>
    None = 0,

    /// <summary>It runs nothing, and takes what fits.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle = 1,

    /// <summary>It runs at least one attempt.</summary>
    [JsonStringEnumMemberName("processing")]
    Processing = 2,

    /// <summary>A client holds it back: it starts nothing new.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused = 3,

    /// <summary>It takes nothing more: it drains, or says that it has stopped.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped = 4,

    /// <summary>It has said so, or has been silent for longer than a lease lasts.</summary>
    [JsonStringEnumMemberName("error")]
    Error = 5,
}

/// <summary>A worker as a client sees it.</summary>
public sealed record WorkerView
{
    /// <summary>The id, unique per start.</summary>
    public required string Id { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is the queue's own pool.</summary>
    public required bool IsLocal { get; init; }

    /// <summary>How it is.</summary>
    public required WorkerStatus Status { get; init; }

    /// <summary>The only kinds that it takes; empty: all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>The lowest priority that it takes; null: any.</summary>
    public int? MinPriority { get; init; }

    /// <summary>The highest priority that it takes; null: any.</summary>
    public int? MaxPriority { get; init; }

    /// <summary>Most attempts that it runs at once; of a pool, its analyzers now.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>Attempts that it runs now.</summary>
    public int Running { get; init; }

    /// <summary>Calls with which it waits for a task now.</summary>
    public int Waiting { get; init; }

    /// <summary>Attempts that it completed.</summary>
    public long Processed { get; init; }

    /// <summary>Attempts that failed on it.</summary>
    public long Failures { get; init; }

    /// <summary>When it registered.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Seconds since then.</summary>
    public double UptimeSeconds { get; init; }

    /// <summary>When it was last heard of; null: not since the queue recovered.</summary>
    public DateTimeOffset? LastHeartbeatAt { get; init; }
}
