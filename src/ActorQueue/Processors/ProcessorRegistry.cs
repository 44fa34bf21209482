using ActorQueue.Contracts;
using ActorQueue.Isolation;

namespace ActorQueue.Processors;

/// <summary>The processors of this process by kind. Fixed once the host has started.</summary>
/// <param name="workerProcesses">Runs the kinds that are isolated by process; null in a process that runs none of those elsewhere.</param>
internal sealed class ProcessorRegistry(IWorkerProcesses? workerProcesses = null)
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
            _processors[kind] = new Registration(ProcessorIsolation.Inline, new Lazy<object>(processor)) { IsBuiltIn = true };
        }
    }

    public void Add(string kind, ITaskProcessor processor) => Add(kind, ProcessorIsolation.Inline, () => processor);

    public void Add(string kind, ISyncTaskProcessor processor) => Add(kind, ProcessorIsolation.Thread, () => processor);

    /// <summary>Registers an <see cref="ITaskProcessor"/> or <see cref="ISyncTaskProcessor"/> that is made when its first attempt starts in this process.</summary>
    public void Add(string kind, ProcessorIsolation isolation, Func<object> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        if (!_processors.TryAdd(kind, new Registration(isolation, new Lazy<object>(create))))
        {
            throw new QueueConfigurationException([$"two processors are registered for the kind '{kind}'"]);
        }
    }

    /// <summary>Starts one attempt outside the calling actor, isolated as its kind says. Middleware runs in this process either way.</summary>
    /// <returns>A task that ends with the processor; failed at once, and for good, when no processor has this kind.</returns>
    public Task<TaskResult> StartAsync(TaskContext context, SyncThreads threads, CancellationToken cancellationToken) =>
        Pipeline.RunAsync(context, token => StartIsolatedAsync(context, threads, token), cancellationToken);

    /// <summary>The same inside a worker process. Only here is the exception known that the application's classifiers are asked about.</summary>
    public Task<TaskResult> StartInWorkerAsync(TaskContext context, SyncThreads threads, CancellationToken cancellationToken) =>
        Pipeline.ClassifiedAsync(context, () => StartHereAsync(context, threads, cancellationToken));

    /// <summary>The same in this process, whatever the kind says: worker processes belong to a queue that runs.</summary>
    public Task<TaskResult> StartDirectAsync(TaskContext context, SyncThreads threads, CancellationToken cancellationToken) =>
        Pipeline.RunAsync(context, token => StartHereAsync(context, threads, token), cancellationToken);

    private Task<TaskResult> StartIsolatedAsync(TaskContext context, SyncThreads threads, CancellationToken cancellationToken) =>
        _processors.TryGetValue(context.Kind, out var registration) && registration.Isolation == ProcessorIsolation.Process && workerProcesses is not null
            ? workerProcesses.RunAsync(context, cancellationToken)
            : StartHereAsync(context, threads, cancellationToken);

    private Task<TaskResult> StartHereAsync(TaskContext context, SyncThreads threads, CancellationToken cancellationToken)
    {
        if (!_processors.TryGetValue(context.Kind, out var registration))
        {
            return Task.FromException<TaskResult>(new TaskFailedException(
                ErrorCodes.UnknownKind,
                $"No processor is registered for the kind '{context.Kind}'; this process has: {string.Join(", ", _processors.Keys.Order(StringComparer.Ordinal))}.",
                FailureClass.Permanent));
        }

        return registration.IsOnThread()
            ? threads.RunAsync(() => registration.Run(context, cancellationToken), cancellationToken)
            : Task.Run(() => registration.RunAsync(context, cancellationToken), CancellationToken.None);
    }

    private sealed record Registration(ProcessorIsolation Isolation, Lazy<object> Processor)
    {
        public bool IsBuiltIn { get; init; }

        public bool IsOnThread() => Isolation switch
        {
            ProcessorIsolation.Inline => false,
            ProcessorIsolation.Thread => true,
            _ => Processor.Value is ISyncTaskProcessor,
        };

        // A thread of the bounded set may wait for an asynchronous processor: that is what it is there for.
        public TaskResult Run(TaskContext context, CancellationToken cancellationToken) => Processor.Value is ISyncTaskProcessor synchronous
            ? synchronous.Process(context, cancellationToken)
            : ((ITaskProcessor)Processor.Value).ProcessAsync(context, cancellationToken).AsTask().GetAwaiter().GetResult();

        public async Task<TaskResult> RunAsync(TaskContext context, CancellationToken cancellationToken) => Processor.Value is ISyncTaskProcessor synchronous
            ? synchronous.Process(context, cancellationToken)
            : await ((ITaskProcessor)Processor.Value).ProcessAsync(context, cancellationToken);
    }
}
