namespace ActorQueue.Processors;

/// <summary>What stands between a processor's code and the rest of the host.</summary>
public enum ProcessorIsolation
{
    /// <summary>By the processor's type: <see cref="Thread"/> for an <see cref="ISyncTaskProcessor"/>, <see cref="Inline"/> for an <see cref="ITaskProcessor"/>.</summary>
    Default = 0,

    /// <summary>Nothing: it runs on the runtime's thread pool. Code that computes for long holds up others there.</summary>
    Inline = 1,

    /// <summary>A thread of its own, from a bounded set (<c>workers.sync-threads</c>). Cannot be ended from outside.</summary>
    Thread = 2,

    /// <summary>
    /// A process of its own, with a memory limit (<c>workers.memory-limit</c>): whatever the code does, a native crash, an endless loop, memory without end, costs one
    /// attempt and nothing else. The host's <c>Main</c> must call <see cref="Isolation.WorkerProgram"/>.
    /// </summary>
    Process = 3,
}
