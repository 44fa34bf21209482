using System.Runtime.CompilerServices;
using ActorQueue.Files;
using ActorQueue.Gateway;

namespace ActorQueue;

public sealed partial class TaskQueue : IFileTaskQueue
{
    /// <inheritdoc/>
    long IFileTaskQueue.LargeFileBytes => _queue.LargeFileBytes;

    /// <summary>Works on files with the registered processors and without the queue.</summary>
    internal Task RunDirectAsync(FileRun run, FileTaskOptions options, TimeProvider time, CancellationToken stop, CancellationToken cancellationToken) =>
        new DirectWork(_queue.Processors, options, time).RunAsync(run, stop, cancellationToken);

    /// <inheritdoc/>
    async Task<IAsyncEnumerator<TaskChange>> IFileTaskQueue.StartWatchAsync(CancellationToken cancellationToken) =>
        ReadAsync(await _queue.WatchAsync(cancellationToken), cancellationToken).GetAsyncEnumerator(cancellationToken);

    private static async IAsyncEnumerable<TaskChange> ReadAsync(TaskWatch watch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (watch)
        {
            await foreach (var change in watch.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
    }
}
