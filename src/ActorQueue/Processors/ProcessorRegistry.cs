using ActorQueue.Contracts;

namespace ActorQueue.Processors;

/// <summary>The processors of this process by kind. Fixed once the host has started.</summary>
internal sealed class ProcessorRegistry
{
    private readonly Dictionary<string, Registration> _processors = new(StringComparer.Ordinal);
    private KindAliases _aliases = new([], []);

    /// <summary>Every registered kind, and every old name of one.</summary>
    public IReadOnlyCollection<string> Kinds => [.. _processors.Keys, .. _aliases.Names];

    /// <summary>What stands around each processor.</summary>
    public TaskPipeline Pipeline { get; set; } = TaskPipeline.Empty;

    /// <summary>Names old names of kinds, when all kinds are registered.</summary>
    /// <exception cref="QueueConfigurationException">One leads nowhere.</exception>
    public void SetAliases(IEnumerable<KindAlias> aliases) => _aliases = new KindAliases(aliases, _processors.Keys);

    /// <summary>The name under which a task's kind is registered now.</summary>
    public string NameOf(string kind) => _aliases.Resolve(kind);

    /// <summary>Registers a processor of the queue's own; one that the application has under the same name stays.</summary>
    public void AddBuiltIn(string kind, ITaskProcessor processor)
    {
        if (!_processors.TryGetValue(kind, out var present) || present.IsBuiltIn)
        {
            _processors[kind] = new Registration(processor, null) { IsBuiltIn = true };
        }
    }

    public void Add(string kind, ITaskProcessor processor) => Add(kind, new Registration(processor, null));

    public void Add(string kind, ISyncTaskProcessor processor) => Add(kind, new Registration(null, processor));

    /// <summary>Starts one attempt outside the calling actor.</summary>
    /// <returns>A task that ends with the processor; failed at once, and for good, when no processor has this kind.</returns>
    public Task<TaskResult> StartAsync(TaskContext context, SyncThreads threads, CancellationToken cancellationToken) =>
        Pipeline.RunAsync(context, token => StartHereAsync(context, threads, token), cancellationToken);

    private Task<TaskResult> StartHereAsync(TaskContext context, SyncThreads threads, CancellationToken cancellationToken)
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

    private sealed record Registration(ITaskProcessor? Asynchronous, ISyncTaskProcessor? Synchronous)
    {
        public bool IsBuiltIn { get; init; }
    }
}
