using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Tells the chosen events from the others, and those who count them.</summary>
internal sealed class LogEventFilter : IEventFilter
{
    private readonly string _description;
    private readonly Predicate<LogEvent> _isMatch;

    public LogEventFilter(string description, Predicate<LogEvent> isMatch)
    {
        _description = description;
        _isMatch = isMatch;
    }

    public event Action? Matched;

    public static LogEventFilter OfLevel<TLogEvent>(TextMatch text, TextMatch source)
        where TLogEvent : LogEvent =>
        new(Describe(typeof(TLogEvent).Name, text, source),
            logEvent => logEvent is TLogEvent && text.IsMatch(TextOf(logEvent.Message)) && source.IsMatch(logEvent.LogSource));

    public static LogEventFilter OfError(Type? exceptionType, TextMatch text, TextMatch source, bool checkInnerExceptions)
    {
        var name = exceptionType is null ? "Error" : $"Error with {exceptionType}";
        return new LogEventFilter(
            Describe(name, text, source),
            logEvent => logEvent is Error error && source.IsMatch(error.LogSource) && IsMatch(error, error.Cause));

        bool IsMatch(Error error, Exception? cause)
        {
            var isOfType = exceptionType is null || exceptionType.IsInstanceOfType(cause);
            return (isOfType && HasText(error.Message, cause))
                || (checkInnerExceptions && cause is not null && IsMatch(error, cause.InnerException));
        }

        bool HasText(object? message, Exception? cause) =>
            (message is null && string.IsNullOrEmpty(cause?.Message))
            || text.IsMatch(TextOf(message))
            || (cause is not null && text.IsMatch(cause.Message));
    }

    /// <summary>Dead letters, which <see cref="TestEventListener"/> brings into the form of warnings.</summary>
    public static LogEventFilter OfDeadLetter(Predicate<object> isMatch, TextMatch source) =>
        new(Describe("DeadLetter", TextMatch.Any, source), logEvent =>
            logEvent is Warning { Message: DeadLetter letter } && isMatch(letter.Message) && source.IsMatch(logEvent.LogSource));

    public bool Apply(LogEvent logEvent)
    {
        if (!_isMatch(logEvent))
        {
            return false;
        }

        Matched?.Invoke();
        return true;
    }

    public override string ToString() => _description;

    private static string TextOf(object? message) => message?.ToString() ?? "null";

    private static string Describe(string name, TextMatch text, TextMatch source) =>
        name + (text == TextMatch.Any ? "" : $", message {text.Description}")
        + (source == TextMatch.Any ? "" : $", source {source.Description}");
}
