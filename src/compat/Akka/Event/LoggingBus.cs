using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Event;

/// <summary>An event bus that also carries log events from the adapters to the loggers of the system.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    private static readonly LogLevel[] AllLevels = Enum.GetValues<LogLevel>();
    private static int _loggerNumber;

    // Guards the list of loggers against a level that is changed while the system starts or ends.
    private readonly Lock _loggersLock = new();
    private readonly List<IActorRef> _loggers = [];
    private volatile int _logLevel;

    public LogLevel LogLevel => (LogLevel)_logLevel;

    public void SetLogLevel(LogLevel logLevel)
    {
        lock (_loggersLock)
        {
            _logLevel = (int)logLevel;
            foreach (var logger in _loggers)
            {
                SubscribeLogger(logger, logLevel);
            }
        }
    }

    /// <summary>From now until the configured loggers run, log events go to standard output.</summary>
    public void StartStdoutLogger(Settings config)
    {
        ArgumentNullException.ThrowIfNull(config);
        StartStdoutLogger(config, Logging.LogLevelFor(config.StdoutLogLevel));
    }

    /// <exception cref="ConfigurationException">A configured logger does not exist or cannot be created.</exception>
    internal void StartDefaultLoggers(ActorSystemImpl system)
    {
        var settings = system.Settings;
        var level = Logging.LogLevelFor(settings.LogLevel);
        var keepsStdout = false;
        foreach (var name in settings.Loggers)
        {
            var type = FindLogger(name);
            if (type == typeof(StandardOutLogger))
            {
                keepsStdout = true;
            }
            else
            {
                AddLogger(system, type, level);
            }
        }

        SetLogLevel(level);
        if (keepsStdout)
        {
            SubscribeLogger(settings.StdoutLogger, level);
        }
        else
        {
            Unsubscribe(settings.StdoutLogger);
        }

        if (settings.DebugUnhandledMessage)
        {
            Subscribe(system.SystemActorOf(Props.Create(() => new UnhandledMessageForwarder()), "UnhandledMessageForwarder"), typeof(UnhandledMessage));
        }

        PublishDebug("Default Loggers started");
    }

    /// <summary>The loggers end after what they have already been sent; later events go to standard output.</summary>
    internal void StopDefaultLoggers(ActorSystem system)
    {
        var level = LogLevel;
        var settings = system.Settings;
        StartStdoutLogger(settings, Logging.LogLevelFor(settings.StdoutLogLevel));
        lock (_loggersLock)
        {
            foreach (var logger in _loggers)
            {
                Unsubscribe(logger);
                logger.Tell(PoisonPill.Instance, ActorRefs.NoSender);
            }

            _loggers.Clear();
            _logLevel = (int)level;
        }
    }

    protected override void Publish(object @event, IActorRef subscriber) => subscriber.Tell(@event, ActorRefs.NoSender);

    protected override bool IsSubClassification(Type parent, Type child) => parent.IsAssignableFrom(child);

    protected override bool Classify(object @event, Type classifier) => classifier.IsAssignableFrom(GetClassifier(@event));

    protected override Type GetClassifier(object @event) => @event.GetType();

    private static Type FindLogger(string name) => Type.GetType(name, throwOnError: false)
        ?? throw new ConfigurationException(
            $"akka.loggers names [{name}], and there is no such type. Write \"Namespace.Type, Assembly\".");

    private void StartStdoutLogger(Settings settings, LogLevel level)
    {
        _logLevel = (int)level;
        SubscribeLogger(settings.StdoutLogger, level);
    }

    private void AddLogger(ActorSystemImpl system, Type type, LogLevel level)
    {
        var settings = system.Settings;
        var name = $"log{Interlocked.Increment(ref _loggerNumber)}-{type.Name}";
        var logger = system.SystemActorOf(Props.Create(type).WithDispatcher(settings.LoggersDispatcher), name);
        lock (_loggersLock)
        {
            _loggers.Add(logger);
        }

        var ready = logger.Ask<LoggerInitialized>(new InitializeLogger(this), Timeout.InfiniteTimeSpan);
        if (settings.LoggerAsyncStart)
        {
            SubscribeLogger(logger, level);
            return;
        }

        // The system is being built on the caller's thread, and its first line should reach the logger: so this blocks.
        if (!WaitUntilReady(ready, settings.LoggerStartTimeout))
        {
            Publish(new Warning(GetType().Name, GetType(),
                $"Logger {name} did not answer within {settings.LoggerStartTimeout}; it is used nevertheless. See akka.logger-startup-timeout."));
        }

        PublishDebug($"Logger {name} [{type.Name}] started");
        SubscribeLogger(logger, level);
    }

    private static bool WaitUntilReady(Task ready, TimeSpan timeout)
    {
        try
        {
            return ready.Wait(timeout);
        }
        catch (AggregateException error)
        {
            throw new ConfigurationException("A logger named in akka.loggers failed to start.", error.InnerException);
        }
    }

    private void SubscribeLogger(IActorRef logger, LogLevel level)
    {
        foreach (var other in AllLevels)
        {
            if (other >= level)
            {
                Subscribe(logger, other.ClassFor());
            }
            else
            {
                Unsubscribe(logger, other.ClassFor());
            }
        }
    }

    private void PublishDebug(string message)
    {
        if (LogLevel <= LogLevel.DebugLevel)
        {
            Publish(new Debug(GetType().Name, GetType(), message));
        }
    }
}
