using ActorQueue.Contracts;

namespace ActorQueue.Core.Commands;

/// <summary>What became of a batch's cancel.</summary>
/// <param name="Id">The batch.</param>
/// <param name="Cancelled">Members that waited and are now cancelled.</param>
/// <param name="Requested">Members that run and whose workers must be asked to stop.</param>
public sealed record BatchCancelled(BatchId Id, int Cancelled, IReadOnlyList<TaskId> Requested);
