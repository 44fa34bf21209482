using Akka.Actor;
using Akka.Util;

namespace Akka.Routing;

/// <summary>What a router is made of. Immutable, so several routers may come out of one.</summary>
#pragma warning disable CS0659, S1206, CA2218 // Pools and groups hash by their own parts; the official base does not.
public abstract class RouterConfig : ISurrogated, IEquatable<RouterConfig>
#pragma warning restore CS0659, S1206, CA2218
{
    private readonly string _routerDispatcher;

    protected RouterConfig()
        : this("")
    {
    }

    protected RouterConfig(string routerDispatcher) => _routerDispatcher = routerDispatcher;

    /// <summary>Where the router's own actor runs; the routees have theirs from their props.</summary>
    public virtual string RouterDispatcher => _routerDispatcher;

    public virtual bool StopRouterWhenAllRouteesRemoved => true;

    public abstract Router CreateRouter(ActorSystem system);

    public abstract ISurrogate ToSurrogate(ActorSystem system);

    public virtual RouterConfig WithFallback(RouterConfig routerConfig) => Over(routerConfig);

    public virtual void VerifyConfig(ActorPath path)
    {
    }

    /// <returns>True for what the router's own actor handles; everything else goes to a routee.</returns>
    public virtual bool IsManagementMessage(object message) => message is IAutoReceivedMessage or RouterManagementMessage;

    public bool Equals(RouterConfig? other) => other is not null
        && (ReferenceEquals(this, other) || (GetType() == other.GetType() && RouterDispatcher == other.RouterDispatcher));

    public override bool Equals(object? obj) => Equals(obj as RouterConfig);

    /// <summary>Makes the actor that manages the routees.</summary>
    public abstract ActorBase CreateRouterActor();

    internal virtual RouterConfig Over(RouterConfig lower) => this;

    internal virtual IEnumerable<Routee> InitialRoutees(RoutedActorCell cell) => [];
}

/// <summary>Not routed.</summary>
public class NoRouter : RouterConfig
{
    protected NoRouter()
    {
    }

    public static NoRouter Instance { get; } = new();

    public override Router CreateRouter(ActorSystem system) => throw new NotSupportedException("NoRouter has no router.");

    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig;

    public override ISurrogate ToSurrogate(ActorSystem system) => new RouterConfigSurrogate(this);

    public override ActorBase CreateRouterActor() => throw new NotSupportedException("NoRouter has no actor.");
}

/// <summary>A router without routees of its own; they come by <see cref="AddRoutee"/> or out of the router itself.</summary>
public abstract class CustomRouterConfig : RouterConfig
{
    protected CustomRouterConfig()
    {
    }

    protected CustomRouterConfig(string routerDispatcher)
        : base(routerDispatcher)
    {
    }

    public override ActorBase CreateRouterActor() => new RouterActor();
}

/// <summary>Configurations are sent as they are: they leave the process only inside this runtime's own messages.</summary>
internal sealed class RouterConfigSurrogate(RouterConfig config) : ISurrogate
{
    public ISurrogated FromSurrogate(ActorSystem system) => config;
}
