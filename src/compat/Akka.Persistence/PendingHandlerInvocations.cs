namespace Akka.Persistence;

/// <summary>A handler that waits for its event to be stored.</summary>
public interface IPendingHandlerInvocation
{
    object Event { get; }

    Action<object> Handler { get; }
}

/// <summary>A handler before which no further command may run.</summary>
public sealed class StashingHandlerInvocation(object @event, Action<object> handler) : IPendingHandlerInvocation
{
    public object Event { get; } = @event;

    public Action<object> Handler { get; } = handler;
}

/// <summary>A handler that lets further commands run meanwhile.</summary>
public sealed class AsyncHandlerInvocation(object @event, Action<object> handler) : IPendingHandlerInvocation
{
    public object Event { get; } = @event;

    public Action<object> Handler { get; } = handler;
}
