namespace ActorQueue.Contracts;

/// <summary>
/// A task that the queue enqueues when another one ends, exactly once, in the commit of that end: the one mechanism for
/// callbacks, webhooks and continuations.
/// </summary>
/// <param name="On">After which end.</param>
/// <param name="Task">
/// What is enqueued. Its <see cref="TaskSpec.Id"/> is not used: the queue derives one from the parent's id, its run and
/// this follow-up's index (<see cref="FollowUpId"/>), and sets <see cref="TaskSpec.ParentId"/>. It was admitted with its
/// parent, so neither a full nor a draining queue refuses it. It may have follow-ups of its own, but neither dependencies
/// nor a batch.
/// </param>
public sealed record FollowUp(DependencyCondition On, TaskSpec Task)
{
    /// <summary>Most follow-ups of one task or batch, those of follow-ups included.</summary>
    public const int MaxCount = 32;

    /// <summary>Most generations of follow-ups of follow-ups.</summary>
    public const int MaxDepth = 8;
}
