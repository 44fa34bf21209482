namespace ActorQueue.Processors;

/// <summary>
/// Code around every attempt, of any kind, in the order of registration: the first one is the outermost. It sees the attempt, its result and its exception, may end it
/// without running it, change its result, or turn one exception into another. One instance serves all attempts at the same time.
/// </summary>
/// <remarks>It runs in the host's process, also around kinds that are isolated in processes of their own, and on the runtime's thread pool.</remarks>
public interface ITaskMiddleware
{
    /// <summary>Runs one attempt.</summary>
    /// <param name="context">The attempt.</param>
    /// <param name="next">The next middleware, and in the end the processor. Called once; not called, the processor does not run.</param>
    /// <param name="cancellationToken">Cancelled as described at <see cref="ITaskProcessor"/>; pass it, or one linked to it, to <paramref name="next"/>.</param>
    ValueTask<TaskResult> InvokeAsync(TaskContext context, TaskStep next, CancellationToken cancellationToken);
}

/// <summary>What remains of an attempt's execution.</summary>
public delegate ValueTask<TaskResult> TaskStep(CancellationToken cancellationToken);
