using Akka.Actor;
using Akka.Configuration;
using Akka.Pattern;

namespace Akka.Persistence.Internal;

internal static class PluginBreaker
{
    /// <summary>The circuit breaker that the plug-in's section describes.</summary>
    public static CircuitBreaker Create(Config config, ActorSystem system) => new(
        system.Scheduler,
        config.GetInt("circuit-breaker.max-failures", 10),
        config.GetTimeSpan("circuit-breaker.call-timeout", TimeSpan.FromSeconds(10)),
        config.GetTimeSpan("circuit-breaker.reset-timeout", TimeSpan.FromSeconds(30)));
}
