using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Callbacks;

/// <summary>Calls the callback that a task of the kind <see cref="CallbackTask.Kind"/> names.</summary>
internal sealed class CallbackProcessor(NamedHandlers<ITaskCallback> handlers, CallbackSubjects subjects) : ITaskProcessor
{
    public async ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var payload = Parse(context.Payload.Span);
        var callback = handlers.Find(payload.Handler) ?? throw new TaskFailedException(
            ErrorCodes.UnknownHandler,
            $"No callback is registered under the name '{payload.Handler}'; this process has: {string.Join(", ", handlers.Names)}. Registered again, the dead letter can be retried.",
            FailureClass.Permanent);
        var (task, batch) = await subjects.FindAsync(context, cancellationToken);
        await callback.InvokeAsync(new CallbackContext(context.Id, context.Attempt, task, batch, payload.Data), cancellationToken);
        return TaskResult.Empty;
    }

    private static CallbackPayload Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CallbackJson.Default.CallbackPayload) is { Handler.Length: > 0 } payload
                ? payload
                : throw new JsonException("handler: must name a callback");
        }
        catch (JsonException e)
        {
            throw new TaskFailedException(ErrorCodes.PayloadInvalid, $"The payload is not a callback's: {e.Message}", FailureClass.Permanent, e);
        }
    }
}
