using Akka.Actor;
using Akka.Util;

namespace Akka.Event;

/// <summary>A logger that is no actor: it writes on the caller's thread and works before and after the actors do.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    protected MinimalLogger()
    {
    }

    public sealed override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/StandardOutLogger");

    public sealed override IActorRefProvider Provider =>
        throw new NotSupportedException("A logger outside the actors has no provider.");

    protected sealed override void TellInternal(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Log(message);
    }

    protected abstract void Log(object message);
}

public class StandardOutLogger : MinimalLogger
{
    public static ConsoleColor DebugColor { get; set; } = ConsoleColor.Gray;

    public static ConsoleColor InfoColor { get; set; } = ConsoleColor.White;

    public static ConsoleColor WarningColor { get; set; } = ConsoleColor.Yellow;

    public static ConsoleColor ErrorColor { get; set; } = ConsoleColor.Red;

    public static bool UseColors { get; set; } = true;

    protected override void Log(object message)
    {
        if (message is LogEvent logEvent)
        {
            PrintLogEvent(logEvent);
        }
        else
        {
            StandardOutWriter.WriteLine(message.ToString() ?? "");
        }
    }

    internal static void PrintLogEvent(LogEvent logEvent)
    {
        ConsoleColor? color = UseColors
            ? logEvent.LogLevel() switch
            {
                LogLevel.DebugLevel => DebugColor,
                LogLevel.InfoLevel => InfoColor,
                LogLevel.WarningLevel => WarningColor,
                _ => ErrorColor,
            }
            : null;
        StandardOutWriter.WriteLine(logEvent.ToString(), color);
    }
}
