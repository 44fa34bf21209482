using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Routing;

public sealed class RoundRobinGroup : Group
{
    public RoundRobinGroup(Config config)
        : this(config.GetStringList("routees.paths"))
    {
    }

    public RoundRobinGroup(params string[] paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public RoundRobinGroup(IEnumerable<string> paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public RoundRobinGroup(IEnumerable<string> paths, string routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new RoundRobinRoutingLogic());

    public override IEnumerable<string> GetPaths(ActorSystem system) => InternalPaths;

    public Group WithDispatcher(string dispatcher) => new RoundRobinGroup(InternalPaths, dispatcher);

    public override ISurrogate ToSurrogate(ActorSystem system) => new RouterConfigSurrogate(this);
}
