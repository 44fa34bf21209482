using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Routing;

public sealed class RandomPool : Pool
{
    public RandomPool(int nrOfInstances)
        : this(nrOfInstances, null, DefaultSupervisorStrategy, Dispatchers.DefaultDispatcherId)
    {
    }

    public RandomPool(Config config)
        : this(Read(config))
    {
    }

    public RandomPool(
        int nrOfInstances,
        Resizer? resizer,
        SupervisorStrategy supervisorStrategy,
        string routerDispatcher,
        bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
    }

    private RandomPool((int Instances, Resizer? Resizer, bool UsePoolDispatcher) read)
        : this(read.Instances, read.Resizer, DefaultSupervisorStrategy, Dispatchers.DefaultDispatcherId, read.UsePoolDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new RandomLogic());

    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    public RandomPool WithSupervisorStrategy(SupervisorStrategy strategy) =>
        new(NrOfInstances, Resizer, strategy, RouterDispatcher, UsePoolDispatcher);

    public RandomPool WithResizer(Resizer resizer) =>
        new(NrOfInstances, resizer, SupervisorStrategy, RouterDispatcher, UsePoolDispatcher);

    public RandomPool WithDispatcher(string dispatcherId) =>
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
