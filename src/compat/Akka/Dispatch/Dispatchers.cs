using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>The dispatchers of one actor system by id, which is a path in its configuration.</summary>
public sealed class Dispatchers
{
    public static readonly string DefaultDispatcherId = "akka.actor.default-dispatcher";

    public static readonly string DefaultBlockingDispatcherId = "akka.actor.default-blocking-io-dispatcher";

    internal const string InternalDispatcherId = "akka.actor.internal-dispatcher";

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MessageDispatcherConfigurator> _configurators = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<MessageDispatcher, bool> _shared = new();
    private readonly Lazy<MessageDispatcher> _default;

    public Dispatchers(ActorSystem system, IDispatcherPrerequisites prerequisites, ILoggingAdapter logger)
    {
        _system = system;
        Prerequisites = prerequisites;
        _default = new Lazy<MessageDispatcher>(() => Lookup(DefaultDispatcherId));
    }

    public MessageDispatcher DefaultGlobalDispatcher => _default.Value;

    public Config DefaultDispatcherConfig => GetConfig(_system.Settings.Config, DefaultDispatcherId);

    public IDispatcherPrerequisites Prerequisites { get; }

    public static Config GetConfig(Config config, string id, int depth = 0)
    {
        const int MaxAliases = 20;
        if (depth > MaxAliases)
        {
            throw new ConfigurationException($"Dispatcher '{id}' is an alias that leads nowhere after {MaxAliases} steps.");
        }

        if (!config.HasPath(id))
        {
            throw new ConfigurationException($"Dispatcher '{id}' is not configured.");
        }

        // A string is the id of another dispatcher.
        if (config.GetValue(id) is { } value && value.IsString() && !value.IsObject())
        {
            return GetConfig(config, config.GetString(id)!, depth + 1);
        }

        var simpleName = id[(id.LastIndexOf('.') + 1)..];
        return ConfigurationFactory.ParseString($"id = \"{id}\", name = \"{simpleName}\"")
            .WithFallback(config.GetConfig(id))
            .WithFallback(config.GetConfig(DefaultDispatcherId));
    }

    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || _system.Settings.Config.HasPath(id);

    public MessageDispatcher Lookup(string id)
    {
        var dispatcher = FindConfigurator(string.IsNullOrEmpty(id) ? DefaultDispatcherId : id).Dispatcher();

        // A pinned one ends with its only actor.
        if (dispatcher is not PinnedDispatcher)
        {
            _shared.TryAdd(dispatcher, true);
        }

        return dispatcher;
    }

    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) =>
        _configurators.TryAdd(id, configurator);

    internal void Shutdown()
    {
        foreach (var dispatcher in _shared.Keys)
        {
            dispatcher.ShutdownNow();
        }
    }

    private MessageDispatcherConfigurator FindConfigurator(string id) =>
        _configurators.TryGetValue(id, out var known)
            ? known
            : _configurators.GetOrAdd(id, key => CreateConfigurator(GetConfig(_system.Settings.Config, key)));

    private MessageDispatcherConfigurator CreateConfigurator(Config config)
    {
        var type = config.GetString("type");
        switch (type)
        {
            case "Dispatcher" or "TaskDispatcher":
                return new DispatcherConfigurator(config, Prerequisites);
            case "ForkJoinDispatcher":
                return new ForkJoinDispatcherConfigurator(config, Prerequisites);
            case "PinnedDispatcher":
                return new PinnedDispatcherConfigurator(config, Prerequisites);
            case null or "":
                throw new ConfigurationException($"Dispatcher '{config.GetString("id")}' has no type.");
            default:
                var configurator = Type.GetType(type) ?? throw new ConfigurationException(
                    $"Dispatcher '{config.GetString("id")}' has the type '{type}', which is neither a known name nor a loadable class.");
                return (MessageDispatcherConfigurator)Activator.CreateInstance(configurator, config, Prerequisites)!;
        }
    }
}
