using System.Collections.Concurrent;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Event;

namespace Akka.Tests.Event;

/// <summary>A logger that <c>akka.loggers</c> can name; a test reads what it got by the name of its system.</summary>
public sealed class RecordingLogger : ReceiveActor
{
    public const string Name = "Akka.Tests.Event.RecordingLogger, Akka.Tests";

    private static readonly ConcurrentDictionary<string, Channel<LogEvent>> BySystem = new();

    public RecordingLogger()
    {
        var events = For(Context.System.Name);
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(one => events.Writer.TryWrite(one));
    }

    public static async Task<LogEvent> NextAsync(ActorSystem system, Predicate<LogEvent> wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var next = await For(system.Name).Reader.ReadAsync(patience.Token);
            if (wanted(next))
            {
                return next;
            }
        }
    }

    /// <summary>Ends the system and returns all that its logger still got.</summary>
    public static async Task<List<LogEvent>> DrainAsync(ActorSystem system)
    {
        await system.Terminate().WaitAsync(TimeSpan.FromSeconds(20));
        var rest = new List<LogEvent>();
        while (For(system.Name).Reader.TryRead(out var line))
        {
            rest.Add(line);
        }

        return rest;
    }

    private static Channel<LogEvent> For(string system) => BySystem.GetOrAdd(system, _ => Channel.CreateUnbounded<LogEvent>());
}
