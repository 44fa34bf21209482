using System.Text.RegularExpressions;
using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>A path with wildcards below an anchor. Telling it reaches all that match when the message gets there.</summary>
public class ActorSelection : ICanTell
{
    public ActorSelection()
    {
    }

    public ActorSelection(IActorRef anchor, SelectionPathElement[] path)
    {
        Anchor = anchor;
        Path = path;
    }

    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, path?.Length > 0 ? path.Split('/', StringSplitOptions.RemoveEmptyEntries) : [])
    {
    }

    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
        : this(anchor, elements.Where(element => element.Length > 0).Select(Element).ToArray())
    {
    }

    public IActorRef Anchor { get; private set; } = null!;

    public SelectionPathElement[] Path { get; private set; } = null!;

    public string PathString => "/" + string.Join('/', Path.Select(element => element.ToString()));

    public void Tell(object message, IActorRef? sender = null)
    {
        InvalidMessage.ThrowIfNull(message);
        sender ??= ActorCell.GetCurrentSelfOrNoSender();
        DeliverSelection((IInternalActorRef)Anchor, sender, new ActorSelectionMessage(message, Path, wildCardFanOut: false));
    }

    /// <summary>The one actor that answers first.</summary>
    /// <exception cref="ActorNotFoundException">None answered in time.</exception>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(this), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException($"Actor not found for {this}.");
        }
        catch (AskTimeoutException e)
        {
            throw new ActorNotFoundException($"Actor not found for {this}: it did not answer within {timeout}.", e);
        }
    }

    public override string ToString() => $"ActorSelection[Anchor({Anchor?.Path}), Path({PathString})]";

    public override bool Equals(object? obj) => obj is ActorSelection other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Anchor, Path.Length);

    internal static void DeliverSelection(IInternalActorRef anchor, IActorRef sender, ActorSelectionMessage selection)
    {
        var reference = anchor;
        var elements = selection.Elements;
        for (var i = 0; i < elements.Length; i++)
        {
            if (reference is not ActorRefWithCell withCell)
            {
                // Another node's actor, or none: it goes on from here with the rest of the path.
                reference.Tell(selection.Copy(elements: elements[i..]), sender);
                return;
            }

            switch (elements[i])
            {
                case SelectParent:
                    reference = reference.Parent;
                    break;
                case SelectChildName name:
                    var child = withCell.GetSingleChild(name.Name);
                    if (child.IsNobody() && child is not DeadLetterActorRef)
                    {
                        NobodyThere(reference, sender, selection, elements[i..]);
                        return;
                    }

                    reference = child;
                    break;
                case SelectChildPattern pattern:
                    FanOut(withCell, pattern, sender, selection, elements[(i + 1)..]);
                    return;
                case SelectChildRecursive:
                    FanOutRecursively(withCell, sender, selection);
                    return;
                default:
                    throw new InvalidOperationException($"Unknown path element {elements[i]}.");
            }
        }

        reference.Tell(selection.Message, sender);
    }

    protected bool Equals(ActorSelection other) => Equals(Anchor, other.Anchor) && Path.SequenceEqual(other.Path);

    private static SelectionPathElement Element(string element) => element switch
    {
        ".." => SelectParent.Instance,
        "**" => SelectChildRecursive.Instance,
        _ when element.Contains('*', StringComparison.Ordinal) || element.Contains('?', StringComparison.Ordinal) =>
            new SelectChildPattern(element),
        _ => new SelectChildName(element),
    };

    private static void NobodyThere(
        IInternalActorRef reference, IActorRef sender, ActorSelectionMessage selection, SelectionPathElement[] rest)
    {
        var path = rest.Aggregate(reference.Path, (parent, element) => parent / (element.ToString() ?? ""));
        var system = (ActorSystemImpl)((ActorRefWithCell)reference).Underlying.System;
        new EmptyLocalActorRef(reference.Provider, path, system.EventStream).Tell(selection.Copy(elements: []), sender);
    }

    private static void FanOut(
        ActorRefWithCell parent,
        SelectChildPattern pattern,
        IActorRef sender,
        ActorSelectionMessage selection,
        SelectionPathElement[] rest)
    {
        var matching = parent.Children.Where(child => pattern.Matches(child.Path.Name)).ToArray();
        if (matching.Length == 0)
        {
            NobodyThere(parent, sender, selection, [pattern, .. rest]);
            return;
        }

        foreach (var child in matching)
        {
            DeliverSelection(
                (IInternalActorRef)child, sender, new ActorSelectionMessage(selection.Message, rest, matching.Length > 1 || selection.WildCardFanOut));
        }
    }

    private static void FanOutRecursively(ActorRefWithCell parent, IActorRef sender, ActorSelectionMessage selection)
    {
        foreach (var child in parent.Children)
        {
            child.Tell(selection.Message, sender);
            if (child is ActorRefWithCell withCell)
            {
                FanOutRecursively(withCell, sender, selection);
            }
        }
    }
}

