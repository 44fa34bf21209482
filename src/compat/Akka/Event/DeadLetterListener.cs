using Akka.Actor;

namespace Akka.Event;

/// <summary>
/// Logs lost messages: as many as <c>akka.log-dead-letters</c> says, then none for
/// <c>akka.log-dead-letters-suspend-duration</c>.
/// </summary>
public class DeadLetterListener : ActorBase
{
    private static readonly Type[] Channels = [typeof(DeadLetter), typeof(Dropped), typeof(UnhandledMessage)];

    private readonly EventStream _stream = Context.System.EventStream;
    private readonly int _max = Context.System.Settings.LogDeadLetters;
    private readonly TimeSpan _pause = Context.System.Settings.LogDeadLettersSuspendDuration;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _count;
    private TimeSpan? _silentUntil;

    private bool IsLimited => _max != int.MaxValue;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    // Subscriptions and the count survive a restart, so nothing is done again.
    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
    }

    protected override void PreStart()
    {
        foreach (var channel in Channels)
        {
            _stream.Subscribe(Self, channel);
        }
    }

    protected override void PostStop() => _stream.Unsubscribe(Self);

    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter)
        {
            return false;
        }

        // Writing about a log event or about suppressed messages would make the next dead letter of it.
        if (letter.Message is not (IDeadLetterSuppression or LogEvent))
        {
            Count(letter);
        }

        return true;
    }

    private void Count(AllDeadLetters letter)
    {
        _count++;
        if (_silentUntil is { } end)
        {
            if (Now < end)
            {
                return;
            }

            _silentUntil = null;
            Log(letter, $", of which {_count - _max - 1} were not logged. The counter will be reset now");
            _count = 0;
        }
        else if (!IsLimited || _count < _max)
        {
            Log(letter, "");
        }
        else if (_pause < TimeSpan.Zero)
        {
            Log(letter, ", no more dead letters will be logged");
            _stream.Unsubscribe(Self);
        }
        else
        {
            Log(letter, $", no more dead letters will be logged in next [{_pause}]");
            _silentUntil = Now + _pause;
        }
    }

    private void Log(AllDeadLetters letter, string end)
    {
        var sender = letter.Sender is null || letter.Sender.Equals(Context.System.DeadLetters) ? "" : $" from {letter.Sender}";
        var fate = letter switch
        {
            Dropped dropped => $"was dropped. {dropped.Reason}",
            UnhandledMessage => "was unhandled",
            _ => "was not delivered",
        };
        var name = letter.Message is IWrappedMessage
            ? $"{WrappedMessage.Unwrap(letter.Message).GetType().Name}] wrapped in [{letter.Message.GetType().Name}"
            : letter.Message.GetType().Name;
        _log.Info(
            "Message [{0}]{1} to {2} {3}. [{4}] dead letters encountered{5}. This logging can be turned off or adjusted with "
            + "configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'.",
            [name, sender, letter.Recipient, fate, _count, end]);
    }
}
