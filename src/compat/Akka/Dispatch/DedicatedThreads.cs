using System.Collections.Concurrent;

namespace Akka.Dispatch;

/// <summary>
/// Exactly N threads, so that blocking work in their actors can take no thread of the process's pool.
/// Work that is queued when it shuts down still runs.
/// </summary>
internal sealed class DedicatedThreads : ExecutorService
{
    private readonly BlockingCollection<IRunnable> _queue = [];

    public DedicatedThreads(string id, int threadCount, bool isBackground)
        : base(id)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threadCount, 1);
        for (var i = 1; i <= threadCount; i++)
        {
            new Thread(RunQueue) { IsBackground = isBackground, Name = $"{id}_{i}" }.Start();
        }
    }

    public override void Execute(IRunnable run)
    {
        try
        {
            _queue.Add(run);
        }
        catch (InvalidOperationException e)
        {
            throw new RejectedExecutionException($"The threads of dispatcher '{Id}' are shut down.", e);
        }
    }

    public override void Shutdown() => _queue.CompleteAdding();

    private void RunQueue()
    {
        foreach (var run in _queue.GetConsumingEnumerable())
        {
            run.Run();
        }
    }
}
