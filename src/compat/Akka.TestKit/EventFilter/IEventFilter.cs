using Akka.Event;

namespace Akka.TestKit;

public interface IEventFilter
{
    /// <returns>True when the event is one of those looked for, and so is not to be printed.</returns>
    bool Apply(LogEvent logEvent);
}

/// <summary>Keeps events from being printed until it is disposed or unmuted.</summary>
public interface IUnmutableFilter : IDisposable
{
    void Unmute();
}
