using Akka.Event;

namespace Akka.Actor.Internal;

internal sealed class TerminationCallbacks
{
    /// <summary>Guards the stack, which is null once the callbacks have run.</summary>
    private readonly Lock _lock = new();

    private Stack<Action>? _callbacks = new();

    public void Add(Action code)
    {
        lock (_lock)
        {
            (_callbacks ?? throw new InvalidOperationException("The actor system has terminated.")).Push(code);
        }
    }

    public void Run(ILoggingAdapter log)
    {
        Stack<Action>? callbacks;
        lock (_lock)
        {
            callbacks = _callbacks;
            _callbacks = null;
        }

        foreach (var callback in callbacks ?? [])
        {
            try
            {
                callback();
            }
            catch (Exception e)
            {
                log.Error(e, "A termination callback failed.");
            }
        }
    }
}
