using ActorQueue.Contracts;

namespace ActorQueue.Callbacks;

/// <summary>What an application wants to be called for while it runs (<see cref="TaskQueue.SubscribeAsync"/>). One call at a time, in the order of the changes.</summary>
/// <remarks>Nothing of it survives the process: for that, register an <see cref="ITaskCallback"/> by name. An exception is logged, and the next change is told.</remarks>
public sealed record TaskCallbacks
{
    /// <summary>A task has completed.</summary>
    public Func<TaskView, ValueTask>? OnSuccess { get; init; }

    /// <summary>A task has failed for good, or was cancelled.</summary>
    public Func<TaskView, ValueTask>? OnFailure { get; init; }

    /// <summary>A running attempt said how far it is (<see cref="TaskView.Progress"/>), at most ten times a second for one task.</summary>
    public Func<TaskView, ValueTask>? OnProgress { get; init; }

    internal Func<TaskView, ValueTask>? For(TaskChange change) => change.Kind switch
    {
        TaskChangeKind.Completed => OnSuccess,
        TaskChangeKind.Failed or TaskChangeKind.Cancelled => OnFailure,
        TaskChangeKind.Progressed => OnProgress,
        _ => null,
    };
}
