namespace ActorQueue.Node.Hosting;

/// <summary>Where the running HTTP API can be reached.</summary>
public sealed class QueueApi
{
    /// <summary>The Unix socket.</summary>
    public string SocketPath { get; internal set; } = "";

    /// <summary>The addresses besides, with their real ports.</summary>
    public IReadOnlyList<string> Urls { get; internal set; } = [];
}
