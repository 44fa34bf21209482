using Akka.Actor;

namespace Akka.Routing;

/// <summary>A router over actors that live elsewhere, named by their paths.</summary>
public abstract class Group : RouterConfig, IEquatable<Group>
{
    protected readonly string[] InternalPaths;

    protected Group(IEnumerable<string> paths, string routerDispatcher)
        : base(routerDispatcher) => InternalPaths = paths.ToArray();

    public Props Props() => Actor.Props.Empty.WithRouter(this);

    public abstract IEnumerable<string> GetPaths(ActorSystem system);

    public bool Equals(Group? other) => base.Equals(other) && InternalPaths.SequenceEqual(other!.InternalPaths);

    public override bool Equals(object? obj) => Equals(obj as Group);

    public override int GetHashCode() => HashCode.Combine(GetType(), RouterDispatcher, InternalPaths.Length);

    public override ActorBase CreateRouterActor() => new RouterActor();

    internal override IEnumerable<Routee> InitialRoutees(RoutedActorCell cell) =>
        GetPaths(cell.System).Select(path => new ActorSelectionRoutee(cell.ActorSelection(path)));
}
