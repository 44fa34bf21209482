using ActorQueue.Contracts;

namespace ActorQueue.History;

/// <summary>A row of <c>task_history</c>. Times are Unix milliseconds, the id its 16 bytes in RFC order, so ids sort by their time.</summary>
internal sealed class HistoryRow
{
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

    public static byte[] Key(TaskId id) => id.Value.ToByteArray(bigEndian: true);

    public static byte[]? Key(Guid? id) => id?.ToByteArray(bigEndian: true);

    public static string? JoinTags(IReadOnlyList<string> tags) => tags.Count == 0 ? null : string.Join(TagSeparator, tags);

    public TaskView ToView() => new()
    {
        Id = new TaskId(new Guid(TaskId, bigEndian: true)),
        Kind = Kind,
        Name = Name,
        Status = QueueTaskStatusWords.TryParse(Status, out var status) ? status : throw new QueueException($"The history holds an unknown status '{Status}'."),
        Priority = (int)Priority,
        Attempts = (int)Attempts,
        WorkerId = WorkerId,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        StartedAt = StartedAt is { } started ? DateTimeOffset.FromUnixTimeMilliseconds(started) : null,
        CompletedAt = DateTimeOffset.FromUnixTimeMilliseconds(CompletedAt),
        Error = ErrorCode is null ? null : new TaskError(ErrorCode, ErrorMessage ?? string.Empty),

        // A bare null would convert to an empty array of bytes, which is a result; this is none.
        Result = Result is { } bytes ? new ReadOnlyMemory<byte>(bytes) : default(ReadOnlyMemory<byte>?),
        Description = Description,
        Tags = Tags?.Split(TagSeparator) ?? [],
        BatchId = BatchId is null ? null : new BatchId(new Guid(BatchId, bigEndian: true)),
        ParentId = ParentId is null ? null : new TaskId(new Guid(ParentId, bigEndian: true)),
        ParentBatchId = ParentBatchId is null ? null : new BatchId(new Guid(ParentBatchId, bigEndian: true)),
    };
}
