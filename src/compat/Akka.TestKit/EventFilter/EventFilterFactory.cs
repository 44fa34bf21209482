using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// Chooses log events. Of message, start and contains the first that is given counts, without regard to case. A source is
/// the logger's name, or the path of its actor without the address.
/// </summary>
public class EventFilterFactory
{
    private readonly TestKitBase _testKit;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<LogEventFilter> _others;

    public EventFilterFactory(TestKitBase testkit)
        : this(testkit, testkit.Sys)
    {
    }

    public EventFilterFactory(TestKitBase testkit, ActorSystem system)
        : this(testkit, system, [])
    {
    }

    internal EventFilterFactory(TestKitBase testKit, ActorSystem system, IReadOnlyList<LogEventFilter> others)
    {
        _testKit = testKit;
        _system = system;
        _others = others;
    }

    public IEventFilterApplier Debug(
        string? message = null, string? start = null, string? contains = null, string? source = null) =>
        OfLevel<Debug>(TextMatch.Of(message, start, contains), source);

    public IEventFilterApplier Debug(Regex pattern, string? source = null) => OfLevel<Debug>(TextMatch.Of(pattern), source);

    public IEventFilterApplier Info(
        string? message = null, string? start = null, string? contains = null, string? source = null) =>
        OfLevel<Info>(TextMatch.Of(message, start, contains), source);

    public IEventFilterApplier Info(Regex pattern, string? source = null) => OfLevel<Info>(TextMatch.Of(pattern), source);

    public IEventFilterApplier Warning(
        string? message = null, string? start = null, string? contains = null, string? source = null) =>
        OfLevel<Warning>(TextMatch.Of(message, start, contains), source);

    public IEventFilterApplier Warning(Regex pattern, string? source = null) =>
        OfLevel<Warning>(TextMatch.Of(pattern), source);

    /// <summary>Errors with or without an exception; the text may be the event's or the exception's.</summary>
    public IEventFilterApplier Error(
        string? message = null, string? start = null, string? contains = null, string? source = null) =>
        Errors(null, TextMatch.Of(message, start, contains), source, false);

    public IEventFilterApplier Error(Regex pattern, string? source = null) =>
        Errors(null, TextMatch.Of(pattern), source, false);

    public IEventFilterApplier ForLogLevel(
        LogLevel logLevel,
        string? message = null,
        string? start = null,
        string? contains = null,
        string? source = null) =>
        ForLogLevel(logLevel, TextMatch.Of(message, start, contains), source);

    public IEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string? source = null) =>
        ForLogLevel(logLevel, TextMatch.Of(pattern), source);

    /// <summary>Errors with an exception of the type; the text may be the event's or the exception's.</summary>
    public IEventFilterApplier Exception<TException>(
        string? message = null, string? start = null, string? contains = null, string? source = null)
        where TException : Exception =>
        Errors(typeof(TException), TextMatch.Of(message, start, contains), source, false);

    public IEventFilterApplier Exception<TException>(Regex pattern, string? source = null)
        where TException : Exception =>
        Errors(typeof(TException), TextMatch.Of(pattern), source, false);

    public IEventFilterApplier Exception(
        Type exceptionType,
        string? message = null,
        string? start = null,
        string? contains = null,
        string? source = null,
        bool checkInnerExceptions = false) =>
        Errors(exceptionType, TextMatch.Of(message, start, contains), source, checkInnerExceptions);

    public IEventFilterApplier Exception(
        Type exceptionType, Regex pattern, string? source = null, bool checkInnerExceptions = false) =>
        Errors(exceptionType, TextMatch.Of(pattern), source, checkInnerExceptions);

    public IEventFilterApplier DeadLetter() => DeadLetters(_ => true, null);

    public IEventFilterApplier DeadLetter<TMessage>(string? source = null) =>
        DeadLetters(message => message is TMessage, source);

    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string? source = null) =>
        DeadLetters(message => message is TMessage typed && isMatch(typed), source);

    public IEventFilterApplier DeadLetter(Type type, string? source = null) => DeadLetters(type.IsInstanceOfType, source);

    public IEventFilterApplier DeadLetter(Type type, Func<object, bool> isMatch, string? source = null) =>
        DeadLetters(message => type.IsInstanceOfType(message) && isMatch(message), source);

    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) =>
        Applier(new LogEventFilter("custom filter", predicate));

    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate)
        where TLogEvent : LogEvent =>
        Applier(new LogEventFilter($"custom filter of {typeof(TLogEvent).Name}", e => e is TLogEvent typed && predicate(typed)));

    private IEventFilterApplier ForLogLevel(LogLevel level, TextMatch text, string? source) => level switch
    {
        LogLevel.DebugLevel => OfLevel<Debug>(text, source),
        LogLevel.InfoLevel => OfLevel<Info>(text, source),
        LogLevel.WarningLevel => OfLevel<Warning>(text, source),
        LogLevel.ErrorLevel => Errors(null, text, source, false),
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Unknown log level."),
    };

    private IEventFilterApplier OfLevel<TLogEvent>(TextMatch text, string? source)
        where TLogEvent : LogEvent =>
        Applier(LogEventFilter.OfLevel<TLogEvent>(text, TextMatch.OfSource(source)));

    private IEventFilterApplier Errors(Type? exceptionType, TextMatch text, string? source, bool checkInnerExceptions) =>
        Applier(LogEventFilter.OfError(exceptionType, text, TextMatch.OfSource(source), checkInnerExceptions));

    private IEventFilterApplier DeadLetters(Predicate<object> isMatch, string? source) =>
        Applier(LogEventFilter.OfDeadLetter(isMatch, TextMatch.OfSource(source)));

    private InternalEventFilterApplier Applier(LogEventFilter filter) => new(_testKit, _system, [.. _others, filter]);
}
