using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>Makes an actor out of props that carry a router.</summary>
internal static class RoutedActors
{
    /// <summary>A router as an actor of its own; <paramref name="props"/> describe its routees.</summary>
    public static LocalActorRef Create(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path)
    {
        var config = props.RouterConfig;
        config.VerifyConfig(path);
        if (!system.Dispatchers.HasDispatcher(props.Dispatcher))
        {
            throw new ConfigurationException($"Dispatcher [{props.Dispatcher}] not configured for routees of path {path}");
        }

        var routerProps = new RouterProps(props);
        var dispatcher = system.Dispatchers.Lookup(routerProps.Dispatcher);
        var mailbox = system.Mailboxes.GetMailboxType(routerProps, dispatcher.Configurator.Config);
        return new RoutedActorRef(system, routerProps, dispatcher, mailbox, supervisor, path);
    }
}

/// <summary>The recipe of the router's own actor; the routees' stays inside.</summary>
internal sealed class RouterProps : Props
{
    public RouterProps(Props props)
        : base(RouterDeploy(props.RouterConfig), typeof(RouterActor))
    {
        RouteeProps = props.WithRouter(NoRouter.Instance);
    }

    public Props RouteeProps { get; }

    public override ActorBase NewActor() => RouterConfig.CreateRouterActor();

    private static Deploy RouterDeploy(RouterConfig config)
    {
        var deploy = new Deploy(config);
        return string.IsNullOrEmpty(config.RouterDispatcher) ? deploy : deploy.WithDispatcher(config.RouterDispatcher);
    }
}
