using System.Diagnostics;
using Akka.Actor;
using Akka.Util;

namespace Akka.Pattern;

/// <summary>
/// Closed, it lets calls through and counts failures in a row. At the limit it opens and fails calls at once; after the
/// reset timeout it lets one call through, half open, whose outcome closes it or opens it for longer.
/// </summary>
public class CircuitBreaker
{
    // Guards state, counts and the time of opening.
    private readonly Lock _lock = new();
    private readonly List<Action> _onOpen = [];
    private readonly List<Action> _onHalfOpen = [];
    private readonly List<Action> _onClose = [];
    private volatile State _state = State.Closed;
    private long _failures;
    private bool _isProbing;
    private TimeSpan _currentReset;
    private long _openedAt;
    private Exception? _lastCaught;

    public CircuitBreaker(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout)
        : this(scheduler, maxFailures, callTimeout, resetTimeout, TimeSpan.FromDays(36500), 1.0, 0.0)
    {
    }

    public CircuitBreaker(
        IScheduler scheduler,
        int maxFailures,
        TimeSpan callTimeout,
        TimeSpan resetTimeout,
        TimeSpan maxResetTimeout,
        double exponentialBackoffFactor,
        double randomFactor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exponentialBackoffFactor, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(randomFactor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(randomFactor, 1);
        Scheduler = scheduler;
        MaxFailures = maxFailures;
        CallTimeout = callTimeout;
        ResetTimeout = _currentReset = resetTimeout;
        MaxResetTimeout = maxResetTimeout;
        ExponentialBackoffFactor = exponentialBackoffFactor;
        RandomFactor = randomFactor;
    }

    private enum State
    {
        Closed,
        Open,
        HalfOpen,
    }

    public IScheduler Scheduler { get; }

    public int MaxFailures { get; }

    public TimeSpan CallTimeout { get; }

    public TimeSpan ResetTimeout { get; }

    public TimeSpan MaxResetTimeout { get; }

    public double ExponentialBackoffFactor { get; }

    public double RandomFactor { get; }

    public long CurrentFailureCount => Interlocked.Read(ref _failures);

    public Exception? LastCaughtException => Volatile.Read(ref _lastCaught);

    public bool IsClosed => _state == State.Closed;

    public bool IsOpen => _state == State.Open;

    public bool IsHalfOpen => _state == State.HalfOpen;

    public static CircuitBreaker Create(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout) =>
        new(scheduler, maxFailures, callTimeout, resetTimeout);

    public CircuitBreaker WithExponentialBackoff(TimeSpan maxResetTimeout) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, maxResetTimeout, 2.0, RandomFactor);

    public CircuitBreaker WithRandomFactor(double randomFactor) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, MaxResetTimeout, ExponentialBackoffFactor, randomFactor);

    public CircuitBreaker OnOpen(Action callback) => Register(_onOpen, callback);

    public CircuitBreaker OnHalfOpen(Action callback) => Register(_onHalfOpen, callback);

    public CircuitBreaker OnClose(Action callback) => Register(_onClose, callback);

    /// <exception cref="OpenCircuitException">The breaker is open, or half open with its one call under way.</exception>
    /// <exception cref="TimeoutException">The call took longer than <see cref="CallTimeout"/>.</exception>
    public async Task<T> WithCircuitBreaker<T>(Func<Task<T>> body)
    {
        Admit();
        try
        {
            var result = await body().WaitAsync(CallTimeout).ConfigureAwait(false);
            Succeed();
            return result;
        }
        catch (Exception error)
        {
            Fail(error);
            throw;
        }
    }

    public Task WithCircuitBreaker(Func<Task> body) => WithCircuitBreaker<Done>(async () =>
    {
        await body().ConfigureAwait(false);
        return Done.Instance;
    });

    public void WithSyncCircuitBreaker(Action body) => WithSyncCircuitBreaker(() =>
    {
        body();
        return Done.Instance;
    });

    /// <exception cref="TimeoutException">The call took longer than <see cref="CallTimeout"/>. It ran to its end nevertheless.</exception>
    public T WithSyncCircuitBreaker<T>(Func<T> body)
    {
        Admit();
        var start = Stopwatch.GetTimestamp();
        T result;
        try
        {
            result = body();
            if (Stopwatch.GetElapsedTime(start) > CallTimeout)
            {
                throw new TimeoutException($"The call took longer than {CallTimeout}.");
            }
        }
        catch (Exception error)
        {
            Fail(error);
            throw;
        }

        Succeed();
        return result;
    }

    public void Succeed()
    {
        lock (_lock)
        {
            _failures = 0;
            if (_state == State.HalfOpen)
            {
                _currentReset = ResetTimeout;
                Enter(State.Closed, _onClose);
            }
        }
    }

    public void Fail() => Fail(new UserCalledFailException());

    private void Fail(Exception cause)
    {
        lock (_lock)
        {
            _lastCaught = cause;
            if (_state == State.HalfOpen)
            {
                _currentReset = _currentReset * ExponentialBackoffFactor is var longer && longer < MaxResetTimeout ? longer : MaxResetTimeout;
                Open();
            }
            else if (_state == State.Closed && ++_failures >= MaxFailures)
            {
                Open();
            }
        }
    }

    private void Admit()
    {
        lock (_lock)
        {
            switch (_state)
            {
                case State.Open:
                    var left = _currentReset - Stopwatch.GetElapsedTime(_openedAt);
                    throw new OpenCircuitException(_lastCaught, left > TimeSpan.Zero ? left : TimeSpan.Zero);
                case State.HalfOpen when _isProbing:
                    throw new OpenCircuitException("Circuit breaker is half open; only one call is allowed; this call is failing fast", TimeSpan.Zero);
                case State.HalfOpen:
                    _isProbing = true;
                    break;
                default:
                    break;
            }
        }
    }

    private void Open()
    {
        _openedAt = Stopwatch.GetTimestamp();
        Enter(State.Open, _onOpen);
        var share = 1 + (ThreadLocalRandom.Current.NextDouble() * RandomFactor);
        Scheduler.Advanced.ScheduleOnce(_currentReset * share, AttemptReset);
    }

    private void AttemptReset()
    {
        lock (_lock)
        {
            if (_state == State.Open)
            {
                _isProbing = false;
                Enter(State.HalfOpen, _onHalfOpen);
            }
        }
    }

    private void Enter(State state, List<Action> callbacks)
    {
        _state = state;
        foreach (var callback in callbacks)
        {
            ThreadPool.QueueUserWorkItem(static run => run(), callback, preferLocal: false);
        }
    }

    private CircuitBreaker Register(List<Action> callbacks, Action callback)
    {
        lock (_lock)
        {
            callbacks.Add(callback);
        }

        return this;
    }
}
