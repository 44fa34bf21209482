using Akka.Dispatch;

namespace Akka.Actor;

public abstract class UntypedActor : ActorBase
{
    protected UntypedActor()
    {
    }

    protected static new IUntypedActorContext Context => (IUntypedActorContext)ActorBase.Context;

    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    protected abstract void OnReceive(object message);

    protected void Become(UntypedReceive receive) => Context.Become(receive);

    protected void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);

    protected void RunTask(Action action) => ActorTaskScheduler.RunTask(action);

    protected void RunTask(Func<Task> action) => ActorTaskScheduler.RunTask(action);
}

public abstract class UntypedActorWithStash : UntypedActor, IWithStash
{
    protected UntypedActorWithStash()
    {
    }

    public IStash Stash { get; set; } = null!;
}

public abstract class UntypedActorWithUnboundedStash : UntypedActor, IWithUnboundedStash
{
    protected UntypedActorWithUnboundedStash()
    {
    }

    public IStash Stash { get; set; } = null!;
}

public abstract class UntypedActorWithUnrestrictedStash : UntypedActor, IWithUnrestrictedStash
{
    protected UntypedActorWithUnrestrictedStash()
    {
    }

    public IStash Stash { get; set; } = null!;
}
