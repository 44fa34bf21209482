using ActorQueue.Contracts;

namespace ActorQueue.Callbacks;

/// <summary>
/// Code that is called when a task or a batch has ended. Registered under a name (<c>AddCallback</c>), which is what tasks carry: the call is a task of its own, enqueued in
/// the commit of that end, so it survives a restart, is retried when it throws, and stands in the history. Exactly one call is recorded; it may be made more than once, as any
/// attempt: <see cref="CallbackContext.CallId"/> tells a repetition.
/// </summary>
public interface ITaskCallback
{
    /// <summary>Handles one end. Throw to be called again; <see cref="Processors.TaskFailedException"/> says whether that can help.</summary>
    ValueTask InvokeAsync(CallbackContext context, CancellationToken cancellationToken);
}

/// <summary>What a callback is about; one of <paramref name="Task"/> and <paramref name="Batch"/> is set.</summary>
/// <param name="CallId">The call; the same when it is made again.</param>
/// <param name="Attempt">Which try this is, from 1.</param>
/// <param name="Task">The task that has ended, as it is now: a dead letter that was retried meanwhile may run again.</param>
/// <param name="Batch">The batch that has ended, as it is now.</param>
/// <param name="Data">What was given with the callback when the task was made.</param>
public sealed record CallbackContext(TaskId CallId, int Attempt, TaskView? Task, BatchView? Batch, ReadOnlyMemory<byte> Data);
