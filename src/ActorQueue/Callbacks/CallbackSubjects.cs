using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Callbacks;

/// <summary>Finds what a callback is about: the task, all of whose progress has then been told, or the batch whose end it follows.</summary>
internal sealed class CallbackSubjects(TaskQueues queues)
{
    /// <exception cref="TaskFailedException">It follows nothing, or nobody knows it any more.</exception>
    public async Task<(TaskView? Task, BatchView? Batch)> FindAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var queue = queues[context.Queue];
        if (context.ParentId is { } task)
        {
            await queue.FinishProgressAsync(task, cancellationToken);
            return (await queue.GetAsync(task, cancellationToken) ?? throw Gone($"The task {task}"), null);
        }

        if (context.ParentBatchId is { } batch)
        {
            return (null, await queue.GetBatchAsync(batch, cancellationToken) ?? throw Gone($"The batch {batch}"));
        }

        throw new TaskFailedException(ErrorCodes.ParentGone, $"A task of the kind '{context.Kind}' follows the end of another one; this one was submitted by itself.", FailureClass.Permanent);
    }

    private static TaskFailedException Gone(string subject) =>
        new(ErrorCodes.ParentGone, $"{subject} is not known any more: its history was swept before this callback ran (history.retention).", FailureClass.Permanent);
}
