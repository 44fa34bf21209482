using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit;

/// <summary>
/// Prints like the default logger, except what a filter claims. Filters arrive over the event stream like the events, so
/// each applies to every event published after it.
/// </summary>
public class TestEventListener : DefaultLogger
{
    private readonly List<IEventFilter> _filters = [];

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger initialize:
                foreach (var channel in new[] { typeof(Mute), typeof(Unmute), typeof(DeadLetter), typeof(UnhandledMessage) })
                {
                    initialize.LoggingBus.Subscribe(Self, channel);
                }

                return base.Receive(message);
            case Mute mute:
                _filters.AddRange(mute.Filters);
                return true;
            case Unmute unmute:
                foreach (var filter in unmute.Filters)
                {
                    _filters.Remove(filter);
                }

                return true;
            case LogEvent logEvent:
                PrintUnlessFiltered(logEvent, logEvent);
                return true;
            case DeadLetter { Message: not Terminate } letter:
                PrintUnlessFiltered(Warning(letter, letter), Warning(letter, Describe(letter)));
                return true;
            case DeadLetter:
                return true;
            default:
                Print(new Debug(Context.System.Name, GetType(), message));
                return true;
        }
    }

    private static Warning Warning(DeadLetter letter, object message) =>
        new(letter.Recipient.Path.ToString(), letter.Recipient.GetType(), message);

    private static string Describe(DeadLetter letter) => letter.Message is ISystemMessage
        ? $"Dead system message: {letter.Message}"
        : $"Dead letter from {letter.Sender}: {letter.Message}";

    private void PrintUnlessFiltered(LogEvent matched, LogEvent printed)
    {
        // The first to claim an event has it: of two nested expectations of the same event the outer one counts it.
        if (!_filters.Any(filter => Claims(filter, matched)))
        {
            Print(printed);
        }
    }

    private static bool Claims(IEventFilter filter, LogEvent logEvent)
    {
        try
        {
            return filter.Apply(logEvent);
        }
        catch (Exception)
        {
            // A test's own predicate; an exception here would take the logger away from every other expectation.
            return false;
        }
    }
}
