using ActorQueue.Contracts;
using ActorQueue.Core.State;
using ActorQueue.Core.Workers;

namespace ActorQueue.Core;

/// <summary>What can be asked about workers. Nothing here changes the state.</summary>
public static class WorkerQueries
{
    /// <summary>The registered workers, by id.</summary>
    public static IReadOnlyList<WorkerDefinition> RegisteredWorkers(this QueueState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return [.. state.Registry.All.Select(worker => worker.Definition)];
    }

    /// <summary>A registered worker; null when there is none of this id.</summary>
    public static WorkerDefinition? FindWorker(this QueueState state, string workerId)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Registry.Find(workerId)?.Definition;
    }

    /// <summary>Whether a client holds a worker back.</summary>
    public static bool IsWorkerPaused(this QueueState state, string workerId)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Registry.Find(workerId) is { IsPaused: true };
    }

    /// <summary>
    /// What the queue itself knows of a worker, as idle, processing or paused; whether it is heard of is its supervisor's
    /// to add. Null when there is none of this id.
    /// </summary>
    public static WorkerView? ViewWorker(this QueueState state, string workerId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Registry.Find(workerId) is not { } worker)
        {
            return null;
        }

        int running = state.Workers.Find(workerId)?.InFlight ?? 0;
        return new WorkerView
        {
            Id = worker.Id,
            Name = worker.Definition.Name,
            IsLocal = worker.Definition.IsLocal,
            Status = worker.IsPaused ? WorkerStatus.Paused : running > 0 ? WorkerStatus.Processing : WorkerStatus.Idle,
            Kinds = worker.Definition.Kinds,
            MinPriority = worker.Definition.MinPriority,
            MaxPriority = worker.Definition.MaxPriority,
            MaxAttempts = worker.Definition.MaxAttempts,
            Running = running,
            Processed = worker.Processed,
            Failures = worker.Failures,
            RegisteredAt = worker.RegisteredAt,
            UptimeSeconds = Math.Max(0, (now - worker.RegisteredAt).TotalSeconds),
        };
    }
}
