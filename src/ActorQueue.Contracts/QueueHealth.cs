using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorQueue.Contracts;

/// <summary>How a queue is, from best to worst.</summary>
[JsonConverter(typeof(HealthStatusJsonConverter))]
public enum HealthStatus : byte
{
    /// <summary>Nothing to say.</summary>
    Healthy = 0,

    /// <summary>It works; somebody should look.</summary>
    Warning = 1,

    /// <summary>Tasks do not get done as they should.</summary>
    Critical = 2,

    /// <summary>It does not answer.</summary>
    Offline = 3,
}

/// <summary>A health status as its word: healthy, warning, critical, offline.</summary>
public sealed class HealthStatusJsonConverter() : JsonStringEnumConverter<HealthStatus>(JsonNamingPolicy.KebabCaseLower);

/// <summary>Why a queue is not simply healthy.</summary>
/// <param name="Status">How bad it is.</param>
/// <param name="Code">A word for programs, one of <see cref="HealthCodes"/>.</param>
/// <param name="Message">A sentence with the value and its bound.</param>
public sealed record HealthReason(HealthStatus Status, string Code, string Message)
{
    /// <summary>The queue that it is about, where a host with several is asked; null where one queue is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Queue { get; init; }
}

/// <summary>How a queue is, and why.</summary>
/// <param name="Status">The worst of the reasons'; healthy without any.</param>
/// <param name="Reasons">The worst first.</param>
/// <param name="StatusTime">When this was found.</param>
public sealed record QueueHealth(HealthStatus Status, IReadOnlyList<HealthReason> Reasons, DateTimeOffset StatusTime)
{
    /// <summary>A health of these reasons.</summary>
    public static QueueHealth Of(IEnumerable<HealthReason> reasons, DateTimeOffset statusTime)
    {
        HealthReason[] sorted = [.. reasons.OrderByDescending(reason => reason.Status)];
        return new QueueHealth(sorted.Length == 0 ? HealthStatus.Healthy : sorted[0].Status, sorted, statusTime);
    }
}

/// <summary>What can be said of a queue's health.</summary>
public static class HealthCodes
{
    /// <summary>The queue does not answer.</summary>
    public const string Offline = "offline";

    /// <summary>A client holds the queue back.</summary>
    public const string Paused = "paused";

    /// <summary>A client holds kinds back that have tasks.</summary>
    public const string KindsPaused = "kinds-paused";

    /// <summary>The circuit breakers of kinds are open.</summary>
    public const string BreakerOpen = "breaker-open";

    /// <summary>More tasks end as dead letters than should.</summary>
    public const string DeadLetters = "dead-letters";

    /// <summary>More attempts are retried than before.</summary>
    public const string RetriesRising = "retries-rising";

    /// <summary>A task has waited too long.</summary>
    public const string WaitingTooLong = "waiting-too-long";

    /// <summary>Workers died under their attempts.</summary>
    public const string WorkerFailures = "worker-failures";

    /// <summary>The threads of synchronous processors are exhausted.</summary>
    public const string Exhaustion = "exhaustion";

    /// <summary>Tasks of a kind wait, and no worker has it.</summary>
    public const string NoWorker = "no-worker";

    /// <summary>Tasks wait that need more than any worker has.</summary>
    public const string NeedsTooMuch = "needs-too-much";
}

/// <summary>Asks for <see cref="QueueHealth"/>.</summary>
public sealed record GetHealth : IQueueRequest
{
    /// <summary>The one instance.</summary>
    public static GetHealth Instance { get; } = new();
}
