using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Isolation;
using ActorQueue.Processors;
using ActorQueue.Processors.Payloads;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds an embedded queue to a host application.</summary>
public static class ActorQueueServiceCollectionExtensions
{
    /// <summary>Registers <see cref="ActorQueue.TaskQueue"/>, also by the names of further queues, <see cref="ActorQueue.TaskQueues"/>, and the hosted service that runs the queues while the host runs.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options over the defaults of hocon/reference.conf. All settings are checked together when the host starts, and
    /// <see cref="ActorQueue.QueueConfigurationException"/> names every problem.</param>
    public static ActorQueueBuilder AddActorQueue(this IServiceCollection services, Action<ActorQueueOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new ActorQueueOptions();
        configure?.Invoke(options);
        var builder = new ActorQueueBuilder(services);
        services.TryAddSingleton(provider => new ActorQueueHost(options, provider.GetRequiredService<HostParts>(), provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton(builder);
        services.TryAddSingleton<WorkerProcesses>();
        services.TryAddSingleton<IWorkerProcesses>(provider => provider.GetRequiredService<WorkerProcesses>());
        services.TryAddSingleton<PayloadFormats>();
        services.TryAddSingleton<NamedHandlers<ITaskCallback>>();
        services.TryAddSingleton<NamedHandlers<IProgressCallback>>();
        services.TryAddSingleton<NamedHandlers<IStatisticsCallback>>();
        services.TryAddSingleton<HostCallbacks>();
        services.TryAddSingleton(provider => new HostParts(
            provider.GetRequiredService<PayloadFormats>(),
            provider.GetServices<FollowUp>(),
            new Lazy<ProcessorRegistry>(() => builder.Build(provider, isWorker: false)),
            new Lazy<HostCallbacks>(provider.GetRequiredService<HostCallbacks>),
            provider.GetRequiredService<WorkerProcesses>()));
        services.TryAddSingleton(provider => provider.GetRequiredService<ActorQueueHost>().Queue);
        services.TryAddSingleton(provider => provider.GetRequiredService<ActorQueueHost>().Queues);
        services.TryAddKeyedSingleton(KeyedService.AnyKey, (provider, name) => provider.GetRequiredService<ActorQueueHost>().Queues[name as string ?? ""]);
        services.AddHostedService(provider => provider.GetRequiredService<ActorQueueHost>());
        if (WorkerProgram.IsWorker)
        {
            services.AddSingleton(new WorkerLogs(WorkerLogs.LowestFromEnvironment()));
            services.AddSingleton<ILoggerFactory>(provider => provider.GetRequiredService<WorkerLogs>());
        }

        return builder;
    }
}

/// <summary>Names the processors of a queue.</summary>
public sealed class ActorQueueBuilder
{
    private readonly IServiceCollection _services;
    private readonly List<(string Kind, Type Processor, ProcessorIsolation Isolation)> _processors = [];

    internal ActorQueueBuilder(IServiceCollection services) => _services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services => _services;

    /// <summary>Registers the processor of a kind: an <see cref="ITaskProcessor"/> or an <see cref="ISyncTaskProcessor"/>, made once, with its dependencies injected.</summary>
    /// <param name="kind">The name that tasks carry.</param>
    /// <param name="isolation">Where it runs. With <see cref="ProcessorIsolation.Process"/> it is made in the worker processes only, once in each; the host's <c>Main</c> must
    /// call <see cref="WorkerProgram"/>.</param>
    public ActorQueueBuilder AddProcessor<TProcessor>(string kind, ProcessorIsolation isolation = ProcessorIsolation.Default)
        where TProcessor : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        if (!typeof(TProcessor).IsAssignableTo(typeof(ITaskProcessor)) && !typeof(TProcessor).IsAssignableTo(typeof(ISyncTaskProcessor)))
        {
            throw new ArgumentException($"{typeof(TProcessor)} is neither an {nameof(ITaskProcessor)} nor an {nameof(ISyncTaskProcessor)}.");
        }

        if (!Enum.IsDefined(isolation))
        {
            throw new ArgumentOutOfRangeException(nameof(isolation), isolation, "Not an isolation.");
        }

        _services.TryAddSingleton<TProcessor>();
        _processors.Add((kind, typeof(TProcessor), isolation));
        return this;
    }

    /// <param name="provider">The host's container.</param>
    /// <param name="isWorker">Whether this is a worker process: each processor is then made when its first attempt arrives, and runs here.</param>
    internal ProcessorRegistry Build(IServiceProvider provider, bool isWorker)
    {
        var registry = new ProcessorRegistry(isWorker ? null : provider.GetRequiredService<WorkerProcesses>());
        foreach (var (kind, type, isolation) in _processors)
        {
            // A dependency that is missing is told when the host starts, not when the first task runs.
            var processor = isWorker || isolation == ProcessorIsolation.Process ? null : provider.GetRequiredService(type);
            registry.Add(kind, isolation, () => processor ?? provider.GetRequiredService(type));
        }

        registry.SetAliases(provider.GetServices<KindAlias>());
        registry.Pipeline = new TaskPipeline(isWorker ? [] : provider.GetServices<ITaskMiddleware>(), provider.GetServices<IFailureClassifier>());
        return registry;
    }
}
