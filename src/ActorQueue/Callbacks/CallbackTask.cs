using System.Text.Json;
using System.Text.Json.Serialization;
using ActorQueue.Contracts;

namespace ActorQueue.Callbacks;

/// <summary>Makes the tasks that call a registered <see cref="ITaskCallback"/>.</summary>
public static class CallbackTask
{
    /// <summary>The kind of these tasks.</summary>
    public const string Kind = "actorqueue.callback";

    /// <summary>A template for <see cref="FollowUp"/> and for a batch's callbacks.</summary>
    /// <param name="handler">The name that the callback is registered under where the task runs.</param>
    /// <param name="data">Given to the callback.</param>
    /// <param name="retry">How the call is retried; null: as the queue is set.</param>
    public static TaskSpec To(string handler, ReadOnlyMemory<byte> data = default, RetryOptions? retry = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(handler);
        return new TaskSpec
        {
            Id = default,
            Kind = Kind,
            Name = $"callback {handler}",
            Payload = JsonSerializer.SerializeToUtf8Bytes(new CallbackPayload(handler, data.IsEmpty ? null : data.ToArray()), CallbackJson.Default.CallbackPayload),
            Retry = retry,
        };
    }
}

/// <summary>What a callback task carries.</summary>
internal sealed record CallbackPayload(string Handler, byte[]? Data);

/// <summary>What a webhook task carries.</summary>
internal sealed record WebhookPayload(string Url);

/// <summary>Source-generated JSON of these payloads.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallbackPayload))]
[JsonSerializable(typeof(WebhookPayload))]
internal sealed partial class CallbackJson : JsonSerializerContext;
