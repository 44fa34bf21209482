using ActorQueue.Callbacks;
using ActorQueue.Contracts;

namespace ActorQueue;

/// <summary>Says of a task, while it is made, who hears of it, and what happens when it has ended.</summary>
public static class FollowUpExtensions
{
    /// <summary>Then runs another task.</summary>
    public static TaskSpec WithFollowUp(this TaskSpec task, DependencyCondition on, TaskSpec next)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(next);
        return task with { FollowUps = [.. task.FollowUps, new FollowUp(on, next)] };
    }

    /// <summary>Then calls an <see cref="ITaskCallback"/> by its registered name.</summary>
    /// <inheritdoc cref="CallbackTask.To"/>
    public static TaskSpec WithCallback(this TaskSpec task, DependencyCondition on, string handler, ReadOnlyMemory<byte> data = default, RetryOptions? retry = null) =>
        task.WithFollowUp(on, CallbackTask.To(handler, data, retry));

    /// <summary>Meanwhile tells an <see cref="IProgressCallback"/> of its progress, by its registered name.</summary>
    public static TaskSpec WithProgressCallback(this TaskSpec task, string handler)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentException.ThrowIfNullOrWhiteSpace(handler);
        return task with { ProgressHandler = handler };
    }

    /// <summary>Then tells an HTTP receiver, signed.</summary>
    /// <inheritdoc cref="WebhookTask.To"/>
    public static TaskSpec WithWebhook(this TaskSpec task, DependencyCondition on, Uri url, RetryOptions? retry = null) =>
        task.WithFollowUp(on, WebhookTask.To(url, retry));
}
