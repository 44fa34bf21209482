using Akka.Configuration;
using Akka.Util;

namespace Akka.Actor;

/// <summary>The configuration and the provider of an actor system, given in code.</summary>
public sealed class BootstrapSetup : Setup.Setup
{
    private BootstrapSetup(Option<Config> config, Option<ProviderSelection> actorRefProvider)
    {
        Config = config;
        ActorRefProvider = actorRefProvider;
    }

    public Option<Config> Config { get; }

    public Option<ProviderSelection> ActorRefProvider { get; }

    public static BootstrapSetup Create() => new(Option<Config>.None, Option<ProviderSelection>.None);

    public BootstrapSetup WithConfig(Config config) => new(new Option<Config>(config), ActorRefProvider);

    public BootstrapSetup WithConfigFallback(Config config) =>
        WithConfig(Config.HasValue ? Config.Value.WithFallback(config) : config);

    public BootstrapSetup WithActorRefProvider(ProviderSelection name) =>
        new(Config, new Option<ProviderSelection>(name));
}

public abstract class ProviderSelection
{
    private ProviderSelection(string identifier, string fqn, bool hasCluster)
    {
        Identifier = identifier;
        Fqn = fqn;
        HasCluster = hasCluster;
    }

    internal string Identifier { get; }

    internal string Fqn { get; }

    internal bool HasCluster { get; }

    internal static ProviderSelection GetProvider(string providerClass) => providerClass switch
    {
        "local" => Local.Instance,
        "remote" => Remote.Instance,
        "cluster" => Cluster.Instance,
        _ => new Custom(providerClass),
    };

    public sealed class Local : ProviderSelection
    {
        public static readonly Local Instance = new();

        private Local()
            : base("local", "Akka.Actor.LocalActorRefProvider", hasCluster: false)
        {
        }
    }

    public sealed class Remote : ProviderSelection
    {
        public static readonly Remote Instance = new();

        private Remote()
            : base("remote", "Akka.Remote.RemoteActorRefProvider, Akka.Remote", hasCluster: false)
        {
        }
    }

    public sealed class Cluster : ProviderSelection
    {
        public static readonly Cluster Instance = new();

        private Cluster()
            : base("cluster", "Akka.Cluster.ClusterActorRefProvider, Akka.Cluster", hasCluster: true)
        {
        }
    }

    public sealed class Custom : ProviderSelection
    {
        public Custom(string fqn, string? identifier = null, bool hasCluster = false)
            : base(identifier ?? "custom", fqn, hasCluster)
        {
        }
    }
}
