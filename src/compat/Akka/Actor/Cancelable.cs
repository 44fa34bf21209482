namespace Akka.Actor;

/// <summary>A cancellation whose delays run on the actor scheduler, and so on its virtual time.</summary>
public class Cancelable : ICancelable, IDisposable
{
    private readonly IActionScheduler _scheduler;
    private CancellationTokenSource? _source;
    private volatile bool _isCanceled;
    private bool _isDisposed;

    public Cancelable(IActionScheduler scheduler, TimeSpan delay)
        : this(scheduler) => CancelAfter(delay);

    public Cancelable(IScheduler scheduler, TimeSpan delay)
        : this(scheduler.Advanced, delay)
    {
    }

    public Cancelable(IScheduler scheduler, int millisecondsDelay)
        : this(scheduler.Advanced, TimeSpan.FromMilliseconds(millisecondsDelay))
    {
    }

    public Cancelable(IScheduler scheduler)
        : this(scheduler.Advanced)
    {
    }

    public Cancelable(IActionScheduler scheduler) => _scheduler = scheduler;

    public bool IsCancellationRequested => _isCanceled;

    public CancellationToken Token => Source.Token;

    public bool IsDisposed => _isDisposed;

    /// <summary>Most cancelables are only asked whether they are cancelled, so the source waits until a token is needed.</summary>
    private CancellationTokenSource Source
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_source is null)
            {
                var created = new CancellationTokenSource();
                var source = Interlocked.CompareExchange(ref _source, created, null) ?? created;
                if (_isCanceled)
                {
                    source.Cancel();
                }
            }

            return _source!;
        }
    }

    public static ICancelable CreateCanceled() => new AlreadyCanceled();

    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler.Advanced, cancelables);

    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params ICancelable[] cancelables) =>
        CreateLinkedCancelable(scheduler, Array.ConvertAll(cancelables, cancelable => cancelable.Token));

    public static ICancelable CreateLinkedCancelable(IScheduler scheduler, params CancellationToken[] cancellationTokens) =>
        CreateLinkedCancelable(scheduler.Advanced, cancellationTokens);

    public static ICancelable CreateLinkedCancelable(IActionScheduler scheduler, params CancellationToken[] cancellationTokens)
    {
        var linked = new Cancelable(scheduler);
        foreach (var token in cancellationTokens)
        {
            token.Register(linked.Cancel);
        }

        return linked;
    }

    public void Cancel() => Cancel(throwOnFirstException: false);

    public void Cancel(bool throwOnFirstException)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _isCanceled = true;

        // Pairs with the read in Source: one of the two sees what the other did.
        Interlocked.MemoryBarrier();
        _source?.Cancel(throwOnFirstException);
    }

    public void CancelAfter(TimeSpan delay)
    {
        if (delay < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(delay), delay, "The delay must not be negative.");
        }

        if (!_isCanceled)
        {
            _scheduler.ScheduleOnce(delay, Cancel);
        }
    }

    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!_isDisposed && disposing)
        {
            _source?.Dispose();
        }

        _isDisposed = true;
    }

    private sealed class AlreadyCanceled : ICancelable
    {
        public bool IsCancellationRequested => true;

        public CancellationToken Token { get; } = new(canceled: true);

        public void Cancel()
        {
        }

        public void Cancel(bool throwOnFirstException)
        {
        }

        public void CancelAfter(TimeSpan delay)
        {
        }

        public void CancelAfter(int millisecondsDelay)
        {
        }
    }
}

public static class CancelableExtensions
{
    public static void CancelIfNotNull(this ICancelable? cancelable) => cancelable?.Cancel();
}
