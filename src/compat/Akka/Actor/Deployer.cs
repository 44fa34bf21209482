using Akka.Configuration;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>Deployments by path below /user: those of <c>akka.actor.deployment</c> and those set in code.</summary>
public class Deployer
{
    protected readonly Config Default;

    private readonly Settings _settings;

    /// <summary>Replaced as a whole on every change, so that looking up needs no lock.</summary>
    private volatile KeyValuePair<string[], Deploy>[] _deployments = [];

    public Deployer(Settings settings)
    {
        _settings = settings;
        var config = settings.Config.GetConfig("akka.actor.deployment") ?? Config.Empty;
        Default = config.GetConfig("default") ?? Config.Empty;
        foreach (var (path, value) in config.AsEnumerable())
        {
            var key = path.Trim('"');
            if (key != "default" && ParseConfig(key, value.ToConfigOrEmpty().WithFallback(Default)) is { } deploy)
            {
                SetDeploy(deploy);
            }
        }
    }

    public Deploy? Lookup(ActorPath path)
    {
        if (_deployments.Length == 0 || path.Depth < 2)
        {
            return null;
        }

        var elements = path.Elements;
        return elements[0] == "user" ? Lookup(elements.Skip(1)) : null;
    }

    public Deploy? Lookup(IEnumerable<string> path)
    {
        var elements = path.ToArray();
        Deploy? best = null;
        var bestRank = -1;
        foreach (var (pattern, deploy) in _deployments)
        {
            var rank = DeploymentPattern.Rank(pattern, elements);
            if (rank > bestRank)
            {
                best = deploy;
                bestRank = rank;
            }
        }

        return best;
    }

    public void SetDeploy(Deploy deploy)
    {
        var pattern = deploy.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var element in pattern)
        {
            if (element is not ("*" or "**") && !ActorPath.IsValidPathElement(element))
            {
                throw new IllegalActorNameException(
                    $"Illegal actor name [{element}] in deployment [{deploy.Path}]. Actor paths MUST: not start with `$` and hold only allowed characters.");
            }
        }

        lock (_settings)
        {
            _deployments =
            [
                .. _deployments.Where(known => !known.Key.SequenceEqual(pattern)),
                new KeyValuePair<string[], Deploy>(pattern, deploy),
            ];
        }
    }

    public virtual Deploy? ParseConfig(string key, Config config)
    {
        var router = config.GetString("router", "from-code");
        return new Deploy(
            key,
            config,
            router is null or "" or "from-code" ? NoRouter.Instance : RouterDeployment.Read(_settings.Config, config),
            Deploy.NoScopeGiven,
            config.GetString("dispatcher", "") ?? "",
            config.GetString("mailbox", "") ?? "",
            config.GetInt("stash-capacity", Deploy.NoStashSize));
    }
}

internal static class DeploymentPattern
{
    /// <summary>How well a pattern fits: -1 not at all, else the more exact elements in front, the higher.</summary>
    public static int Rank(string[] pattern, string[] path)
    {
        var rank = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == "**" && i == pattern.Length - 1)
            {
                return i < path.Length ? (rank * 3) + 1 : -1;
            }

            if (i >= path.Length || (pattern[i] != "*" && pattern[i] != path[i]))
            {
                return -1;
            }

            rank = (rank * 3) + (pattern[i] == "*" ? 1 : 2);
        }

        return pattern.Length == path.Length ? (rank * 3) + 2 : -1;
    }

    public static Config ToConfigOrEmpty(this Configuration.Hocon.HoconValue value) =>
        value.GetObject() is null ? Config.Empty : value.ToConfig();
}
