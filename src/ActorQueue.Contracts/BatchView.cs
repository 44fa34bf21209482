using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorQueue.Contracts;

/// <summary>Where a batch stands.</summary>
[JsonConverter(typeof(BatchStatusJsonConverter))]
public enum BatchStatus : byte
{
    /// <summary>Reserved: a zeroed field is no status.</summary>
    None = 0,

    /// <summary>Takes tasks; a seal moves it out.</summary>
    Open = 1,

    /// <summary>Takes no further tasks; the end of its last member moves it out.</summary>
    Sealed = 2,

    /// <summary>Ended, and every member completed.</summary>
    Completed = 3,

    /// <summary>Ended, and some member failed or was cancelled; a retry of a member opens it again as sealed.</summary>
    Failed = 4,
}

/// <summary>A batch as a client sees it.</summary>
public sealed record BatchView
{
    /// <summary>The batch's id.</summary>
    public required BatchId Id { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required BatchStatus Status { get; init; }

    /// <summary>The batch that it is a member of.</summary>
    public BatchId? ParentBatchId { get; init; }

    /// <summary>When the queue accepted it.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>How often it has ended; a retry of a member lets it end again.</summary>
    public int Runs { get; init; }

    /// <summary>Member tasks.</summary>
    public long TotalTasks { get; init; }

    /// <summary>Members that are ready to start.</summary>
    public long PendingTasks { get; init; }

    /// <summary>Members that wait for a not-before time.</summary>
    public long ScheduledTasks { get; init; }

    /// <summary>Members that wait for dependencies.</summary>
    public long BlockedTasks { get; init; }

    /// <summary>Members whose attempt runs.</summary>
    public long ProcessingTasks { get; init; }

    /// <summary>Members that wait out a backoff.</summary>
    public long RetryTasks { get; init; }

    /// <summary>Members held back by a client.</summary>
    public long PausedTasks { get; init; }

    /// <summary>Members that completed.</summary>
    public long CompletedTasks { get; init; }

    /// <summary>Members that failed for good.</summary>
    public long FailedTasks { get; init; }

    /// <summary>Members that were cancelled.</summary>
    public long CancelledTasks { get; init; }

    /// <summary>Batches in it that have not ended.</summary>
    public long OpenBatches { get; init; }

    /// <summary>Batches in it that ended with success.</summary>
    public long CompletedBatches { get; init; }

    /// <summary>Batches in it that ended without.</summary>
    public long FailedBatches { get; init; }
}

/// <summary>The words of <see cref="BatchStatus"/>.</summary>
public static class BatchStatusWords
{
    private static readonly BatchStatus[] All = [BatchStatus.Open, BatchStatus.Sealed, BatchStatus.Completed, BatchStatus.Failed];

    /// <summary>The status' word: open, sealed, completed, failed.</summary>
    public static string ToWord(this BatchStatus status) => status switch
    {
        BatchStatus.Open => "open",
        BatchStatus.Sealed => "sealed",
        BatchStatus.Completed => "completed",
        BatchStatus.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a batch status."),
    };

    /// <summary>Reads a status word in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? word, out BatchStatus status)
    {
        status = Array.Find(All, candidate => string.Equals(candidate.ToWord(), word, StringComparison.OrdinalIgnoreCase));
        return status != BatchStatus.None;
    }
}

/// <summary>A batch's status as its word.</summary>
public sealed class BatchStatusJsonConverter : JsonConverter<BatchStatus>
{
    /// <inheritdoc />
    public override BatchStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BatchStatusWords.TryParse(reader.GetString(), out var status) ? status : throw new JsonException("Not a batch status.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, BatchStatus value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToWord());
}
