using ActorQueue.Contracts;

namespace ActorQueue;

/// <summary>The queue cannot answer now: it is starting, recovering from a storage failure, overloaded or stopped. Nothing is known of the request's outcome;
/// sending it again with the same task ids is safe.</summary>
public sealed class QueueUnavailableException(string reason, Exception? innerException = null)
    : QueueException($"The queue is unavailable: {reason}.", innerException);

/// <summary>Another process owns the data folder.</summary>
public sealed class DataDirectoryInUseException(string directory, int? processId)
    : QueueException($"The data folder '{directory}' is in use by {(processId is { } pid ? $"pid {pid}" : "another process")}.")
{
    /// <summary>The folder.</summary>
    public string Directory { get; } = directory;

    /// <summary>Its owner, or null when the lock file does not say.</summary>
    public int? ProcessId { get; } = processId;
}

/// <summary>Settings that cannot work, all named together.</summary>
public sealed class QueueConfigurationException(IReadOnlyList<string> problems)
    : QueueException($"The configuration has {problems.Count} problem(s):{string.Concat(problems.Select(p => Environment.NewLine + "  - " + p))}")
{
    /// <summary>One sentence each: the key, its value, what is allowed.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
