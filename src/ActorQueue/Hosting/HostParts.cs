using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Isolation;
using ActorQueue.Processors;
using ActorQueue.Processors.Payloads;

namespace ActorQueue.Hosting;

/// <summary>What an application has registered.</summary>
/// <param name="Payloads">The payload formats.</param>
/// <param name="QueueWide">Follow-ups of every task that is submitted here.</param>
/// <param name="Processors">The processors; made when the host starts, since they may have the <see cref="TaskQueue"/> injected, which is the host's.</param>
/// <param name="Callbacks">The named callbacks; the same holds for all of them.</param>
/// <param name="WorkerProcesses">Those of the kinds that are isolated by process.</param>
internal sealed record HostParts(
    PayloadFormats Payloads, IEnumerable<FollowUp> QueueWide, Lazy<ProcessorRegistry> Processors, Lazy<HostCallbacks> Callbacks, WorkerProcesses WorkerProcesses);

/// <summary>The named callbacks of an application, of each sort.</summary>
internal sealed record HostCallbacks(
    NamedHandlers<ITaskCallback> Tasks, NamedHandlers<IProgressCallback> Progress, NamedHandlers<IStatisticsCallback> Statistics);
