using System.Reflection;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>Where routers come from: a section of the configuration, or props that carry a router.</summary>
internal static class RouterDeployment
{
    private const string Mapping = "akka.actor.router.type-mapping";

    /// <summary>The router that a section under <c>akka.actor.deployment</c> describes, with its defaults filled in.</summary>
    /// <exception cref="ConfigurationException">The word for the router is unknown.</exception>
    public static RouterConfig Read(Config root, Config deployment)
    {
        var word = deployment.GetString("router", "from-code");
        if (word is null or "from-code")
        {
            return NoRouter.Instance;
        }

        var name = root.GetConfig(Mapping)?.GetString(word) ?? word;
        var type = Type.GetType(name) ?? throw new ConfigurationException(
            $"[{word}] is no router: neither {Mapping} nor the loaded assemblies know it.");
        try
        {
            return (RouterConfig)Activator.CreateInstance(type, [deployment])!;
        }
        catch (Exception error) when (error is MissingMethodException or InvalidCastException or TargetInvocationException)
        {
            throw new ConfigurationException($"The router [{word}] ({type}) cannot be created from its configuration.", error.InnerException ?? error);
        }
    }

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
