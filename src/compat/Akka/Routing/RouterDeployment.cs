using System.Reflection;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>Routers that are described in the configuration.</summary>
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
}
