using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <exception cref="InvalidOperationException">There is no Within around the caller.</exception>
    public TimeSpan Remaining => _testState.End is { } end
        ? Left(end)
        : throw new InvalidOperationException("Remaining has a meaning inside Within only.");

    /// <summary>What is left of the surrounding Within; outside of one, the dilated akka.test.single-expect-default.</summary>
    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    public TimeSpan RemainingOrDilated(TimeSpan? duration) => duration is { } given ? Dilated(given) : RemainingOrDefault;

    /// <summary>Stretches a duration by akka.test.timefactor.</summary>
    public TimeSpan Dilated(TimeSpan duration) => duration < TimeSpan.Zero
        ? throw new ArgumentException($"The duration must not be negative, but is {duration}.", nameof(duration))
        : TimeSpan.FromTicks((long)(duration.Ticks * TestKitSettings.TestTimeFactor));

    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => timeout ?? TestKitSettings.SingleExpectDefault;

    public void Within(
        TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    public void Within(
        TimeSpan min,
        TimeSpan max,
        Action action,
        string? hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        Within<object?>(min, max, () => { action(); return null; }, hint, epsilonValue, cancellationToken);

    public T Within<T>(
        TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    /// <summary>Runs the function; every expectation in it without a timeout of its own shares the given time.</summary>
    public T Within<T>(
        TimeSpan min,
        TimeSpan max,
        Func<T> function,
        string? hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync(min, max, () => Task.FromResult(function()), hint, epsilonValue, cancellationToken)
            .GetAwaiter().GetResult();

    public Task WithinAsync(
        TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    public Task WithinAsync(
        TimeSpan min,
        TimeSpan max,
        Func<Task> actionAsync,
        string? hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default) =>
        WithinAsync<object?>(min, max, async () => { await actionAsync(); return null; }, hint, epsilonValue, cancellationToken);

    public Task<T> WithinAsync<T>(
        TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public async Task<T> WithinAsync<T>(
        TimeSpan min,
        TimeSpan max,
        Func<Task<T>> function,
        string? hint = null,
        TimeSpan? epsilonValue = null,
        CancellationToken cancellationToken = default)
    {
        min.EnsureNotNegative(nameof(min));
        max.EnsureIsPositiveFinite(nameof(max));
        cancellationToken.ThrowIfCancellationRequested();

        var start = Now;
        var dilated = Dilated(max);
        var outer = _testState.End;
        var limit = dilated.Min(outer - start);
        if (min > limit)
        {
            throw Failure("The block needs at least {0}, but only {1} are left. {2}", min, limit, hint);
        }

        T result;
        _testState.WaitedItsTimeOut = false;
        _testState.End = start + limit;
        try
        {
            result = await function();
        }
        finally
        {
            _testState.End = outer;
        }

        var elapsed = Now - start;
        if (elapsed < min)
        {
            throw Failure("The block took {0} and should have taken at least {1}. {2}", elapsed, min, hint);
        }

        if (!_testState.WaitedItsTimeOut && elapsed > limit + (epsilonValue ?? TimeSpan.Zero))
        {
            throw Failure("The block took {0} and should have taken at most {1}. {2}", elapsed, limit, hint);
        }

        return result;
    }

    protected TimeSpan RemainingOr(TimeSpan duration) => _testState.End is { } end ? Left(end) : duration;

    private static TimeSpan Left(TimeSpan end)
    {
        var left = end - Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Reports the failure; the exception is for a test framework whose own report does not throw.</summary>
    private Exception Failure(string format, params object?[] args)
    {
        _assertions.Fail(format, args);
        return new InvalidOperationException(string.Format(format, args));
    }
}
