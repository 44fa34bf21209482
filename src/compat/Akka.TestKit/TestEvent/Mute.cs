using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit.TestEvent;

/// <summary>Published on the event stream: the listeners begin to apply these filters.</summary>
public sealed class Mute : INoSerializationVerificationNeeded
{
    internal Mute(IReadOnlyCollection<LogEventFilter> filters) => Filters = filters;

    internal IReadOnlyCollection<LogEventFilter> Filters { get; }
}

/// <summary>Published on the event stream: the listeners forget these filters.</summary>
public sealed class Unmute : INoSerializationVerificationNeeded
{
    internal Unmute(IReadOnlyCollection<LogEventFilter> filters) => Filters = filters;

    internal IReadOnlyCollection<LogEventFilter> Filters { get; }
}
