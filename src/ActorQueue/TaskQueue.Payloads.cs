using ActorQueue.Contracts;

namespace ActorQueue;

public sealed partial class TaskQueue
{
    /// <summary>A task of a kind that has a typed processor here, with its payload written in the newest version; set what else it needs with <c>with</c>.</summary>
    /// <exception cref="ArgumentException">The kind has no typed processor in this application, or one of another payload.</exception>
    /// <exception cref="QueueUnavailableException">The host has not been started, or has been stopped.</exception>
    public TaskSpec NewTask<TPayload>(string kind, TPayload payload)
    {
        var format = _payloads.Of<TPayload>(kind);
        return new TaskSpec
        {
            Id = TaskId.New(_queue.Time),
            Kind = kind,
            Payload = format.Write(payload, _payloads),
            ContentType = format.WrittenContentType,
        };
    }

    /// <summary>Submits one task made by <see cref="NewTask{TPayload}"/>.</summary>
    public Task<EnqueueOutcome> EnqueueAsync<TPayload>(string kind, TPayload payload, CancellationToken cancellationToken = default) =>
        EnqueueAsync(NewTask(kind, payload), cancellationToken);
}
