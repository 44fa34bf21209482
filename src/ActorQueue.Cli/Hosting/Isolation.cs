namespace ActorQueue.Cli.Hosting;

/// <summary>What stands between the code that decodes a file and the rest of the process.</summary>
internal enum Isolation
{
    /// <summary>A thread of its own from a bounded set.</summary>
    Thread,

    /// <summary>The runtime's thread pool.</summary>
    Inline,
}
