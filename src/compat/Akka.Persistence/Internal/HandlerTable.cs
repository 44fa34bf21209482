namespace Akka.Persistence.Internal;

/// <summary>Handlers tried in the order of their registration.</summary>
internal sealed class HandlerTable
{
    private readonly List<Func<object, bool>> _handlers = [];
    private bool _catchesAll;

    public void Add<T>(Func<T, bool> handler) => Add(message => message is T typed && handler(typed));

    public void Add(Type type, Func<object, bool> handler) => Add(message => type.IsInstanceOfType(message) && handler(message));

    public void AddAny(Action<object> handler)
    {
        Add(message =>
        {
            handler(message);
            return true;
        });
        _catchesAll = true;
    }

    public bool Handle(object message)
    {
        foreach (var handler in _handlers)
        {
            if (handler(message))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(Func<object, bool> handler)
    {
        if (_catchesAll)
        {
            throw new InvalidOperationException(
                "A handler that catches all messages has been added. No handler can be added after that.");
        }

        _handlers.Add(handler);
    }
}
