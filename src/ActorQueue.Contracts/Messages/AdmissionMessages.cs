namespace ActorQueue.Contracts;

/// <summary>Asks why a task waits; answered by <see cref="TaskExplained"/> or <see cref="TaskNotFound"/>.</summary>
public sealed record ExplainTask(TaskId Id) : IQueueRequest;

/// <summary>Why the task waits.</summary>
public sealed record TaskExplained(WaitExplanation Explanation);
