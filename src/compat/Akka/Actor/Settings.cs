using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The configuration of an actor system, and the values of it that the runtime itself reads.</summary>
public class Settings
{
    private readonly Config _userConfig;
    private Config _fallback;

    public Settings(ActorSystem system, Config config)
        : this(system, config, ActorSystemSetup.Empty)
    {
    }

    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
    {
        System = system;
        Setup = setup;
        _userConfig = config;
        _fallback = ConfigurationFactory.Default();
        Config = _userConfig.WithFallback(_fallback);
        if (Config.GetString("akka.version") is null or "")
        {
            throw new ConfigurationException("The configuration has no akka.version: its defaults could not be loaded.");
        }

        ConfigVersion = Text("akka.version");
        var bootstrap = setup.Get<BootstrapSetup>();
        ProviderSelectionType = bootstrap.HasValue && bootstrap.Value.ActorRefProvider.HasValue
            ? bootstrap.Value.ActorRefProvider.Value
            : ProviderSelection.GetProvider(Text("akka.actor.provider"));
        ProviderClass = ProviderSelectionType.Fqn;
        HasCluster = ProviderSelectionType.HasCluster;
        SupervisorStrategyClass = Text("akka.actor.guardian-supervisor-strategy");
        AskTimeout = Config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan, allowInfinite: true);
        CreationTimeout = Config.GetTimeSpan("akka.actor.creation-timeout", TimeSpan.FromSeconds(20));
        UnstartedPushTimeout = Config.GetTimeSpan("akka.actor.unstarted-push-timeout", TimeSpan.FromSeconds(10));
        SerializeAllMessages = Config.GetBoolean("akka.actor.serialize-messages");
        SerializeAllCreators = Config.GetBoolean("akka.actor.serialize-creators");
        EmitActorTelemetry = Config.GetBoolean("akka.actor.telemetry.enabled");
        LogLevel = Text("akka.loglevel");
        StdoutLogLevel = Text("akka.stdout-loglevel");
        Loggers = Config.GetStringList("akka.loggers");
        LoggersDispatcher = Text("akka.loggers-dispatcher");
        LoggerStartTimeout = Config.GetTimeSpan("akka.logger-startup-timeout", TimeSpan.FromSeconds(5));
        LoggerAsyncStart = Config.GetBoolean("akka.logger-async-start");
        LogConfigOnStart = Config.GetBoolean("akka.log-config-on-start");
        LogSerializerOverrideOnStart = Config.GetBoolean("akka.log-serializer-override-on-start", true);
        LogDeadLetters = Config.GetString("akka.log-dead-letters") switch
        {
            "on" or "true" or "yes" => int.MaxValue,
            "off" or "false" or "no" => 0,
            _ => Config.GetInt("akka.log-dead-letters", 10),
        };
        LogDeadLettersDuringShutdown = Config.GetBoolean("akka.log-dead-letters-during-shutdown");
        LogDeadLettersSuspendDuration =
            Config.GetTimeSpan("akka.log-dead-letters-suspend-duration", TimeSpan.FromMinutes(5), allowInfinite: true);
        AddLoggingReceive = Config.GetBoolean("akka.actor.debug.receive");
        DebugAutoReceive = Config.GetBoolean("akka.actor.debug.autoreceive");
        DebugLifecycle = Config.GetBoolean("akka.actor.debug.lifecycle");
        DebugEventStream = Config.GetBoolean("akka.actor.debug.event-stream");
        DebugUnhandledMessage = Config.GetBoolean("akka.actor.debug.unhandled");
        DebugRouterMisconfiguration = Config.GetBoolean("akka.actor.debug.router-misconfiguration");
        DefaultVirtualNodesFactor = Config.GetInt("akka.actor.deployment.default.virtual-nodes-factor", 10);
        SchedulerClass = Text("akka.scheduler.implementation");
        SchedulerShutdownTimeout = Config.GetTimeSpan("akka.scheduler.shutdown-timeout", TimeSpan.FromSeconds(5));
        CoordinatedShutdownTerminateActorSystem =
            Config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system", true);
        CoordinatedShutdownRunByActorSystemTerminate =
            Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate", true);
        LogFormatter = FormatterFor(Config.GetString("akka.logger-formatter"));
        StdoutLogger = LoggerFor(Config.GetString("akka.stdout-logger-class"));
    }

    public ActorSystem System { get; }

    public ActorSystemSetup Setup { get; }

    public Config Config { get; private set; }

    public string ConfigVersion { get; }

    public ProviderSelection ProviderSelectionType { get; }

    public string ProviderClass { get; }

    public bool HasCluster { get; }

    public string SupervisorStrategyClass { get; }

    public TimeSpan AskTimeout { get; }

    public TimeSpan CreationTimeout { get; }

    public TimeSpan UnstartedPushTimeout { get; }

    public bool SerializeAllMessages { get; }

    public bool SerializeAllCreators { get; }

    public bool EmitActorTelemetry { get; }

    public string LogLevel { get; }

    public string StdoutLogLevel { get; }

    public MinimalLogger StdoutLogger { get; }

    public ILogMessageFormatter LogFormatter { get; }

    public IList<string> Loggers { get; }

    public string LoggersDispatcher { get; }

    public TimeSpan LoggerStartTimeout { get; }

    public bool LoggerAsyncStart { get; }

    public bool LogConfigOnStart { get; }

    public bool LogSerializerOverrideOnStart { get; }

    /// <summary>How many dead letters are logged, int.MaxValue for all.</summary>
    public int LogDeadLetters { get; }

    public bool LogDeadLettersDuringShutdown { get; }

    public TimeSpan LogDeadLettersSuspendDuration { get; }

    public bool AddLoggingReceive { get; }

    public bool DebugAutoReceive { get; }

    public bool DebugLifecycle { get; }

    public bool DebugEventStream { get; }

    public bool DebugUnhandledMessage { get; }

    public bool DebugRouterMisconfiguration { get; }

    public int DefaultVirtualNodesFactor { get; }

    public string SchedulerClass { get; }

    public TimeSpan SchedulerShutdownTimeout { get; }

    public bool CoordinatedShutdownTerminateActorSystem { get; }

    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    /// <summary>Puts an extension's defaults below what the user configured and above what was there.</summary>
    public void InjectTopLevelFallback(Config config)
    {
        _fallback = config.WithFallback(_fallback);
        Config = _userConfig.WithFallback(_fallback);
    }

    public override string ToString() => Config.ToString();

    private string Text(string path) => Config.GetString(path)
        ?? throw new ConfigurationException($"{path} is not configured.");

    private static ILogMessageFormatter FormatterFor(string? className) =>
        string.IsNullOrEmpty(className) || Type.GetType(className) is not { } type || type == typeof(DefaultLogMessageFormatter)
            ? DefaultLogMessageFormatter.Instance
            : (ILogMessageFormatter)Activator.CreateInstance(type)!;

    private static MinimalLogger LoggerFor(string? className) =>
        string.IsNullOrEmpty(className) || Type.GetType(className) is not { } type
            ? new StandardOutLogger()
            : (MinimalLogger)Activator.CreateInstance(type)!;
}
