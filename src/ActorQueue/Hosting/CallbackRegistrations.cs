using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Names a queue's callbacks.</summary>
public static class CallbackRegistrations
{
    /// <summary>Registers a callback under the name that tasks carry; made once, with its dependencies injected.</summary>
    public static ActorQueueBuilder AddCallback<TCallback>(this ActorQueueBuilder builder, string name)
        where TCallback : class, ITaskCallback
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        builder.Services.TryAddSingleton<TCallback>();
        builder.Services.AddSingleton(provider => new CallbackRegistration(name, provider.GetRequiredService<TCallback>()));
        return builder;
    }

    /// <summary>Gives every task that is submitted through this application's <see cref="ActorQueue.TaskQueue"/> a follow-up, beside its own: a queue-wide callback.</summary>
    /// <param name="builder">The queue.</param>
    /// <param name="on">After which end.</param>
    /// <param name="task">What then runs: <see cref="CallbackTask.To"/>, <see cref="WebhookTask.To"/>, or a task of any kind.</param>
    public static ActorQueueBuilder AddQueueWideFollowUp(this ActorQueueBuilder builder, DependencyCondition on, TaskSpec task)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(task);
        builder.Services.AddSingleton(new FollowUp(on, task));
        return builder;
    }
}
