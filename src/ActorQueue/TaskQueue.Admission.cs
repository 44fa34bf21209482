using ActorQueue.Contracts;

namespace ActorQueue;

/// <summary>Why tasks wait.</summary>
public sealed partial class TaskQueue
{
    /// <summary>Everything that a task waits for now, its place in the order, and when it will start where that is known; null when the queue does not know it (any more).</summary>
    /// <remarks>Looks at every live task: for people who wonder, not for polling.</remarks>
    public async Task<WaitExplanation?> ExplainAsync(TaskId id, CancellationToken cancellationToken = default) =>
        (await _queue.AskAsync<object>(new ExplainTask(id), cancellationToken) as TaskExplained)?.Explanation;
}
