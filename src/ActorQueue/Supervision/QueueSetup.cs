using Akka.Actor;
using ActorQueue.Hosting;
using ActorQueue.Journal;
using ActorQueue.Metrics;

namespace ActorQueue.Supervision;

/// <summary>What a queue needs of the world around it; the same for every restart of its actors.</summary>
internal sealed record QueueSetup
{
    public required ActorQueueSettings Settings { get; init; }

    /// <summary>The clock of the actor system's scheduler, so that virtual time drives both.</summary>
    public required TimeProvider Time { get; init; }

    public required Random Jitter { get; init; }

    public required string PersistenceId { get; init; }

    /// <summary>The pool of this process; attempts of others are lost when the queue starts.</summary>
    public required string LocalWorkerId { get; init; }

    public required IActorRef Gateway { get; init; }

    public required IActorRef Workers { get; init; }

    public required IActorRef History { get; init; }

    /// <summary>Counts what is on disk.</summary>
    public required QueueMetrics Metrics { get; init; }

    /// <summary>Calls the progress handlers that tasks name.</summary>
    public IActorRef ProgressCalls { get; init; } = ActorRefs.Nobody;

    public required QueueSnapshots Snapshots { get; init; }
}
