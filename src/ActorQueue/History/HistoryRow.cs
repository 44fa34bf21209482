using System.Security.Cryptography;
using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Json;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Storage;

namespace ActorQueue.History;

/// <summary>A row of <c>task_history</c>. Times are Unix milliseconds, the id its 16 bytes in RFC order, so ids sort by their time.</summary>
internal sealed class HistoryRow
{
    /// <summary>What a task's encrypted body stands for, before its id.</summary>
    public const string BodyPurpose = "history body ";

    /// <summary>What a task's encrypted result stands for, before its id.</summary>
    public const string ResultPurpose = "history result ";

    private const char TagSeparator = '\n';

    public long Position { get; init; }
    public byte[] TaskId { get; init; } = [];
    public string Kind { get; init; } = string.Empty;
    public string Name { get; init; } = string.Empty;
    public string Status { get; init; } = string.Empty;
    public long Priority { get; init; }
    public long Attempts { get; init; }
    public string? WorkerId { get; init; }
    public long CreatedAt { get; init; }
    public long? StartedAt { get; init; }
    public long CompletedAt { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    public byte[]? Result { get; init; }
    public string? Description { get; init; }
    public string? Tags { get; init; }
    public byte[]? BatchId { get; init; }
    public byte[]? ParentId { get; init; }
    public byte[]? ParentBatchId { get; init; }
    public string? ScheduleId { get; init; }
    public long Run { get; init; }
    public long? LastAttempt { get; init; }
    public string? Errors { get; init; }
    public byte[]? Body { get; init; }
    public bool Sealed { get; init; }

    public static byte[] Key(TaskId id) => id.Value.ToByteArray(bigEndian: true);

    public static byte[]? Key(Guid? id) => id?.ToByteArray(bigEndian: true);

    public static string? JoinTags(IReadOnlyList<string> tags) => tags.Count == 0 ? null : string.Join(TagSeparator, tags);

    public static string? ErrorsAsJson(IReadOnlyList<AttemptError> errors) =>
        errors.Count == 0 ? null : JsonSerializer.Serialize(errors, QueueJson.Default.IReadOnlyListAttemptError);

    /// <summary>What another run needs; null where that was not kept.</summary>
    public EndedTask? ToEndedTask(DataCipher cipher) => Open(Body, BodyPurpose, cipher) is { } body && LastAttempt is { } lastAttempt
        ? new EndedTask(
            new TaskId(new Guid(TaskId, bigEndian: true)), Kind, (int)Priority, (int)Run, (int)lastAttempt, TaskBody.FromBytes(body), ReadErrors())
        : null;

    public QueueTaskStatus ReadStatus() =>
        QueueTaskStatusWords.TryParse(Status, out var status) ? status : throw new QueueException($"The history holds an unknown status '{Status}'.");

    private IReadOnlyList<AttemptError> ReadErrors() =>
        Errors is null ? [] : JsonSerializer.Deserialize(Errors, QueueJson.Default.IReadOnlyListAttemptError) ?? [];

    // Null where there is nothing to open.
    private byte[]? Open(byte[]? data, string purpose, DataCipher cipher)
    {
        if (data is null || !Sealed)
        {
            return data;
        }

        var id = new TaskId(new Guid(TaskId, bigEndian: true));
        try
        {
            return cipher.Open(data, purpose + id);
        }
        catch (CryptographicException e)
        {
            throw new QueueException($"What the history has of task {id} cannot be decrypted: {e.Message}", e);
        }
    }

    public TaskView ToView(DataCipher cipher) => new()
    {
        Id = new TaskId(new Guid(TaskId, bigEndian: true)),
        Kind = Kind,
        Name = Name,
        Status = ReadStatus(),
        Priority = (int)Priority,
        Attempts = (int)Attempts,
        WorkerId = WorkerId,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        StartedAt = StartedAt is { } started ? DateTimeOffset.FromUnixTimeMilliseconds(started) : null,
        CompletedAt = DateTimeOffset.FromUnixTimeMilliseconds(CompletedAt),
        Error = ErrorCode is null ? null : new TaskError(ErrorCode, ErrorMessage ?? string.Empty),

        // A bare null would convert to an empty array of bytes, which is a result; this is none.
        Result = Open(Result, ResultPurpose, cipher) is { } bytes ? new ReadOnlyMemory<byte>(bytes) : default(ReadOnlyMemory<byte>?),
        Description = Description,
        Tags = Tags?.Split(TagSeparator) ?? [],
        BatchId = BatchId is null ? null : new BatchId(new Guid(BatchId, bigEndian: true)),
        ParentId = ParentId is null ? null : new TaskId(new Guid(ParentId, bigEndian: true)),
        ScheduleId = ScheduleId,
        ParentBatchId = ParentBatchId is null ? null : new BatchId(new Guid(ParentBatchId, bigEndian: true)),
        Run = (int)Run,
        Errors = ReadErrors(),
    };
}
