using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Routing;

public sealed class BroadcastGroup : Group
{
    public BroadcastGroup(Config config)
        : this(config.GetStringList("routees.paths"))
    {
    }

    public BroadcastGroup(params string[] paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public BroadcastGroup(IEnumerable<string> paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public BroadcastGroup(IEnumerable<string> paths, string routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new BroadcastRoutingLogic());

    public override IEnumerable<string> GetPaths(ActorSystem system) => InternalPaths;

    public Group WithDispatcher(string dispatcher) => new BroadcastGroup(InternalPaths, dispatcher);

    public override ISurrogate ToSurrogate(ActorSystem system) => new RouterConfigSurrogate(this);
}
