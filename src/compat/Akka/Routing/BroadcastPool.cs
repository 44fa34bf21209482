using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Routing;

public sealed class BroadcastPool : Pool
{
    public BroadcastPool(int nrOfInstances)
        : this(nrOfInstances, null, DefaultSupervisorStrategy, Dispatchers.DefaultDispatcherId)
    {
    }

    public BroadcastPool(Config config)
        : this(Read(config))
    {
    }

    public BroadcastPool(
        int nrOfInstances,
        Resizer? resizer,
        SupervisorStrategy supervisorStrategy,
        string routerDispatcher,
        bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
    }

    private BroadcastPool((int Instances, Resizer? Resizer, bool UsePoolDispatcher) read)
        : this(read.Instances, read.Resizer, DefaultSupervisorStrategy, Dispatchers.DefaultDispatcherId, read.UsePoolDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new BroadcastRoutingLogic());

    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    public BroadcastPool WithSupervisorStrategy(SupervisorStrategy strategy) =>
        new(NrOfInstances, Resizer, strategy, RouterDispatcher, UsePoolDispatcher);

    public BroadcastPool WithResizer(Resizer resizer) =>
        new(NrOfInstances, resizer, SupervisorStrategy, RouterDispatcher, UsePoolDispatcher);

    public BroadcastPool WithDispatcher(string dispatcherId) =>
        new(NrOfInstances, Resizer, SupervisorStrategy, dispatcherId, UsePoolDispatcher);

    public override ISurrogate ToSurrogate(ActorSystem system) => new RouterConfigSurrogate(this);

    internal override RouterConfig Over(RouterConfig lower)
    {
        if (lower is not Pool pool)
        {
            return this;
        }

        var strategy = ReferenceEquals(SupervisorStrategy, DefaultSupervisorStrategy) ? pool.SupervisorStrategy : SupervisorStrategy;
        return WithSupervisorStrategy(strategy).WithResizer((Resizer ?? pool.Resizer)!);
    }
}
