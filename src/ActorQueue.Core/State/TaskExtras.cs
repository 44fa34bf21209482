using ActorQueue.Contracts;

namespace ActorQueue.Core.State;

/// <summary>What only few live tasks have, so that the others pay one empty reference for it.</summary>
internal sealed class TaskExtras
{
    /// <summary>The ends of the list of tasks that wait for this one, in <see cref="DependencyGraph"/>.</summary>
    public int FirstDependent { get; set; } = DependencyGraph.None;

    public int LastDependent { get; set; } = DependencyGraph.None;

    /// <summary>The ends of the list of tasks that this one waits for.</summary>
    public int FirstDependency { get; set; } = DependencyGraph.None;

    public int LastDependency { get; set; } = DependencyGraph.None;

    /// <summary>
    /// The batch that counts it; null also when that has been forgotten, though the description still names it.
    /// </summary>
    public BatchEntry? Batch { get; set; }

    /// <summary>What becomes of it when one of those does not end as required.</summary>
    public DependencyFailurePolicy OnDependencyFailed { get; set; }

    /// <summary>
    /// One of those did not end as required, and the event that says what becomes of this task follows in the same
    /// commit: nothing else moves it meanwhile. Not part of a snapshot, which stands between commits.
    /// </summary>
    public bool IsDoomed { get; set; }

    /// <summary>What a paused task was and is again when it is resumed; none when it is not paused.</summary>
    public QueueTaskStatus PausedFrom { get; set; }

    /// <summary>Attempts handed back because of a pause; they are no drains.</summary>
    public int Pauses { get; set; }

    /// <summary>Which run this is; a dead letter that is retried begins another.</summary>
    public int Run { get; set; } = 1;

    /// <summary>Attempts of earlier runs.</summary>
    public int AttemptsBefore { get; set; }

    /// <summary>Attempts of this run that ran out of memory.</summary>
    public int OutOfMemory { get; set; }

    /// <summary>
    /// The priority that it was given, where retries of this run have lowered it since; another run begins with it.
    /// </summary>
    public int? GivenPriority { get; set; }

    /// <summary>How attempts failed, oldest first; null when none has.</summary>
    public List<AttemptError>? Errors { get; set; }

    /// <summary>What the last attempt left for the next one.</summary>
    public byte[]? Checkpoint { get; set; }

    /// <summary>Lets go of what only a live run needs.</summary>
    public void EndRun() => PausedFrom = QueueTaskStatus.None;

    /// <summary>Under which conditions it may start.</summary>
    public TaskAdmission? Admission { get; set; }
}
