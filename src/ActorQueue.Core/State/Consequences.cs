using ActorQueue.Contracts;

namespace ActorQueue.Core.State;

/// <summary>What an applied event leaves to be decided.</summary>
internal enum ConsequenceKind : byte
{
    None = 0,

    /// <summary>The task ended and has follow-ups.</summary>
    FollowUps = 1,

    /// <summary>The task waits for one that did not end as required.</summary>
    DependencyUnmet = 2,

    /// <summary>The batch is sealed and its last member has ended.</summary>
    BatchDone = 3,
}

/// <summary>One thing to decide.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Subject">The task that it is about.</param>
/// <param name="Cause">The task that caused it, where there is one.</param>
internal readonly record struct Consequence(ConsequenceKind Kind, TaskId Subject, TaskId Cause = default)
{
    /// <summary>The batch that it is about.</summary>
    public BatchId Batch { get; init; }
}

/// <summary>
/// What applied events leave to be decided within the same commit, first come first. Empty between commits, so no
/// snapshot holds it; a replay, which reads the decisions, forgets it.
/// </summary>
internal sealed class Consequences
{
    private readonly Queue<Consequence> _pending = new();

    public int Count => _pending.Count;

    public void Add(Consequence consequence) => _pending.Enqueue(consequence);

    public Consequence Take() => _pending.Dequeue();

    public void Clear() => _pending.Clear();
}
