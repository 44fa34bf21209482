using Akka.Actor;

namespace Akka.Routing;

/// <summary>Keeps the list of routees: answers questions about it, changes it, and drops routees that ended.</summary>
internal class RouterActor : UntypedActor
{
    public RouterActor() => Cell = Context as RoutedActorCell
        ?? throw new ActorInitializationException("Router actor can only be used in RoutedActorRef, not in " + Context.GetType());

    protected RoutedActorCell Cell { get; }

    protected override void PreStart() => Cell.WatchRoutees();

    // The routees outlive a restart of the router.
    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetRoutees:
                Sender.Tell(new Routees(Cell.Router.Routees), Self);
                break;
            case AddRoutee add:
                Cell.AddRoutees([add.Routee]);
                break;
            case RemoveRoutee remove:
                Cell.RemoveRoutees([remove.Routee], stopChildren: true);
                StopIfEmpty();
                break;
            case Terminated terminated:
                Cell.RemoveRoutees([new ActorRefRoutee(terminated.ActorRef)], stopChildren: false);
                StopIfEmpty();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void StopIfEmpty()
    {
        if (Cell.RouterConfig.StopRouterWhenAllRouteesRemoved && !Cell.Router.Routees.Any())
        {
            Context.Stop(Self);
        }
    }
}

internal class RouterPoolActor : RouterActor
{
    protected override SupervisorStrategy SupervisorStrategy() => ((Pool)Cell.RouterConfig).SupervisorStrategy;

    protected override void OnReceive(object message)
    {
        if (message is AdjustPoolSize adjust)
        {
            Cell.AdjustPoolSize(adjust.Change);
        }
        else
        {
            base.OnReceive(message);
        }
    }
}

internal sealed class ResizablePoolActor : RouterPoolActor
{
    protected override void OnReceive(object message)
    {
        if (message is Resize)
        {
            Cell.Resize();
        }
        else
        {
            base.OnReceive(message);
        }
    }
}
