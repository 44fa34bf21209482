using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A router that creates its routees as its children and supervises them.</summary>
public abstract class Pool : RouterConfig, IEquatable<Pool>
{
    protected Pool(int nrOfInstances, Resizer? resizer, SupervisorStrategy supervisorStrategy, string routerDispatcher, bool usePoolDispatcher)
        : base(routerDispatcher)
    {
        NrOfInstances = nrOfInstances;
        Resizer = resizer;
        SupervisorStrategy = supervisorStrategy;
        UsePoolDispatcher = usePoolDispatcher;
    }

    /// <summary>Escalates: a failing routee is decided upon by the parent of the router, as if the router had failed.</summary>
    public static SupervisorStrategy DefaultSupervisorStrategy { get; } = new OneForOneStrategy(_ => Directive.Escalate);

    public int NrOfInstances { get; }

    public virtual Resizer? Resizer { get; }

    public virtual SupervisorStrategy SupervisorStrategy { get; }

    /// <summary>Whether routees run on the <c>pool-dispatcher</c> section of the router's deployment.</summary>
    public virtual bool UsePoolDispatcher { get; }

    /// <summary>A pool that is resized may be empty for a while.</summary>
    public override bool StopRouterWhenAllRouteesRemoved => Resizer is null;

    public Props Props(Props routeeProps) => routeeProps.WithRouter(this);

    public abstract int GetNrOfInstances(ActorSystem system);

    public bool Equals(Pool? other) => base.Equals(other)
        && UsePoolDispatcher == other!.UsePoolDispatcher
        && NrOfInstances == other.NrOfInstances
        && Equals(Resizer, other.Resizer)
        && Equals(SupervisorStrategy, other.SupervisorStrategy);

    public override bool Equals(object? obj) => Equals(obj as Pool);

    public override int GetHashCode() => HashCode.Combine(GetType(), RouterDispatcher, NrOfInstances, UsePoolDispatcher);

    public override ActorBase CreateRouterActor() => Resizer is null ? new RouterPoolActor() : new ResizablePoolActor();

    internal override IEnumerable<Routee> InitialRoutees(RoutedActorCell cell) =>
        NewRoutees(cell, GetNrOfInstances(cell.System));

    internal IEnumerable<Routee> NewRoutees(RoutedActorCell cell, int count)
    {
        var props = UsePoolDispatcher && cell.RouteeProps.Dispatcher == Dispatch.Dispatchers.DefaultDispatcherId
            ? cell.RouteeProps.WithDispatcher($"akka.actor.deployment.{string.Join("/", cell.Self.Path.Elements.Skip(1).Prepend(""))}.pool-dispatcher")
            : cell.RouteeProps;
        return Enumerable.Range(0, count).Select(_ => new ActorRefRoutee(cell.ActorOf(props)));
    }

    /// <summary>Settings of a router that the configuration file describes in the section of its path.</summary>
    internal static (int Instances, Resizer? Resizer, bool UsePoolDispatcher) Read(Config config)
    {
        var resizer = Resizer.FromConfig(config);
        return (resizer is null ? config.GetInt("nr-of-instances") : 0, resizer, config.HasPath("pool-dispatcher"));
    }
}
