using ActorQueue.Contracts;

namespace ActorQueue.Files;

/// <summary>One file of a list, for a caller who knows more of it than its path.</summary>
/// <param name="Path">Its name, for people and for the default payload.</param>
public sealed record FileTask(string Path)
{
    /// <summary>Its size, which decides whether it is large; null: looked up by its path, and small when there is no such file.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Sets what else its task needs: payload, tags, timeout. Called just before the task is submitted, and again before it is submitted again, with the same id.</summary>
    public Func<TaskSpec, TaskSpec>? Describe { get; init; }

    /// <summary>A task that an earlier run submitted for this file and left: it is followed to its end in place of a new one.</summary>
    public TaskId? SubmittedAs { get; init; }
}
