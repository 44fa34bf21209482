namespace ActorQueue.Contracts;

/// <summary>
/// Tasks that are counted together. It is created, tasks are added to it (<see cref="TaskSpec.BatchId"/>), and it is
/// sealed; once it is sealed and all its members have ended it ends itself, and its callbacks are enqueued, each exactly
/// once. A retry of one of its members opens it again, and the next end has callbacks of its own.
/// </summary>
public sealed record BatchSpec
{
    /// <summary>Most characters of <see cref="Name"/>.</summary>
    public const int MaxNameLength = 1024;

    /// <summary>Most generations of batches within batches.</summary>
    public const int MaxDepth = 16;

    /// <summary>The batch's identity; the same id created again is the same batch.</summary>
    public required BatchId Id { get; init; }

    /// <summary>A name for people.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Enqueued when the batch ends, in whichever way; its id is not used (<see cref="FollowUpId"/>).
    /// </summary>
    public TaskSpec? OnCompletion { get; init; }

    /// <summary>Enqueued when the batch ends and all its members completed.</summary>
    public TaskSpec? OnSuccess { get; init; }

    /// <summary>Enqueued when the batch ends and some member failed or was cancelled.</summary>
    public TaskSpec? OnFailure { get; init; }

    /// <summary>The batch in which this one counts as one member; it must not be sealed yet.</summary>
    public BatchId? ParentBatchId { get; init; }

    /// <summary>The callbacks that there are, each with the end that it follows and its index in <see cref="FollowUpId"/>.</summary>
    public IEnumerable<(int Index, DependencyCondition On, TaskSpec Task)> Callbacks()
    {
        if (OnCompletion is not null)
        {
            yield return (0, DependencyCondition.End, OnCompletion);
        }

        if (OnSuccess is not null)
        {
            yield return (1, DependencyCondition.Success, OnSuccess);
        }

        if (OnFailure is not null)
        {
            yield return (2, DependencyCondition.Failure, OnFailure);
        }
    }

    /// <summary>Every problem with this description, empty when it is sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string>? problems = null;
        if (!Id.IsValid)
        {
            TaskSpecValidation.Add(ref problems, $"id: '{Id}' is not a UUID of version 7");
        }

        if (string.IsNullOrWhiteSpace(Name) || Name.Length > MaxNameLength)
        {
            TaskSpecValidation.Add(ref problems, $"name: 1 to {MaxNameLength} characters are needed");
        }

        if (ParentBatchId is { } parent && (!parent.IsValid || parent == Id))
        {
            TaskSpecValidation.Add(ref problems, $"parentBatchId: '{parent}' is not the id of another batch");
        }

        int left = FollowUp.MaxCount;
        foreach (var (_, on, task) in Callbacks())
        {
            GraphValidation.CheckTemplate(ref problems, task, "on" + on, depth: 1, ref left);
        }

        return (IReadOnlyList<string>?)problems ?? [];
    }
}
