using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Declares its handlers in the constructor, or in the method it becomes.</summary>
public abstract class ReceiveActor : UntypedActor, IInitializableActor
{
    private ReceiveTable _current = new();

    /// <summary>The handlers being declared, or null when no declaration is open.</summary>
    private ReceiveTable? _declaring;

    protected ReceiveActor() => _declaring = _current;

    void IInitializableActor.Init() => _declaring = null;

    protected sealed override void OnReceive(object message) => Dispatch(_current, message);

    protected void Become(Action configure)
    {
        var table = Declare(configure);
        base.Become((UntypedReceive)(message => Dispatch(table, message)));
    }

    protected void BecomeStacked(Action configure)
    {
        var table = Declare(configure);
        base.BecomeStacked((UntypedReceive)(message => Dispatch(table, message)));
    }

    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) =>
        Add(new ActionHandler<T>(handler, shouldHandle));

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    protected void Receive<T>(Func<T, bool> handler) => Add(new FuncHandler<T>(handler));

    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Add(new TypeHandler(messageType, handler, shouldHandle));

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler) =>
        Add(new TypeFuncHandler(messageType, handler));

    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Add(new ActionHandler<T>(message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle));

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        Receive(messageType, message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    protected void ReceiveAny(Action<object> handler) => Add(new AnyHandler(handler));

    protected void ReceiveAnyAsync(Func<object, Task> handler) =>
        ReceiveAny(message => ActorTaskScheduler.RunTask(() => handler(message)));

    private void Dispatch(ReceiveTable table, object message)
    {
        if (!table.TryHandle(message))
        {
            Unhandled(message);
        }
    }

    private void Add(ReceiveHandler handler) => (_declaring ?? throw new InvalidOperationException(
        "You may only call Receive-methods when constructing the actor and inside Become().")).Add(handler);

    private ReceiveTable Declare(Action configure)
    {
        var outer = _declaring;
        var table = new ReceiveTable();
        _declaring = table;
        try
        {
            configure();
        }
        finally
        {
            _declaring = outer;
        }

        return table;
    }
}
