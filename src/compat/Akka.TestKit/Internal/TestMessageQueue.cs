using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Akka.TestKit.Internal;

/// <summary>
/// What a test actor received and the test has not taken yet. Actors add on their threads, the test waits either by
/// blocking its own thread, which needs nothing of the thread pool, or asynchronously.
/// </summary>
internal sealed class TestMessageQueue
{
    // Guards the two fields below, and is pulsed when a message arrives.
    private readonly object _gate = new();
    private readonly Queue<MessageEnvelope> _messages = new();
    private TaskCompletionSource? _arrival;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count;
            }
        }
    }

    public void Add(MessageEnvelope envelope)
    {
        TaskCompletionSource? arrival;
        lock (_gate)
        {
            _messages.Enqueue(envelope);
            Monitor.PulseAll(_gate);
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.TrySetResult();
    }

    public bool TryTake([NotNullWhen(true)] out MessageEnvelope? envelope)
    {
        lock (_gate)
        {
            return _messages.TryDequeue(out envelope);
        }
    }

    public bool TryPeek([NotNullWhen(true)] out MessageEnvelope? envelope)
    {
        lock (_gate)
        {
            return _messages.TryPeek(out envelope);
        }
    }

    /// <summary>Waits until there is a message, the time is over, or the wait is cancelled; an infinite timeout waits on.</summary>
    public ValueTask WaitAsync(WaitMode mode, TimeSpan timeout, CancellationToken cancellation)
    {
        if (mode == WaitMode.Async)
        {
            return WaitAsync(timeout, cancellation);
        }

        Block(timeout, cancellation);
        return ValueTask.CompletedTask;
    }

    private void Block(TimeSpan timeout, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(Wake);
        var start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (_messages.Count == 0 && !cancellation.IsCancellationRequested)
            {
                var left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - Stopwatch.GetElapsedTime(start);
                if (left != Timeout.InfiniteTimeSpan && left <= TimeSpan.Zero)
                {
                    return;
                }

                Monitor.Wait(_gate, left);
            }
        }
    }

    private async ValueTask WaitAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        Task arrival;
        lock (_gate)
        {
            if (_messages.Count > 0)
            {
                return;
            }

            // One test waits at a time, so a message that another waiter took in between needs no second wait.
            _arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            arrival = _arrival.Task;
        }

        await arrival.WaitAsync(timeout, TimeProvider.System, cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
