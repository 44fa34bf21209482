using System.Buffers;
using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Json;
using ActorQueue.Processors;

namespace ActorQueue.Callbacks;

/// <summary>Makes the body of a delivery and has it sent.</summary>
internal sealed class WebhookProcessor(WebhookSender sender, CallbackSubjects subjects) : ITaskProcessor
{
    public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var url = Parse(context.Payload.Span);
        var (task, batch) = await subjects.FindAsync(context, cancellationToken);
        var status = await sender.SendAsync(url, context.Id, Body(context, task, batch), cancellationToken);
        return new TaskResult(JsonSerializer.SerializeToUtf8Bytes((int)status, WebhookJson.Default.Int32), "application/json");
    }

    private static Uri Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return Uri.TryCreate(JsonSerializer.Deserialize(json, CallbackJson.Default.WebhookPayload)?.Url, UriKind.Absolute, out var url)
                ? url
                : throw new JsonException("url: must be an absolute address");
        }
        catch (JsonException e)
        {
            throw new TaskFailedException(ErrorCodes.PayloadInvalid, $"The payload is not a webhook's: {e.Message}", FailureClass.Permanent, e);
        }
    }

    private static byte[] Body(TaskContext context, TaskView? task, BatchView? batch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("event", EventOf(task, batch));
            writer.WriteString("deliveryId", context.Id.ToString());
            writer.WriteNumber("attempt", context.Attempt);
            if (task is not null)
            {
                writer.WritePropertyName("task");
                JsonSerializer.Serialize(writer, task, QueueJson.Default.TaskView);
            }

            if (batch is not null)
            {
                writer.WritePropertyName("batch");
                JsonSerializer.Serialize(writer, batch, QueueJson.Default.BatchView);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string EventOf(TaskView? task, BatchView? batch) => task is not null
        ? $"task.{(task.Status.IsFinal() ? task.Status.ToString().ToLowerInvariant() : "ended")}"
        : $"batch.{(batch!.Status is BatchStatus.Completed or BatchStatus.Failed ? batch.Status.ToString().ToLowerInvariant() : "ended")}";
}

/// <summary>Source-generated JSON of a delivery's result: the receiver's status.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(int))]
internal sealed partial class WebhookJson : System.Text.Json.Serialization.JsonSerializerContext;
