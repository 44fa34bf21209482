namespace ActorQueue.Contracts.Api;

/// <summary>One change of one task, as the stream of events tells it.</summary>
/// <param name="Change">What happened: enqueued, started, progressed, retry-scheduled, completed and so on; <c>lagged</c> when changes were missed.</param>
/// <param name="Task">The task just after it; null when changes were missed.</param>
public sealed record TaskEvent(string Change, TaskView? Task);
