namespace ActorQueue.Processors;

/// <summary>How taken the threads for synchronous processors are.</summary>
/// <param name="Size">Threads at most (<c>workers.sync-threads</c>).</param>
/// <param name="Busy">Those that run an attempt.</param>
/// <param name="Stuck">Those of them whose attempt was told to stop and has not returned.</param>
/// <param name="Exhaustions">Attempts refused since the start because no thread was free within <c>workers.sync-admission</c>.</param>
public readonly record struct ProcessorThreads(int Size, int Busy, int Stuck, long Exhaustions)
{
    /// <summary>0 to 100.</summary>
    public double UtilizationPercent => 100.0 * Busy / Size;
}
