using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence.Internal;

namespace Akka.Persistence;

/// <summary>Starts each journal and snapshot store once and hands out their refs.</summary>
public class PersistenceExtension : IExtension
{
    private const string JournalFallback = "akka.persistence.journal-plugin-fallback";
    private const string SnapshotStoreFallback = "akka.persistence.snapshot-store-plugin-fallback";
    private const string NoSnapshotStore = "akka.persistence.no-snapshot-store";

    private readonly ExtendedActorSystem _system;
    private readonly ILoggingAdapter _log;
    private readonly ConcurrentDictionary<string, Lazy<Plugin>> _plugins = new(StringComparer.Ordinal);

    public PersistenceExtension(ExtendedActorSystem system)
    {
        _system = system;
        _system.Settings.InjectTopLevelFallback(Persistence.DefaultConfig());
        _log = Logging.GetLogger(system, this);
        Settings = new PersistenceSettings(system, Config);
        DefaultInternalStashOverflowStrategy = CreateStashOverflowStrategy();
        RecoveryPermitter = system.SystemActorOf(
            Props.Create(() => new RecoveryPermitter(Settings.MaxConcurrentRecoveries)), "recoveryPermitter");

        foreach (var id in Config.GetStringList("akka.persistence.journal.auto-start-journals", []))
        {
            JournalFor(id);
        }

        foreach (var id in Config.GetStringList("akka.persistence.snapshot-store.auto-start-snapshot-stores", []))
        {
            SnapshotStoreFor(id);
        }
    }

    public PersistenceSettings Settings { get; }

    public IStashOverflowStrategy DefaultInternalStashOverflowStrategy { get; }

    internal IActorRef RecoveryPermitter { get; }

    /// <summary>Read anew each time: a plug-in's own extension may have put defaults under it meanwhile.</summary>
    private Config Config => _system.Settings.Config;

    /// <summary>A stable id from the actor's path.</summary>
    public string PersistenceId(IActorRef actor) => actor.Path.ToStringWithoutAddress();

    /// <param name="journalPluginId">HOCON path of the journal; empty for the configured default.</param>
    /// <exception cref="ArgumentException">There is no such section, or it names no class.</exception>
    public IActorRef JournalFor(string journalPluginId) => PluginFor(JournalId(journalPluginId), JournalFallback).Ref;

    /// <param name="snapshotPluginId">HOCON path of the snapshot store; empty for the configured default.</param>
    /// <exception cref="ArgumentException">There is no such section, or it names no class.</exception>
    public IActorRef SnapshotStoreFor(string snapshotPluginId)
    {
        if (string.IsNullOrEmpty(snapshotPluginId))
        {
            snapshotPluginId = Config.GetString("akka.persistence.snapshot-store.plugin", string.Empty);
            if (string.IsNullOrEmpty(snapshotPluginId))
            {
                snapshotPluginId = NoSnapshotStore;
            }
        }

        return PluginFor(snapshotPluginId, SnapshotStoreFallback).Ref;
    }

    internal TimeSpan RecoveryEventTimeout(string journalPluginId) =>
        PluginFor(JournalId(journalPluginId), JournalFallback).RecoveryEventTimeout;

    /// <summary>The section that the plug-in actor was started with, fallback included.</summary>
    internal Config ConfigOf(IActorRef plugin)
    {
        return _plugins.TryGetValue(plugin.Path.Name, out var started)
            ? started.Value.Config
            : throw new ArgumentException($"[{plugin}] was not started as a persistence plug-in", nameof(plugin));
    }

    private string JournalId(string journalPluginId)
    {
        if (!string.IsNullOrEmpty(journalPluginId))
        {
            return journalPluginId;
        }

        var id = Config.GetString("akka.persistence.journal.plugin", string.Empty);
        return !string.IsNullOrEmpty(id)
            ? id
            : throw new ConfigurationException("akka.persistence.journal.plugin is empty; name a journal there or in the actor");
    }

    private Plugin PluginFor(string id, string fallbackPath)
    {
        // Lazy: two actors that start at the same time must not start a plug-in twice.
        var lazy = _plugins.GetOrAdd(
            id, static (key, arg) => new Lazy<Plugin>(() => arg.Extension.Start(key, arg.Fallback)), (Extension: this, Fallback: fallbackPath));
        return lazy.Value;
    }

    private Plugin Start(string id, string fallbackPath)
    {
        if (!Config.HasPath(id))
        {
            throw new ArgumentException($"Persistence config is missing plugin config path for: {id}", nameof(id));
        }

        var config = Config.GetConfig(id)!.WithFallback(Config.GetConfig(fallbackPath)!);
        var className = config.GetString("class", string.Empty);
        if (string.IsNullOrEmpty(className))
        {
            throw new ArgumentException($"Plugin class name must be defined in config property [{id}.class]", nameof(id));
        }

        var type = Type.GetType(className, throwOnError: true)!;
        var props = type.GetConstructor([typeof(Config)]) is null ? Props.Create(type) : Props.Create(type, config);
        var plugin = new Plugin(
            () => _system.SystemActorOf(props.WithDispatcher(config.GetString("plugin-dispatcher", string.Empty)), id),
            config);
        _log.Debug("Starting persistence plug-in [{0}] of class [{1}]", id, className);
        return plugin;
    }

    private IStashOverflowStrategy CreateStashOverflowStrategy()
    {
        const string Key = "akka.persistence.internal-stash-overflow-strategy";
        var type = Type.GetType(Config.GetString(Key, string.Empty), throwOnError: false);
        return type is not null && Activator.CreateInstance(type) is IStashOverflowStrategyConfigurator configurator
            ? configurator.Create(Config)
            : throw new ConfigurationException(
                $"{Key} must name a class that implements {nameof(IStashOverflowStrategyConfigurator)}, is [{Config.GetString(Key, string.Empty)}]");
    }

    private sealed class Plugin(Func<IActorRef> start, Config config)
    {
        private readonly Lazy<IActorRef> _ref = new(start);

        public Config Config { get; } = config;

        public IActorRef Ref => _ref.Value;

        public TimeSpan RecoveryEventTimeout { get; } = config.GetTimeSpan("recovery-event-timeout", TimeSpan.FromSeconds(30));
    }
}
