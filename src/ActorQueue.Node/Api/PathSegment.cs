namespace ActorQueue.Node.Api;

/// <summary>A name of a client's choice in an address.</summary>
internal static class PathSegment
{
    /// <summary>The server leaves an escaped slash as it is, so that it does not part segments.</summary>
    public static string Unescaped(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
