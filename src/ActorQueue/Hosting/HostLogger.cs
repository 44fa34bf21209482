using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Event;
using Microsoft.Extensions.Logging;
using AkkaLogLevel = Akka.Event.LogLevel;
using HostLogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace ActorQueue.Hosting;

/// <summary>Hands the host's logging to the actor system.</summary>
internal sealed class HostLoggerSetup(ILoggerFactory factory) : Setup
{
    public ILoggerFactory Factory { get; } = factory;
}

/// <summary>
/// Writes the actors' log lines to the host's <see cref="ILogger"/>s, one category per actor class, those about another than the default queue with its name.
/// Named in hocon/reference.conf, <c>akka.loggers</c>.
/// </summary>
internal sealed class HostLogger : ReceiveActor
{
    private readonly Dictionary<Type, ILogger> _loggers = [];
    private readonly ILoggerFactory? _factory = Context.System.Settings.Setup.Get<HostLoggerSetup>() is { HasValue: true } setup ? setup.Value.Factory : null;

    public HostLogger()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    private static HostLogLevel LevelOf(AkkaLogLevel level) => level switch
    {
        AkkaLogLevel.DebugLevel => HostLogLevel.Debug,
        AkkaLogLevel.InfoLevel => HostLogLevel.Information,
        AkkaLogLevel.WarningLevel => HostLogLevel.Warning,
        AkkaLogLevel.ErrorLevel => HostLogLevel.Error,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Not a log level."),
    };

    private void Write(LogEvent logEvent)
    {
        if (_factory is null)
        {
            return;
        }

        if (!_loggers.TryGetValue(logEvent.LogClass, out var logger))
        {
            logger = _factory.CreateLogger(logEvent.LogClass.FullName ?? logEvent.LogClass.Name);
            _loggers.Add(logEvent.LogClass, logger);
        }

        logger.Log(LevelOf(logEvent.LogLevel()), default, logEvent, logEvent.Cause, static (line, _) => Format(line));
    }

    // People search for the lines as they are, up to the colon: "Queue: Added task" of the default queue is "Queue video: Added task" of another.
    private static string Format(LogEvent line)
    {
        var text = line.Message?.ToString() ?? string.Empty;
        if (QueueActors.QueueOf(line.LogSource) is not { } queue)
        {
            return text;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && text.AsSpan(0, colon).IndexOf(' ') < 0 ? $"{text[..colon]} {queue}{text[colon..]}" : $"{text} (queue {queue})";
    }
}
