using ActorQueue.Processors;

namespace ActorQueue;

public sealed partial class TaskQueue
{
    /// <summary>How taken this process's threads for synchronous processors are, and how often they were exhausted.</summary>
    /// <exception cref="QueueUnavailableException">The host has not been started, or has been stopped.</exception>
    public ProcessorThreads ProcessorThreads => _host.ThreadLoad;

    /// <summary>Whether this process runs tasks of the kind <c>command</c> (<c>actorqueue.processors.command.enabled</c>); when not, they fail with <c>command-disabled</c>.</summary>
    /// <exception cref="QueueUnavailableException">The host has not been started, or has been stopped.</exception>
    public bool RunsCommands => _host.RunsCommands;
}
