using System.Collections.Concurrent;

namespace Akka.Actor.Internal;

/// <summary>The parent of references that are no actors, those of pending asks.</summary>
internal sealed class VirtualPathContainer(IActorRefProvider provider, ActorPath path, IInternalActorRef parent)
    : MinimalActorRef
{
    private readonly ConcurrentDictionary<string, IInternalActorRef> _children = new(StringComparer.Ordinal);

    public override ActorPath Path => path;

    public override IActorRefProvider Provider => provider;

    public override IInternalActorRef Parent => parent;

    public void AddChild(string name, IInternalActorRef actor) => _children[name] = actor;

    public void RemoveChild(string name) => _children.TryRemove(name, out _);

    public override IActorRef GetChild(IReadOnlyList<string> name) => name.Count switch
    {
        0 => this,
        _ when name[0].Length == 0 => this,
        _ => _children.TryGetValue(name[0], out var child)
            ? name.Count == 1 ? child : child.GetChild(name.Skip(1).ToArray())
            : ActorRefs.Nobody,
    };

    /// <summary>A selection that goes through here: hand it to the one it names.</summary>
    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is ActorSelectionMessage { Elements: [SelectChildName name, .. var rest] } selection
            && _children.TryGetValue(name.Name, out var child))
        {
            child.Tell(rest.Length == 0 ? selection.Message : selection.Copy(elements: rest), sender);
        }
        else
        {
            provider.DeadLetters.Tell(message, sender);
        }
    }
}

internal sealed class IgnoreActorRef(IActorRefProvider provider) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "local")) / "ignore";

    public override IActorRefProvider Provider => provider;
}
