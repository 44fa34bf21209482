namespace ActorQueue.Core.State;

/// <summary>
/// A worker that is kept for one task which others have bypassed often enough. Not part of history: a new owner counts
/// anew.
/// </summary>
/// <param name="Slot">The task.</param>
/// <param name="Sequence">The task's sequence, for the slot may be another's by now.</param>
/// <param name="WorkerId">The worker.</param>
internal sealed record ResourceHold(int Slot, long Sequence, string WorkerId);
