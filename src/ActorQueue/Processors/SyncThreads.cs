using System.Collections.Concurrent;

namespace ActorQueue.Processors;

/// <summary>
/// A bounded set of threads for processors that compute without awaiting: on the shared thread pool a few of them would hold up every actor of the process.
/// Threads start when first needed and wait for more work afterwards.
/// </summary>
internal sealed class SyncThreads : IDisposable
{
    private readonly BlockingCollection<Action> _work = new();
    private readonly int _maxThreads;
    private int _threads;
    private int _unfinished;

    public SyncThreads(int maxThreads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);
        _maxThreads = maxThreads;
    }

    /// <summary>Runs the work on one of the threads; it waits when all are taken.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);

        // Counted before it is added and until it has returned: a count of idle threads would be one too high between a thread's taking of a work and its saying
        // so, and the next work would wait behind that one, for as long as it runs, with threads to spare.
        var unfinished = Interlocked.Increment(ref _unfinished);
        _work.Add(() => Complete(completion, work));
        StartThreadIfNeeded(unfinished);
        return completion.Task;
    }

    /// <summary>Takes no more work. Threads end when theirs is done; they are background threads, so a stuck one does not keep the process.</summary>
    public void Dispose() => _work.CompleteAdding();

    private static void Complete<T>(TaskCompletionSource<T> completion, Func<T> work)
    {
        try
        {
            completion.SetResult(work());
        }
        catch (OperationCanceledException e)
        {
            completion.SetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            // The processor's failure, whatever it is, is the attempt's outcome.
            completion.SetException(e);
        }
    }

    private void StartThreadIfNeeded(int unfinished)
    {
        int threads;
        do
        {
            threads = Volatile.Read(ref _threads);
            if (threads >= Math.Min(unfinished, _maxThreads))
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _threads, threads + 1, threads) != threads);
        new Thread(Work) { IsBackground = true, Name = "actorqueue-processor" }.Start();
    }

    private void Work()
    {
        foreach (var item in _work.GetConsumingEnumerable())
        {
            item();
            Interlocked.Decrement(ref _unfinished);
        }
    }
}
