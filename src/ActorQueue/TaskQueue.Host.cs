using ActorQueue.Processors;

namespace ActorQueue;

public sealed partial class TaskQueue
{
    /// <summary>How taken this process's threads for synchronous processors are, and how often they were exhausted.</summary>
    /// <exception cref="QueueUnavailableException">The host has not been started, or has been stopped.</exception>
    public ProcessorThreads ProcessorThreads => _host.ThreadLoad;
}
