using ActorQueue.Contracts;

namespace ActorQueue.Core.Events;

/// <summary>An attempt that just started took a token of its task's rate key.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Id">The task; its rate key stands in its description.</param>
/// <param name="FullAt">When the key's bucket is full again if nothing else starts.</param>
public sealed record RateTokenTaken(DateTimeOffset At, TaskId Id, DateTimeOffset FullAt) : QueueEvent(At);

/// <summary>An attempt that just started was chosen by one of two compared policies.</summary>
public sealed record StartCompared(DateTimeOffset At, TaskId Id, string Policy) : QueueEvent(At);
