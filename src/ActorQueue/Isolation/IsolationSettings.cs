namespace ActorQueue.Isolation;

/// <summary>The memory of worker processes.</summary>
/// <param name="MemoryLimitBytes"><c>workers.memory-limit</c>.</param>
/// <param name="MaxMemoryLimitBytes"><c>workers.max-memory-limit</c>: what the limit grows to for a task that ran out of memory.</param>
/// <param name="UsesControlGroups"><c>workers.control-groups</c>.</param>
internal sealed record IsolationSettings(long MemoryLimitBytes, long MaxMemoryLimitBytes, bool UsesControlGroups)
{
    /// <summary>What an attempt may have after so many of its task have run out of memory: twice as much each time, up to the limit.</summary>
    public long MemoryLimitAfter(int outOfMemoryCount)
    {
        var bytes = MemoryLimitBytes;
        for (var i = 0; i < outOfMemoryCount && bytes < MaxMemoryLimitBytes; i++)
        {
            bytes = Math.Min(2 * bytes, MaxMemoryLimitBytes);
        }

        return bytes;
    }
}

/// <summary>What bounds a pool of worker processes beside their memory.</summary>
/// <param name="MaxProcesses">As many as the node has analyzers.</param>
/// <param name="MaxResultBytes"><c>queue.max-result-bytes</c>.</param>
/// <param name="MaxCheckpointBytes"><c>attempt.max-checkpoint-bytes</c>.</param>
internal readonly record struct WorkerProcessBounds(int MaxProcesses, int MaxResultBytes, int MaxCheckpointBytes)
{
    /// <summary>The most that a worker process may send at once.</summary>
    public int MaxContentBytes => Math.Max(MaxResultBytes, MaxCheckpointBytes);
}
