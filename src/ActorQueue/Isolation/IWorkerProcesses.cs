using ActorQueue.Processors;

namespace ActorQueue.Isolation;

/// <summary>
/// The worker processes of this node. Kinds registered with <see cref="ProcessorIsolation.Process"/> run there by themselves; a processor that wants only a part of its
/// work isolated registers that part as a kind of its own and calls this.
/// </summary>
public interface IWorkerProcesses
{
    /// <summary>The processes that live now, at work or waiting for it.</summary>
    IReadOnlyCollection<int> ProcessIds { get; }

    /// <summary>Runs the processor of the context's kind in a worker process. Waits while as many are at work as the node has analyzers.</summary>
    /// <param name="context">The attempt. Progress reported in the process is reported here.</param>
    /// <param name="cancellationToken">Cancels the processor's token; two seconds later the process is killed.</param>
    /// <exception cref="TaskFailedException">The processor failed; its process died (<c>crashed</c>) or needed more memory than it may have (<c>out-of-memory</c>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, and nothing of the attempt runs any more.</exception>
    /// <exception cref="QueueUnavailableException">The host has not been started, or has been stopped.</exception>
    Task<TaskResult> RunAsync(TaskContext context, CancellationToken cancellationToken);
}
