using ActorQueue.Contracts;

namespace ActorQueue.Processors;

/// <summary>The processors of this process by kind. Fixed once the host has started.</summary>
internal sealed class ProcessorRegistry
{
    private readonly Dictionary<string, Registration> _processors = new(StringComparer.Ordinal);

    /// <summary>Every registered kind.</summary>
    public IReadOnlyCollection<string> Kinds => _processors.Keys;

    public void Add(string kind, ITaskProcessor processor) => Add(kind, new Registration(processor, null));

    public void Add(string kind, ISyncTaskProcessor processor) => Add(kind, new Registration(null, processor));

    /// <summary>Starts one attempt outside the calling actor.</summary>
    /// <returns>A task that ends with the processor; failed at once, and for good, when no processor has this kind.</returns>
    public Task<TaskResult> StartAsync(TaskContext context, SyncThreads threads, CancellationToken cancellationToken)
    {
        if (!_processors.TryGetValue(context.Kind, out var registration))
        {
            return Task.FromException<TaskResult>(new TaskFailedException(
                ErrorCodes.UnknownKind,
                $"No processor is registered for the kind '{context.Kind}'; this process has: {string.Join(", ", _processors.Keys.Order(StringComparer.Ordinal))}.",
                FailureClass.Permanent));
        }

        return registration.Synchronous is { } synchronous
            ? threads.RunAsync(() => synchronous.Process(context, cancellationToken), cancellationToken)
            : Task.Run(async () => await registration.Asynchronous!.ProcessAsync(context, cancellationToken), CancellationToken.None);
    }

    private void Add(string kind, Registration registration)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        if (!_processors.TryAdd(kind, registration))
        {
            throw new QueueConfigurationException([$"two processors are registered for the kind '{kind}'"]);
        }
    }

    private sealed record Registration(ITaskProcessor? Asynchronous, ISyncTaskProcessor? Synchronous);
}
