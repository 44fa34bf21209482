using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Names a queue's callbacks.</summary>
public static class CallbackRegistrations
{
    /// <summary>Registers a callback under the name that tasks carry; made once, with its dependencies injected.</summary>
    public static ActorQueueBuilder AddCallback<TCallback>(this ActorQueueBuilder builder, string name)
        where TCallback : class, ITaskCallback => builder.Add<ITaskCallback, TCallback>(name);

    /// <summary>Registers a progress callback under the name that tasks carry (<see cref="TaskSpec.ProgressHandler"/>); made once, with its dependencies injected.</summary>
    public static ActorQueueBuilder AddProgressCallback<TCallback>(this ActorQueueBuilder builder, string name)
        where TCallback : class, IProgressCallback => builder.Add<IProgressCallback, TCallback>(name);

    /// <summary>Has code told the queue's statistics every <c>progress.update-interval</c>; made once, with its dependencies injected.</summary>
    /// <param name="builder">The queue.</param>
    /// <param name="name">What it is called in the log and in the metrics.</param>
    public static ActorQueueBuilder AddStatisticsCallback<TCallback>(this ActorQueueBuilder builder, string name)
        where TCallback : class, IStatisticsCallback => builder.Add<IStatisticsCallback, TCallback>(name);

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

    private static ActorQueueBuilder Add<TSort, TCallback>(this ActorQueueBuilder builder, string name)
        where TSort : class
        where TCallback : class, TSort
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        builder.Services.TryAddSingleton<TCallback>();
        builder.Services.AddSingleton(provider => new NamedHandler<TSort>(name, provider.GetRequiredService<TCallback>()));
        return builder;
    }
}
