namespace ActorQueue.Contracts;

/// <summary>Why a task has not started, and when it will.</summary>
public sealed record WaitExplanation
{
    /// <summary>The task.</summary>
    public required TaskId Id { get; init; }

    /// <summary>Its status. A task that runs or has ended waits for nothing.</summary>
    public required QueueTaskStatus Status { get; init; }

    /// <summary>Everything that it waits for now; empty when it runs or has ended.</summary>
    public IReadOnlyList<WaitReason> Reasons { get; init; } = [];

    /// <summary>
    /// How many ready tasks start before it, by priority, turns and limits as they stand; null when it is not ready itself. A
    /// worker that does not take one of them, or has no room for it, passes it over.
    /// </summary>
    public int? TasksAhead { get; init; }

    /// <summary>When it may start, where that is a matter of time alone (<see cref="WaitReasons.Scheduled"/>, <see
    /// cref="WaitReasons.Backoff"/>, <see cref="WaitReasons.RateLimit"/>); it starts then if a worker is free. Null otherwise.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>
    /// It starts on a free worker as soon as so many others have started, where nothing but the order holds it back; null
    /// otherwise.
    /// </summary>
    public int? StartsAfter { get; init; }
}

/// <summary>One thing that a task waits for.</summary>
/// <param name="Code">One of <see cref="WaitReasons"/>.</param>
/// <param name="Message">A sentence with names and numbers.</param>
public sealed record WaitReason(string Code, string Message)
{
    /// <summary>When it passes, where that is known.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The key or kind that it is about.</summary>
    public string? Key { get; init; }

    /// <summary>How many of that there are: running tasks of the key, tasks ahead.</summary>
    public int? Count { get; init; }

    /// <summary>How many there may be.</summary>
    public int? Limit { get; init; }

    /// <summary>The tasks that it is about, at most <see cref="WaitReasons.MaxTasks"/>.</summary>
    public IReadOnlyList<TaskId> Tasks { get; init; } = [];
}

/// <summary>The codes of <see cref="WaitReason"/>.</summary>
public static class WaitReasons
{
    /// <summary>Most tasks that a reason names.</summary>
    public const int MaxTasks = 100;

    /// <summary>The queue starts nothing until it is resumed.</summary>
    public const string QueuePaused = "queue-paused";

    /// <summary>Nothing of its kind starts for now.</summary>
    public const string KindPaused = "kind-paused";

    /// <summary>The task is paused.</summary>
    public const string TaskPaused = "task-paused";

    /// <summary>Other tasks must end first.</summary>
    public const string Dependencies = "dependencies";

    /// <summary>Its not-before time has not come.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>An attempt failed, and the delay before the next one runs.</summary>
    public const string Backoff = "backoff";

    /// <summary>As many tasks of its concurrency key run as may.</summary>
    public const string ConcurrencyLimit = "concurrency-limit";

    /// <summary>Its rate key has no token.</summary>
    public const string RateLimit = "rate-limit";

    /// <summary>Its worker died under it, so it runs again only where nothing else does.</summary>
    public const string RunsAlone = "runs-alone";

    /// <summary>No worker is attached.</summary>
    public const string NoWorker = "no-worker";

    /// <summary>No worker takes tasks of its kind and priority.</summary>
    public const string NoWorkerForTask = "no-worker-for-task";

    /// <summary>It needs more than any worker that would take it has.</summary>
    public const string NeedsTooMuch = "needs-too-much";

    /// <summary>What it needs is reserved by running tasks.</summary>
    public const string NoRoom = "no-room";

    /// <summary>Other ready tasks start before it.</summary>
    public const string BehindOthers = "behind-others";

    /// <summary>It is the next one, as soon as a worker has a free slot.</summary>
    public const string NextInOrder = "next";
}
