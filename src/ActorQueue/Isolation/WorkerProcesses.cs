using ActorQueue.Processors;

namespace ActorQueue.Isolation;

/// <summary>What processors are given to call worker processes by, before there are any: they are made before the node has read its settings.</summary>
internal sealed class WorkerProcesses : IWorkerProcesses
{
    private WorkerProcessPool? _pool;

    public IReadOnlyCollection<int> ProcessIds => Volatile.Read(ref _pool)?.ProcessIds ?? [];

    public void Start(WorkerProcessPool pool) => Volatile.Write(ref _pool, pool);

    /// <summary>Ends all of them, those at work, too.</summary>
    public async ValueTask StopAsync()
    {
        if (Interlocked.Exchange(ref _pool, null) is { } pool)
        {
            await pool.DisposeAsync();
        }
    }

    public Task<TaskResult> RunAsync(TaskContext context, CancellationToken cancellationToken) => Volatile.Read(ref _pool) is { } pool
        ? pool.RunAsync(context, cancellationToken)
        : Task.FromException<TaskResult>(new QueueUnavailableException("its host has not been started, or has been stopped"));
}
