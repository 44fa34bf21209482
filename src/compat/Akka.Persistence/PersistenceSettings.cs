using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence;

/// <summary>The section <c>akka.persistence</c>, read once.</summary>
public sealed class PersistenceSettings : Settings
{
    public PersistenceSettings(ActorSystem system, Config config)
        : base(system, config)
    {
        var section = config.GetConfig("akka.persistence")!;
        MaxConcurrentRecoveries = section.GetInt("max-concurrent-recoveries", 50);
        if (MaxConcurrentRecoveries < 1)
        {
            throw new ConfigurationException(
                $"akka.persistence.max-concurrent-recoveries must be at least 1, is {MaxConcurrentRecoveries}");
        }
    }

    internal int MaxConcurrentRecoveries { get; }
}
