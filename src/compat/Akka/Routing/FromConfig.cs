using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Routing;

/// <summary>The router is described in <c>akka.actor.deployment</c> under the actor's path.</summary>
public class FromConfig : Pool
{
    public FromConfig()
        : this(null, DefaultSupervisorStrategy, Dispatchers.DefaultDispatcherId)
    {
    }

    public FromConfig(Resizer? resizer, SupervisorStrategy supervisorStrategy, string routerDispatcher)
        : base(0, resizer, supervisorStrategy, routerDispatcher, false)
    {
    }

    public static FromConfig Instance { get; } = new();

    public Props Props() => Actor.Props.Empty.WithRouter(this);

    public override Router CreateRouter(ActorSystem system) =>
        throw new NotSupportedException("FromConfig is replaced by the configured router before one is created.");

    public override int GetNrOfInstances(ActorSystem system) => 0;

    public override void VerifyConfig(ActorPath path) =>
        throw new ConfigurationException($"Configuration missing for router [{path}] in 'akka.actor.deployment' section.");

    public FromConfig WithSupervisorStrategy(SupervisorStrategy strategy) => new(Resizer, strategy, RouterDispatcher);

    public FromConfig WithResizer(Resizer resizer) => new(resizer, SupervisorStrategy, RouterDispatcher);

    public FromConfig WithDispatcher(string dispatcherId) => new(Resizer, SupervisorStrategy, dispatcherId);

    public override ISurrogate ToSurrogate(ActorSystem system) => new RouterConfigSurrogate(this);

    // The configured router takes over, with the strategy and resizer that code gave to this one.
    internal override RouterConfig Over(RouterConfig lower) => lower is NoRouter ? this : lower.Over(this);
}
