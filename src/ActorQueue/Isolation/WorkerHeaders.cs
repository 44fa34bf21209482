using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ActorQueue.Contracts;
using ActorQueue.Processors;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Isolation;

/// <summary>Which attempt to run.</summary>
internal sealed record AttemptHeader(string Id, string Kind, string Name, int Attempt, string ContentType, int MaxResultBytes)
{
    /// <summary>The most that a checkpoint may have.</summary>
    public int MaxCheckpointBytes { get; init; }

    /// <summary>How many bytes before the payload are the checkpoint of an earlier attempt; null: there is none.</summary>
    public int? CheckpointBytes { get; init; }

    public string Queue { get; init; } = TaskContext.DefaultQueue;

    public int Run { get; init; } = 1;

    public int OutOfMemoryCount { get; init; }

    public string? ParentId { get; init; }

    public string? ParentBatchId { get; init; }
}

/// <summary>How far the attempt is.</summary>
internal sealed record ProgressHeader(long Current, long Total, string? Message);

/// <summary>What a result is.</summary>
internal sealed record ResultHeader(string ContentType);

/// <summary>Why the attempt failed.</summary>
internal sealed record FailureHeader(string Code, string Message, FailureClass Class)
{
    /// <summary>Whether a failure can be made of it.</summary>
    [JsonIgnore]
    public bool IsComplete => !string.IsNullOrWhiteSpace(Code) && Class != FailureClass.None && Enum.IsDefined(Class);
}

/// <summary>What a logger of the worker process wrote.</summary>
internal sealed record LogHeader(LogLevel Level, string Category, string Message);

/// <summary>Source-generated JSON of the headers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AttemptHeader))]
[JsonSerializable(typeof(ProgressHeader))]
[JsonSerializable(typeof(ResultHeader))]
[JsonSerializable(typeof(FailureHeader))]
[JsonSerializable(typeof(LogHeader))]
internal sealed partial class WorkerJson : JsonSerializerContext
{
    private const int MaxCodeLength = 256;
    private const int MaxMessageLength = 4096;

    /// <summary>A frame with a header.</summary>
    public static WorkerFrame Frame<T>(FrameKind kind, T header, JsonTypeInfo<T> typeInfo, ReadOnlyMemory<byte> content = default) =>
        new(kind, JsonSerializer.SerializeToUtf8Bytes(header, typeInfo), content);

    /// <exception cref="JsonException">The header is none of this type.</exception>
    public static T Header<T>(WorkerFrame frame, JsonTypeInfo<T> typeInfo)
        where T : class => JsonSerializer.Deserialize(frame.Header, typeInfo) ?? throw new JsonException("A header is missing.");

    /// <summary>A frame that says what went wrong.</summary>
    public static WorkerFrame Failure(FrameKind kind, string code, string message, FailureClass failureClass) =>
        Frame(kind, new FailureHeader(Cut(code, MaxCodeLength), Cut(message, MaxMessageLength), failureClass), Default.FailureHeader);

    /// <summary>Text short enough for a header.</summary>
    public static string Cut(string text, int maxLength) => text.Length <= maxLength ? text : text[..(maxLength - 1)] + "…";
}
