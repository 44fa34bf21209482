using ActorQueue.Contracts;

namespace ActorQueue.Processors;

/// <summary>
/// A bounded set of threads for processors that compute without awaiting: on the shared thread pool a few of them would hold up every actor of the process.
/// Threads start when first needed and wait for more work afterwards. Work that finds no thread in time is refused (<see cref="ErrorCodes.Rejected"/>) instead of
/// waiting on: its analyzer would be taken by a wait, and the task's retry finds a thread elsewhere or later.
/// </summary>
internal sealed class SyncThreads : IDisposable
{
    // Guards everything below it; threads wait on it for work.
    private readonly object _gate = new();
    private readonly LinkedList<Work> _waiting = new();
    private readonly HashSet<Work> _running = [];
    private readonly int _maxThreads;
    private readonly TimeSpan _admission;
    private readonly TimeProvider _time;
    private int _threads;
    private long _exhaustions;
    private bool _isDisposed;

    /// <param name="maxThreads">1 or more.</param>
    /// <param name="admission">How long work waits for a thread before it is refused.</param>
    /// <param name="time">Measures the wait.</param>
    public SyncThreads(int maxThreads, TimeSpan admission, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);
        (_maxThreads, _admission, _time) = (maxThreads, admission, time);
    }

    /// <summary>How taken the threads are.</summary>
    public ProcessorThreads Load
    {
        get
        {
            lock (_gate)
            {
                return new ProcessorThreads(_maxThreads, _running.Count, _running.Count(work => work.IsToldToStop), _exhaustions);
            }
        }
    }

    /// <summary>Runs the work on one of the threads.</summary>
    /// <param name="work">Never stopped from outside; its result or exception is the task's.</param>
    /// <param name="cancellationToken">What the work was given to heed: running after its cancellation, it counts as stuck.</param>
    /// <returns>Fails with <see cref="ErrorCodes.Rejected"/>, to be retried, when no thread was free in time.</returns>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var item = new Work(() => Complete(completion, work), problem => completion.TrySetException(problem), cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var place = _waiting.AddLast(item);
            var unfinished = _waiting.Count + _running.Count;
            if (unfinished > _maxThreads)
            {
                item.Admission = _time.CreateTimer(_ => Refuse(place), null, _admission, Timeout.InfiniteTimeSpan);
            }
            else if (_threads < unfinished)
            {
                _threads++;
                new Thread(TakeWork) { IsBackground = true, Name = "actorqueue-processor" }.Start();
            }

            Monitor.Pulse(_gate);
        }

        return completion.Task;
    }

    /// <summary>Takes no more work. Threads end when theirs is done; they are background threads, so a stuck one does not keep the process.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);
        }
    }

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

    private void Refuse(LinkedListNode<Work> place)
    {
        ProcessorThreads load;
        lock (_gate)
        {
            if (place.List is null)
            {
                return;
            }

            _waiting.Remove(place);
            _exhaustions++;
            load = Load;
        }

        place.Value.Admission?.Dispose();
        place.Value.Refuse(new TaskFailedException(
            ErrorCodes.Rejected,
            $"All {load.Size} threads for synchronous processors are taken, {load.Stuck} of them by attempts that do not stop; none was free within {_admission.TotalMilliseconds:F0} ms " +
            "(workers.sync-threads, workers.sync-admission)."));
    }

    private void TakeWork()
    {
        while (Next() is { } work)
        {
            work.Run();
            lock (_gate)
            {
                _running.Remove(work);
            }
        }
    }

    private Work? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isDisposed)
            {
                Monitor.Wait(_gate);
            }

            if (_waiting.First is not { } first)
            {
                return null;
            }

            _waiting.RemoveFirst();
            _running.Add(first.Value);
            first.Value.Admission?.Dispose();
            return first.Value;
        }
    }

    private sealed class Work(Action run, Action<Exception> refuse, CancellationToken cancellationToken)
    {
        public ITimer? Admission { get; set; }

        public bool IsToldToStop => cancellationToken.IsCancellationRequested;

        public void Run() => run();

        public void Refuse(Exception problem) => refuse(problem);
    }
}
