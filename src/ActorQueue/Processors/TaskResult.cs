using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ActorQueue.Processors;

/// <summary>What a completed attempt leaves: bytes and what they are. Journaled with the completion, so small by rule (<c>queue.max-result-bytes</c>).</summary>
/// <param name="Content">The bytes; empty when the task has nothing to say.</param>
/// <param name="ContentType">A media type, <c>application/json</c> for text that <c>list</c> and <c>status</c> show.</param>
public readonly record struct TaskResult(ReadOnlyMemory<byte> Content, string ContentType)
{
    /// <summary>The result of a task that only had to be done.</summary>
    public static TaskResult Empty { get; } = new(ReadOnlyMemory<byte>.Empty, "application/octet-stream");

    /// <summary>A value as JSON, by source-generated metadata.</summary>
    public static TaskResult Json<T>(T value, JsonTypeInfo<T> typeInfo) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, typeInfo), "application/json");
}
