using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ActorQueue.Processors.Payloads;

/// <summary>A payload format of the application's own, chosen by content type. Registered with <c>AddPayloadSerializer</c>. Used by any number of attempts at once.</summary>
public interface IPayloadSerializer
{
    /// <summary>The media type without parameters, for example <c>application/x-msgpack</c>.</summary>
    string ContentType { get; }

    /// <summary>Writes a payload.</summary>
    ReadOnlyMemory<byte> Serialize<TPayload>(TPayload payload);

    /// <summary>Reads a payload; whatever it throws fails the task for good, since the bytes stay as they are.</summary>
    TPayload Deserialize<TPayload>(ReadOnlyMemory<byte> content);
}

/// <summary>JSON by source-generated metadata, of one payload type.</summary>
internal sealed class JsonPayloadSerializer(JsonTypeInfo typeInfo) : IPayloadSerializer
{
    public const string MediaType = "application/json";

    public string ContentType => MediaType;

    public ReadOnlyMemory<byte> Serialize<TPayload>(TPayload payload) => JsonSerializer.SerializeToUtf8Bytes(payload, (JsonTypeInfo<TPayload>)typeInfo);

    public TPayload Deserialize<TPayload>(ReadOnlyMemory<byte> content) =>
        JsonSerializer.Deserialize(content.Span, (JsonTypeInfo<TPayload>)typeInfo) ?? throw new JsonException("the payload is null");
}
