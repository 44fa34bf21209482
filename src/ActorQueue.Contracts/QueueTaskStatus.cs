using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Contracts;

/// <summary>
/// Where a task stands. The numbers are a file format: they are never changed or reused, and 0 is refused.
/// </summary>
[JsonConverter(typeof(QueueTaskStatusJsonConverter))]
public enum QueueTaskStatus : byte
{
    /// <summary>Reserved: a zeroed field is no status.</summary>
    None = 0,

    /// <summary>Ready to start; an assignment to a worker moves it out.</summary>
    Pending = 1,

    /// <summary>Accepted with a not-before time; the queue moves it out when that time has come.</summary>
    Scheduled = 2,

    /// <summary>Waits for dependencies; the end of the last of them moves it out.</summary>
    Blocked = 3,

    /// <summary>An attempt runs; its worker's report, or the loss of that worker, moves it out.</summary>
    Processing = 4,

    /// <summary>An attempt failed and the backoff runs; the queue moves it out when the backoff has passed.</summary>
    Retry = 5,

    /// <summary>Held back by a client; a client's resume moves it out.</summary>
    Paused = 6,

    /// <summary>Final: an attempt succeeded.</summary>
    Completed = 7,

    /// <summary>Final: no attempt succeeded and none is left; a dead letter.</summary>
    Failed = 8,

    /// <summary>Final: a client cancelled it.</summary>
    Cancelled = 9,
}

/// <summary>
/// The words of <see cref="QueueTaskStatus"/>, the same in code, SQL, HOCON, command line, REST and metrics.
/// </summary>
public static class QueueTaskStatusWords
{
    /// <summary>The highest defined value; arrays indexed by status have this length plus one.</summary>
    public const int MaxValue = (int)QueueTaskStatus.Cancelled;

    /// <summary>All statuses in the order of their numbers.</summary>
    public static IReadOnlyList<QueueTaskStatus> All { get; } =
    [
        QueueTaskStatus.Pending, QueueTaskStatus.Scheduled, QueueTaskStatus.Blocked, QueueTaskStatus.Processing,
        QueueTaskStatus.Retry, QueueTaskStatus.Paused, QueueTaskStatus.Completed, QueueTaskStatus.Failed,
        QueueTaskStatus.Cancelled,
    ];

    /// <summary>The status' word, for example <c>pending</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the defined ones.</exception>
    public static string ToWord(this QueueTaskStatus status) => status switch
    {
        QueueTaskStatus.Pending => "pending",
        QueueTaskStatus.Scheduled => "scheduled",
        QueueTaskStatus.Blocked => "blocked",
        QueueTaskStatus.Processing => "processing",
        QueueTaskStatus.Retry => "retry",
        QueueTaskStatus.Paused => "paused",
        QueueTaskStatus.Completed => "completed",
        QueueTaskStatus.Failed => "failed",
        QueueTaskStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a task status."),
    };

    /// <summary>Reads a status word in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? word, out QueueTaskStatus status)
    {
        foreach (var candidate in All)
        {
            if (string.Equals(candidate.ToWord(), word, StringComparison.OrdinalIgnoreCase))
            {
                status = candidate;
                return true;
            }
        }

        status = QueueTaskStatus.None;
        return false;
    }

    /// <summary>Whether the status is final: completed, failed or cancelled.</summary>
    public static bool IsFinal(this QueueTaskStatus status) =>
        status is QueueTaskStatus.Completed or QueueTaskStatus.Failed or QueueTaskStatus.Cancelled;

    /// <summary>Whether the task waits (counts towards the queue's length): neither processing nor final.</summary>
    public static bool IsWaiting(this QueueTaskStatus status) =>
        status is QueueTaskStatus.Pending or QueueTaskStatus.Scheduled or QueueTaskStatus.Blocked
            or QueueTaskStatus.Retry or QueueTaskStatus.Paused;
}
