using System.Globalization;

namespace Akka.Actor.Internal;

/// <summary>How a cell makes and finds its children.</summary>
internal static class CellChildren
{
    public static readonly TerminatedProps TerminatedProps = new();

    /// <summary>Shared by all cells that ended without ever having had children.</summary>
    public static readonly ChildrenOfCell Ended = CreateEnded();

    public static IInternalActorRef Make(ActorCell cell, Props props, string? name, bool isAsync, bool isSystemService)
    {
        var checkedName = name is null ? RandomName(cell) : Checked(name);
        cell.Children().Reserve(checkedName);
        IInternalActorRef actor;
        try
        {
            var path = new ChildActorPath(cell.Self.Path, checkedName, ActorUid.Next());
            actor = cell.SystemImpl.Provider.ActorOf(
                cell.SystemImpl, props, cell.SelfInternal, path, isSystemService, null!, lookupDeploy: true, isAsync);
        }
        catch
        {
            cell.Children().Unreserve(checkedName);
            throw;
        }

        var isKnown = cell.Children().Init(actor) is not null;
        actor.Start();
        if (!isKnown)
        {
            // The parent ended meanwhile and would never stop it.
            actor.Stop();
        }

        return actor;
    }

    public static IInternalActorRef Find(ActorCell cell, string name)
    {
        var hash = name.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0)
        {
            return cell.GetChildByName(name);
        }

        var child = cell.GetChildByName(name[..hash]);
        return long.TryParse(name.AsSpan(hash + 1), NumberStyles.Integer, CultureInfo.InvariantCulture, out var uid)
            && (uid == ActorCell.UndefinedUid || uid == child.Path.Uid) ? child : ActorRefs.Nobody;
    }

    public static string Base64Name(long number, string prefix)
    {
        const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";
        Span<char> text = stackalloc char[16];
        var length = 0;
        do
        {
            text[length++] = Digits[(int)(number & 63)];
            number >>= 6;
        }
        while (number != 0);

        return string.Concat(prefix, text[..length]);
    }

    private static string RandomName(ActorCell cell) => Base64Name(cell.NextAnonymousNumber(), "$");

    private static string Checked(string name)
    {
        if (name.Length == 0)
        {
            throw new InvalidActorNameException("Actor name must not be empty.");
        }

        return ActorPath.IsValidPathElement(name)
            ? name
            : throw new InvalidActorNameException(
                $"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, include only ASCII letters "
                + $"and can only contain these special characters: {ActorPath.ValidSymbols}.");
    }

    private static ChildrenOfCell CreateEnded()
    {
        var ended = new ChildrenOfCell();
        ended.SetTerminated();
        return ended;
    }
}

/// <summary>Numbers that tell incarnations of a path apart, also across processes: hence random, never 0.</summary>
internal static class ActorUid
{
    [ThreadStatic]
    private static Random? _random;

    public static long Next()
    {
        var random = _random ??= new Random();
        int uid;
        do
        {
            uid = random.Next(1, int.MaxValue);
        }
        while (uid == ActorCell.UndefinedUid);
        return uid;
    }
}
