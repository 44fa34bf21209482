using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorQueue.Contracts.Json;

/// <summary>A task id as its text.</summary>
public sealed class TaskIdJsonConverter : JsonConverter<TaskId>
{
    /// <inheritdoc />
    public override TaskId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TaskId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not a task id.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TaskId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

/// <summary>A batch id as its text.</summary>
public sealed class BatchIdJsonConverter : JsonConverter<BatchId>
{
    /// <inheritdoc />
    public override BatchId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BatchId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not a batch id.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, BatchId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

/// <summary>A condition as its word.</summary>
public sealed class DependencyConditionJsonConverter : JsonConverter<DependencyCondition>
{
    /// <inheritdoc />
    public override DependencyCondition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DependencyConditions.TryParse(reader.GetString(), out var condition) ? condition : throw new JsonException("Not a condition.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DependencyCondition value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToWord());
}

/// <summary>A status as its word.</summary>
public sealed class QueueTaskStatusJsonConverter : JsonConverter<QueueTaskStatus>
{
    /// <inheritdoc />
    public override QueueTaskStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        QueueTaskStatusWords.TryParse(reader.GetString(), out var status) ? status : throw new JsonException("Not a task status.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, QueueTaskStatus value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToWord());
}

/// <summary>Result bytes: JSON stands inline, anything else as base 64 under <c>base64</c>.</summary>
public sealed class ResultJsonConverter : JsonConverter<ReadOnlyMemory<byte>?>
{
    /// <inheritdoc />
    public override ReadOnlyMemory<byte>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("base64", out var base64)
            && base64.ValueKind == JsonValueKind.String && base64.TryGetBytesFromBase64(out byte[]? bytes))
        {
            return bytes;
        }

        return JsonSerializer.SerializeToUtf8Bytes(root, QueueJsonElement.Default.JsonElement);
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte>? value, JsonSerializerOptions options)
    {
        if (value is not { } bytes)
        {
            writer.WriteNullValue();
            return;
        }

        if (IsJson(bytes.Span))
        {
            writer.WriteRawValue(bytes.Span, skipInputValidation: true);
            return;
        }

        writer.WriteStartObject();
        writer.WriteBase64String("base64", bytes.Span);
        writer.WriteEndObject();
    }

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            if (!reader.Read())
            {
                return false;
            }

            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>The element type alone, for re-writing a result that was read.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class QueueJsonElement : JsonSerializerContext;
