namespace ActorQueue.Contracts;

/// <summary>
/// Holds a waiting task back, or asks a running one to save its state and yield. Durable. Answered by
/// <see cref="TaskControlled"/>.
/// </summary>
public sealed record PauseTask(TaskId Id) : IQueueRequest;

/// <summary>
/// Lets a paused task go on where it was: with its due time, its retries and its priority. Durable. Answered by
/// <see cref="TaskControlled"/>.
/// </summary>
public sealed record ResumeTask(TaskId Id) : IQueueRequest;

/// <summary>Gives a waiting task another priority. Durable. Answered by <see cref="TaskControlled"/>.</summary>
/// <param name="Id">The task.</param>
/// <param name="Priority">The priority from now on; retries lower it further.</param>
public sealed record ReprioritiseTask(TaskId Id, int Priority) : IQueueRequest;

/// <summary>How a command about one task ended.</summary>
public enum TaskControlResult : byte
{
    /// <summary>Reserved: a zeroed field is no result.</summary>
    None = 0,

    /// <summary>It is as asked, on disk.</summary>
    Done = 1,

    /// <summary>It runs: its worker has been asked, and the task is as asked when the attempt yields.</summary>
    Requested = 2,

    /// <summary>It already was as asked; nothing changed.</summary>
    Unchanged = 3,

    /// <summary>It has ended; nothing changed.</summary>
    AlreadyFinished = 4,

    /// <summary>The id is not known.</summary>
    NotFound = 5,

    /// <summary>It runs, and this is only done to tasks that wait; nothing changed.</summary>
    Running = 6,
}

/// <summary>What became of a command about one task.</summary>
/// <param name="Id">The task.</param>
/// <param name="Result">The outcome.</param>
/// <param name="Status">The task's status after it; <see cref="QueueTaskStatus.None"/> when not found.</param>
public sealed record TaskControlled(TaskId Id, TaskControlResult Result, QueueTaskStatus Status);

/// <summary>
/// Starts no task of this kind until it is resumed; submits are accepted and running attempts go on. Durable. Answered by
/// <see cref="KindControlled"/>.
/// </summary>
public sealed record PauseKind(string Kind) : IQueueControl;

/// <summary>Ends a kind's pause. Durable. Answered by <see cref="KindControlled"/>.</summary>
public sealed record ResumeKind(string Kind) : IQueueControl;

/// <summary>A kind after a command about it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="IsPaused">Whether it is paused now, on disk.</param>
/// <param name="Changed">False when it already was so.</param>
public sealed record KindControlled(string Kind, bool IsPaused, bool Changed);

/// <summary>
/// Cancels every task that fits: waiting ones at once, running ones by asking their workers. Answered by
/// <see cref="TasksAffected"/>.
/// </summary>
public sealed record CancelTasks(TaskFilter Filter) : IQueueRequest;

/// <summary>
/// Ends every waiting task that fits, as cancelled; leaves running ones alone. Answered by <see cref="TasksAffected"/>.
/// </summary>
public sealed record PurgeTasks(TaskFilter Filter) : IQueueRequest;

/// <summary>How many tasks a command about many has changed, on disk.</summary>
public sealed record TasksAffected(int Count);

/// <summary>Which of these tasks the queue holds; answered by <see cref="LiveTasks"/>.</summary>
public sealed record FindLiveTasks(IReadOnlyList<TaskId> Ids) : IQueueRequest;

/// <summary>Those of the tasks asked for that the queue holds.</summary>
public sealed record LiveTasks(IReadOnlyList<TaskId> Ids);
