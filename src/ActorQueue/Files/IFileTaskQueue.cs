using ActorQueue.Contracts;

namespace ActorQueue.Files;

/// <summary>What <see cref="FileTasks"/> needs of a queue: a <see cref="TaskQueue"/> of this process, or a client of one that another process runs.</summary>
public interface IFileTaskQueue
{
    /// <summary>Files above this are large, unless <see cref="FileTaskOptions.LargeFileBytes"/> says otherwise.</summary>
    long LargeFileBytes { get; }

    /// <inheritdoc cref="TaskQueue.EnqueueWhenRoomAsync(IReadOnlyList{TaskSpec}, CancellationToken)"/>
    /// <exception cref="QueueUnavailableException">The queue cannot answer now.</exception>
    Task<IReadOnlyList<EnqueueOutcome>> EnqueueWhenRoomAsync(IReadOnlyList<TaskSpec> tasks, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="TaskQueue.GetAsync"/>
    /// <exception cref="QueueUnavailableException">The queue cannot answer now.</exception>
    Task<TaskView?> GetAsync(TaskId id, CancellationToken cancellationToken = default);

    /// <summary>Starts to watch: every change from the moment on at which the returned task is done.</summary>
    /// <param name="cancellationToken">Ends the start, and afterwards the watch.</param>
    /// <exception cref="QueueUnavailableException">The queue cannot answer now.</exception>
    Task<IAsyncEnumerator<TaskChange>> StartWatchAsync(CancellationToken cancellationToken);
}
