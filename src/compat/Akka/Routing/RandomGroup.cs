using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Routing;

public sealed class RandomGroup : Group
{
    public RandomGroup(Config config)
        : this(config.GetStringList("routees.paths"))
    {
    }

    public RandomGroup(params string[] paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public RandomGroup(IEnumerable<string> paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public RandomGroup(IEnumerable<string> paths, string routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new RandomLogic());

    public override IEnumerable<string> GetPaths(ActorSystem system) => InternalPaths;

    public RandomGroup WithDispatcher(string dispatcher) => new(InternalPaths, dispatcher);

    public override ISurrogate ToSurrogate(ActorSystem system) => new RouterConfigSurrogate(this);
}