public class ActorSelectionMessage : IAutoReceivedMessage, IPossiblyHarmful, IWrappedMessage
{
    public ActorSelectionMessage(object message, SelectionPathElement[] elements, bool wildCardFanOut = false)
    {
        Message = message;
        Elements = elements;
        WildCardFanOut = wildCardFanOut;
    }

    public object Message { get; }

    public SelectionPathElement[] Elements { get; }

    /// <summary>Others may have got it too, so nobody must answer on behalf of all.</summary>
    public bool WildCardFanOut { get; }

    public ActorSelectionMessage Copy(
        object? message = null, SelectionPathElement[]? elements = null, bool? wildCardFanOut = null) =>
        new(message ?? Message, elements ?? Elements, wildCardFanOut ?? WildCardFanOut);

    public override string ToString() =>
        $"ActorSelectionMessage - Message: {Message} - WildCardFanOut: {WildCardFanOut} - Elements: {string.Join('/', Elements.Select(element => element.ToString()))}";
}

public abstract class SelectionPathElement
{
    protected SelectionPathElement()
    {
    }
}

public class SelectChildName : SelectionPathElement
{
    public SelectChildName(string name) => Name = name;

    public string Name { get; }

    public override bool Equals(object? obj) => obj is SelectChildName other && Equals(other);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;

    protected bool Equals(SelectChildName other) => Name == other.Name;
}

public class SelectChildPattern : SelectionPathElement
{
    private readonly Regex _pattern;

    public SelectChildPattern(string patternStr)
    {
        PatternStr = patternStr;
        var pattern = Regex.Escape(patternStr).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        _pattern = new Regex($"^{pattern}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    public string PatternStr { get; }

    public override bool Equals(object? obj) => obj is SelectChildPattern other && Equals(other);

    public override int GetHashCode() => PatternStr.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => PatternStr;

    internal bool Matches(string name) => _pattern.IsMatch(name);

    protected bool Equals(SelectChildPattern other) => PatternStr == other.PatternStr;
}

public class SelectChildRecursive : SelectionPathElement
{
    public static readonly SelectChildRecursive Instance = new();

    public override bool Equals(object? obj) => obj is SelectChildRecursive;

    public override int GetHashCode() => 2;

    public override string ToString() => "**";
}

public class SelectParent : SelectionPathElement
{
    public static readonly SelectParent Instance = new();

    public override bool Equals(object? obj) => obj is SelectParent;

    public override int GetHashCode() => 1;

    public override string ToString() => "..";
}

public static class ActorRefFactoryShared
{
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system) =>
        new(((ExtendedActorSystem)system).Provider.RootGuardianAt(actorPath.Address), actorPath.Elements);

    /// <summary>A full path, one from the root when it begins with a slash, or one relative to the looker-up.</summary>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        if (ActorPath.TryParse(path, out var actorPath))
        {
            return new ActorSelection(provider.RootGuardianAt(actorPath.Address), actorPath.Elements);
        }

        return new ActorSelection(path.StartsWith('/') ? provider.RootGuardian : lookupRoot, path);
    }

    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path);
}
