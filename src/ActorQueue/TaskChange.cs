using ActorQueue.Contracts;

namespace ActorQueue;

/// <summary>One thing that happened to a task, told after it was committed (progress, which is not journaled, as it comes).</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Task">The task just after it; null only for <see cref="TaskChangeKind.Lagged"/>.</param>
public sealed record TaskChange(TaskChangeKind Kind, TaskView? Task);

/// <summary>What can happen to a task, as its watchers are told.</summary>
public enum TaskChangeKind
{
    /// <summary>Not a change.</summary>
    None = 0,

    /// <summary>The watcher was too slow and missed changes: it must look again (<see cref="TaskQueue.GetAsync"/>, <see cref="TaskQueue.ListAsync"/>).</summary>
    Lagged = 1,

    /// <summary>Accepted.</summary>
    Enqueued = 2,

    /// <summary>An attempt started.</summary>
    Started = 3,

    /// <summary>The running attempt said how far it is.</summary>
    Progressed = 4,

    /// <summary>An attempt failed, and another one is due.</summary>
    RetryScheduled = 5,

    /// <summary>Waits again without having been charged an attempt: its worker was lost or drained.</summary>
    Returned = 6,

    /// <summary>Final: done, with a result.</summary>
    Completed = 7,

    /// <summary>Final: failed for good.</summary>
    Failed = 8,

    /// <summary>Final: cancelled.</summary>
    Cancelled = 9,

    /// <summary>Held back by a client.</summary>
    Paused = 30,

    /// <summary>Goes on after a pause.</summary>
    Resumed = 31,

    /// <summary>Waits with another priority.</summary>
    Reprioritised = 32,

    /// <summary>Had ended, and waits for another run.</summary>
    Revived = 33,
}
