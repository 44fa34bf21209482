using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor;

public interface IInternalActor
{
    IActorContext ActorContext { get; }
}

/// <summary>One incarnation of an actor. The cell calls it on one thread at a time.</summary>
public abstract class ActorBase : IInternalActor
{
    private IActorRef _clearedSelf = null!;
    private ActorCell? _cell;
    private bool _hasBeenCleared;

    protected ActorBase()
    {
        var cell = InternalCurrentActorCellKeeper.Current;
        if (cell is null)
        {
            throw new InvalidOperationException(
                $"There is no active actor context. Create {GetType()} by ActorOf(Props.Create<{GetType().Name}>()), never by new.");
        }

        _cell = cell;
        cell.SetInitialBehavior(Receive);
    }

    IActorContext IInternalActor.ActorContext
    {
        get
        {
            ThrowIfNoContext();
            return _cell!;
        }
    }

    protected static IActorContext Context =>
        InternalCurrentActorCellKeeper.Current
        ?? throw new NotSupportedException(
            "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    protected static Receive EmptyReceive { get; } = _ => false;

    protected IActorRef Self => _hasBeenCleared ? _clearedSelf : _cell!.Self;

    protected IActorRef Sender
    {
        get
        {
            ThrowIfNoContext();
            return _cell!.Sender;
        }
    }

    public virtual void AroundPreStart() => PreStart();

    public virtual void AroundPostStop() => PostStop();

    public virtual void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    internal bool InvokeAroundReceive(Receive receive, object message) => AroundReceive(receive, message);

    internal SupervisorStrategy ResolveSupervisorStrategy() =>
        SupervisorStrategyInternal ??= _cell!.Props.SupervisorStrategy ?? SupervisorStrategy() ?? Actor.SupervisorStrategy.DefaultStrategy;

    internal SupervisorStrategy? SupervisorStrategyInternal { get; set; }

    internal Receive ReceiveBehavior => Receive;

    internal void InvokeUnhandled(object message) => Unhandled(message);

    /// <summary>From now on only <see cref="Self"/> may be asked for: the incarnation has ended.</summary>
    internal void Clear(IActorRef self)
    {
        _hasBeenCleared = true;
        _clearedSelf = self;
    }

    internal void Unclear() => _hasBeenCleared = false;

    protected abstract bool Receive(object message);

    protected virtual bool AroundReceive(Receive receive, object message)
    {
        var wasHandled = receive(message);
        if (!wasHandled)
        {
            Unhandled(message);
        }

        return wasHandled;
    }

    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
        {
            throw new DeathPactException(terminated.ActorRef);
        }

        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender ?? Context.System.DeadLetters, Self));
    }

    protected virtual void PreStart()
    {
    }

    protected virtual void PostStop()
    {
    }

    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    protected virtual void PostRestart(Exception reason) => PreStart();

    protected virtual SupervisorStrategy? SupervisorStrategy() => null;

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    private void ThrowIfNoContext()
    {
        if (_hasBeenCleared || _cell is null)
        {
            throw new NotSupportedException(
                "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");
        }
    }
}
