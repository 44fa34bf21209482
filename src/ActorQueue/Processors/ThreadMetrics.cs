using System.Diagnostics.Metrics;

namespace ActorQueue.Processors;

/// <summary>The threads for synchronous processors as metrics.</summary>
/// <remarks><c>actorqueue.pool.exhaustion</c>: attempts refused for want of a thread. <c>actorqueue.pool.utilization</c>: busy threads, percent.</remarks>
internal static class ThreadMetrics
{
    public static void AddTo(Meter meter, SyncThreads threads)
    {
        meter.CreateObservableCounter("actorqueue.pool.exhaustion", () => threads.Load.Exhaustions, "{attempt}", "Attempts refused because no thread was free in time");
        meter.CreateObservableGauge("actorqueue.pool.utilization", () => threads.Load.UtilizationPercent, "%", "Threads for synchronous processors that are taken");
    }
}
