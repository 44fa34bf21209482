using ActorQueue.Contracts;
using ActorQueue.Core.Codec;

namespace ActorQueue.Core.Events;

/// <summary>A task that a batch's end enqueues, ready packed.</summary>
/// <param name="Index">Which of the callbacks it is; part of its id (<see cref="FollowUpId"/>).</param>
/// <param name="On">After which end.</param>
/// <param name="Kind">The processor.</param>
/// <param name="Priority">The priority.</param>
/// <param name="NotBefore">Not started before this time.</param>
/// <param name="Body">The rest.</param>
public sealed record BatchCallback(
    int Index, DependencyCondition On, string Kind, int Priority, DateTimeOffset? NotBefore, TaskBody Body);

/// <summary>A batch was created, within the parent where there is one.</summary>
public sealed record BatchCreated(
    DateTimeOffset At, BatchId Id, string Name, BatchId? ParentId, IReadOnlyList<BatchCallback> Callbacks) : QueueEvent(At);

/// <summary>A batch takes no further members.</summary>
public sealed record BatchSealed(DateTimeOffset At, BatchId Id) : QueueEvent(At);

/// <summary>
/// A sealed batch is open again while its members get another run one by one: it must not end between two of them.
/// </summary>
public sealed record BatchReopened(DateTimeOffset At, BatchId Id) : QueueEvent(At);

/// <summary>A sealed batch's last member has ended. Its callbacks follow in the same commit.</summary>
public sealed record BatchEnded(DateTimeOffset At, BatchId Id) : QueueEvent(At);

/// <summary>
/// Batches that ended before <paramref name="EndedBefore"/>, and those that ended first while there are more than
/// <paramref name="Keep"/> batches in all, were forgotten.
/// </summary>
public sealed record BatchesForgotten(DateTimeOffset At, DateTimeOffset EndedBefore, int Keep) : QueueEvent(At);
