using ActorQueue.Gateway;
using ActorQueue.History;
using ActorQueue.Processors;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Hosting;

/// <summary>One queue of a host by its name; the same for all starts of the host, and while it does not run.</summary>
/// <param name="host">Its host.</param>
/// <param name="name">Its name; null: the host's default queue, whatever that is called.</param>
internal sealed class HostedQueue(ActorQueueHost host, string? name)
{
    public string Name => name ?? host.QueueNames[0];

    /// <summary>The queue as it runs.</summary>
    /// <exception cref="QueueUnavailableException">The host has not been started, or has been stopped.</exception>
    public QueueRuntime Runtime => host.Runtime(name);

    public ActorQueueSettings Settings => Runtime.Settings;

    /// <summary>The finished tasks.</summary>
    public HistoryReader History => Runtime.History;

    public TimeProvider Time => Runtime.Time;

    public ILogger Logger => host.Logger;

    /// <inheritdoc cref="ActorQueueHost.Processors"/>
    public ProcessorRegistry Processors => host.Processors;

    /// <inheritdoc cref="ActorQueueHost.LargeFileBytes"/>
    public long LargeFileBytes => host.LargeFileBytes;

    /// <inheritdoc cref="ActorQueueHost.ThreadLoad"/>
    public ProcessorThreads ThreadLoad => host.ThreadLoad;

    /// <inheritdoc cref="QueueRuntime.AskAsync{T}"/>
    public Task<T> AskAsync<T>(object request, CancellationToken cancellationToken, TimeSpan patience = default) =>
        Runtime.AskAsync<T>(request, cancellationToken, patience);

    /// <inheritdoc cref="QueueRuntime.WatchAsync"/>
    public Task<TaskWatch> WatchAsync(CancellationToken cancellationToken) => Runtime.WatchAsync(cancellationToken);
}
