using Akka.Persistence.Internal;

namespace Akka.Persistence;

/// <summary>A persistent actor that declares a handler for each type of command and of recovered message.</summary>
public abstract class ReceivePersistentActor : UntypedPersistentActor
{
    private readonly HandlerTable _recovery = new();
    private readonly HandlerTable _initialCommands = new();
    private HandlerTable? _configuring;
    private bool _constructed;

    protected ReceivePersistentActor() => _configuring = _initialCommands;

    internal override void ConstructionEnded()
    {
        _constructed = true;
        _configuring = null;
    }

    protected sealed override void OnCommand(object message) => Run(_initialCommands, message);

    protected sealed override void OnRecover(object message) => Run(_recovery, message);

    protected void Become(Action configure) => Become(Configured(configure));

    protected void BecomeStacked(Action configure) => BecomeStacked(Configured(configure));

    protected void Command<T>(Action<T> handler, Predicate<T>? shouldHandle = null) =>
        Commands.Add(Guarded(handler, shouldHandle));

    protected void Command<T>(Predicate<T> shouldHandle, Action<T> handler) =>
        Commands.Add(Guarded(handler, shouldHandle));

    protected void Command<T>(Func<T, bool> handler) => Commands.Add(handler);

    protected void Command(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Commands.Add(messageType, Guarded(handler, shouldHandle));

    protected void Command(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Commands.Add(messageType, Guarded(handler, shouldHandle));

    protected void Command(Type messageType, Func<object, bool> handler) => Commands.Add(messageType, handler);

    protected void Command(Action<object> handler) => Commands.AddAny(handler);

    protected void CommandAny(Action<object> handler) => Commands.AddAny(handler);

    protected void CommandAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Command(Awaited(handler), shouldHandle);

    protected void CommandAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) =>
        Command(Awaited(handler), shouldHandle);

    protected void CommandAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        Command(messageType, Awaited(handler), shouldHandle);

    protected void CommandAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        Command(messageType, Awaited(handler), shouldHandle);

    protected void CommandAnyAsync(Func<object, Task> handler) => CommandAny(Awaited(handler));

    protected void Recover<T>(Action<T> handler, Predicate<T>? shouldHandle = null) =>
        Recoveries.Add(Guarded(handler, shouldHandle));

    protected void Recover<T>(Predicate<T> shouldHandle, Action<T> handler) =>
        Recoveries.Add(Guarded(handler, shouldHandle));

    protected void Recover<T>(Func<T, bool> handler) => Recoveries.Add(handler);

    protected void Recover(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Recoveries.Add(messageType, Guarded(handler, shouldHandle));

    protected void Recover(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Recoveries.Add(messageType, Guarded(handler, shouldHandle));

    protected void Recover(Type messageType, Func<object, bool> handler) => Recoveries.Add(messageType, handler);

    protected void RecoverAny(Action<object> handler) => Recoveries.AddAny(handler);

    private HandlerTable Commands => _configuring ?? throw new InvalidOperationException(
        "You may only call Command-methods when constructing the actor and inside Become().");

    private HandlerTable Recoveries => _constructed
        ? throw new InvalidOperationException("You may only call Recover-methods when constructing the actor.")
        : _recovery;

    private static Func<T, bool> Guarded<T>(Action<T> handler, Predicate<T>? shouldHandle) => message =>
    {
        if (shouldHandle is not null && !shouldHandle(message))
        {
            return false;
        }

        handler(message);
        return true;
    };

    private Action<T> Awaited<T>(Func<T, Task> handler) => message => RunTask(() => handler(message));

    private Akka.Actor.UntypedReceive Configured(Action configure)
    {
        var before = _configuring;
        var table = new HandlerTable();
        _configuring = table;
        try
        {
            configure();
        }
        finally
        {
            _configuring = before;
        }

        return message => Run(table, message);
    }

    private void Run(HandlerTable table, object message)
    {
        if (!table.Handle(message))
        {
            Unhandled(message);
        }
    }
}
