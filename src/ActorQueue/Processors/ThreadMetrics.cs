using System.Diagnostics.Metrics;

namespace ActorQueue.Processors;

/// <summary>The threads for synchronous processors as metrics of the meter <c>ActorQueue</c>.</summary>
/// <remarks><c>actorqueue.pool.exhaustion</c>: attempts refused for want of a thread. <c>actorqueue.pool.utilization</c>: busy threads, percent.</remarks>
internal sealed class ThreadMetrics : IDisposable
{
    /// <summary>The meter of this queue; a process with several queues has several of the same name.</summary>
    public Meter Meter { get; } = new("ActorQueue");

    public ThreadMetrics(SyncThreads threads)
    {
        Meter.CreateObservableCounter("actorqueue.pool.exhaustion", () => threads.Load.Exhaustions, "{attempt}", "Attempts refused because no thread was free in time");
        Meter.CreateObservableGauge("actorqueue.pool.utilization", () => threads.Load.UtilizationPercent, "%", "Threads for synchronous processors that are taken");
    }

    public void Dispose() => Meter.Dispose();
}
