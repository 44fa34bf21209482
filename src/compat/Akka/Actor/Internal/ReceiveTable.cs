namespace Akka.Actor.Internal;

public interface IInitializableActor
{
    void Init();
}

/// <summary>
/// Handlers in the order they were declared; the first that takes a message wins. It remembers where the last
/// message type's handlers begin, because an actor mostly gets the same type again.
/// </summary>
internal sealed class ReceiveTable
{
    private ReceiveHandler[] _handlers = [];
    private int _count;
    private bool _takesAll;
    private Type? _lastType;
    private int _firstForLastType;

    public void Add(ReceiveHandler handler)
    {
        if (_takesAll)
        {
            throw new InvalidOperationException(
                "A handler that catches all messages has been added. No handler can be added after that.");
        }

        if (_count == _handlers.Length)
        {
            Array.Resize(ref _handlers, _count == 0 ? 2 : _count * 2);
        }

        _handlers[_count++] = handler;
        _takesAll = handler.TakesAll;
    }

    public bool TryHandle(object message)
    {
        var type = message.GetType();
        if (type != _lastType)
        {
            _firstForLastType = FindFirst(type);
            _lastType = type;
        }

        var handlers = _handlers;
        for (var i = _firstForLastType; i < _count; i++)
        {
            if (handlers[i].TryHandle(message))
            {
                return true;
            }
        }

        return false;
    }

    private int FindFirst(Type type)
    {
        var i = 0;
        while (i < _count && !_handlers[i].MessageType.IsAssignableFrom(type))
        {
            i++;
        }

        return i;
    }
}

internal abstract class ReceiveHandler(Type messageType)
{
    public Type MessageType { get; } = messageType;

    public virtual bool TakesAll => false;

    public abstract bool TryHandle(object message);
}

internal sealed class ActionHandler<T>(Action<T> handler, Predicate<T>? shouldHandle) : ReceiveHandler(typeof(T))
{
    public override bool TakesAll => shouldHandle is null && typeof(T) == typeof(object);

    public override bool TryHandle(object message)
    {
        if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed)))
        {
            return false;
        }

        handler(typed);
        return true;
    }
}

internal sealed class FuncHandler<T>(Func<T, bool> handler) : ReceiveHandler(typeof(T))
{
    public override bool TryHandle(object message) => message is T typed && handler(typed);
}

internal sealed class TypeHandler(Type messageType, Action<object> handler, Predicate<object>? shouldHandle)
    : ReceiveHandler(messageType)
{
    public override bool TakesAll => shouldHandle is null && MessageType == typeof(object);

    public override bool TryHandle(object message)
    {
        if (!MessageType.IsInstanceOfType(message) || (shouldHandle is not null && !shouldHandle(message)))
        {
            return false;
        }

        handler(message);
        return true;
    }
}

internal sealed class TypeFuncHandler(Type messageType, Func<object, bool> handler) : ReceiveHandler(messageType)
{
    public override bool TryHandle(object message) => MessageType.IsInstanceOfType(message) && handler(message);
}

internal sealed class AnyHandler(Action<object> handler) : ReceiveHandler(typeof(object))
{
    public override bool TakesAll => true;

    public override bool TryHandle(object message)
    {
        handler(message);
        return true;
    }
}
