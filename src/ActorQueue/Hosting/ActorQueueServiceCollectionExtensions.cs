using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Processors;
using ActorQueue.Processors.Payloads;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds an embedded queue to a host application.</summary>
public static class ActorQueueServiceCollectionExtensions
{
    /// <summary>Registers <see cref="ActorQueue.TaskQueue"/> and the hosted service that runs the queue while the host runs.</summary>
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
        services.TryAddSingleton<PayloadFormats>();
        services.TryAddSingleton<CallbackHandlers>();
        services.TryAddSingleton(provider => new HostParts(
            provider.GetRequiredService<PayloadFormats>(),
            provider.GetServices<FollowUp>(),
            new Lazy<ProcessorRegistry>(() => builder.Build(provider)),
            new Lazy<CallbackHandlers>(provider.GetRequiredService<CallbackHandlers>)));
        services.TryAddSingleton(provider => provider.GetRequiredService<ActorQueueHost>().Queue);
        services.AddHostedService(provider => provider.GetRequiredService<ActorQueueHost>());
        return builder;
    }
}

/// <summary>Names the processors of a queue.</summary>
public sealed class ActorQueueBuilder
{
    private readonly IServiceCollection _services;
    private readonly List<(string Kind, Type Processor)> _processors = [];

    internal ActorQueueBuilder(IServiceCollection services) => _services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services => _services;

    /// <summary>Registers the processor of a kind: an <see cref="ITaskProcessor"/> or an <see cref="ISyncTaskProcessor"/>, made once, with its dependencies injected.</summary>
    public ActorQueueBuilder AddProcessor<TProcessor>(string kind)
        where TProcessor : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        if (!typeof(TProcessor).IsAssignableTo(typeof(ITaskProcessor)) && !typeof(TProcessor).IsAssignableTo(typeof(ISyncTaskProcessor)))
        {
            throw new ArgumentException($"{typeof(TProcessor)} is neither an {nameof(ITaskProcessor)} nor an {nameof(ISyncTaskProcessor)}.");
        }

        _services.TryAddSingleton<TProcessor>();
        _processors.Add((kind, typeof(TProcessor)));
        return this;
    }

    internal ProcessorRegistry Build(IServiceProvider provider)
    {
        var registry = new ProcessorRegistry();
        foreach (var (kind, type) in _processors)
        {
            if (provider.GetRequiredService(type) is ISyncTaskProcessor synchronous)
            {
                registry.Add(kind, synchronous);
            }
            else
            {
                registry.Add(kind, (ITaskProcessor)provider.GetRequiredService(type));
            }
        }

        registry.SetAliases(provider.GetServices<KindAlias>());
        registry.Pipeline = new TaskPipeline(provider.GetServices<ITaskMiddleware>(), provider.GetServices<IFailureClassifier>());
        return registry;
    }
}
