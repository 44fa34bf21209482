using Akka.Actor;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit.Internal;

internal sealed class InternalEventFilterApplier : IEventFilterApplier
{
    private readonly TestKitBase _testKit;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<LogEventFilter> _filters;

    public InternalEventFilterApplier(TestKitBase testKit, ActorSystem system, IReadOnlyList<LogEventFilter> filters)
    {
        _testKit = testKit;
        _system = system;
        _filters = filters;
    }

    public EventFilterFactory And => new(_testKit, _system, _filters);

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) =>
        Block(1, null, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Block(1, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Block(1, null, func, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Block(1, timeout, func, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Block(expectedCount, null, action, cancellationToken);

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Block(expectedCount, timeout, action, cancellationToken);

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        Block(expectedCount, null, func, cancellationToken);

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Block(expectedCount, timeout, func, cancellationToken);

    public Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default) =>
        Await(1, null, Completed(action), cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Await(1, null, WithResult(actionAsync), cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Await(1, timeout, WithResult(actionAsync), cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Await(1, null, func, cancellationToken);

    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Await(1, timeout, func, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Await(expectedCount, null, WithResult(actionAsync), cancellationToken);

    public Task ExpectAsync(
        int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Await(expectedCount, timeout, Completed(action), cancellationToken);

    public Task ExpectAsync(
        int expectedCount, TimeSpan timeout, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Await(expectedCount, timeout, WithResult(actionAsync), cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Await(expectedCount, null, func, cancellationToken);

    public Task<T> ExpectAsync<T>(
        int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Await(expectedCount, timeout, func, cancellationToken);

    public IUnmutableFilter Mute()
    {
        _system.EventStream.Publish(new Mute(_filters));
        return new UnmutableFilter(_filters, _system);
    }

    public void Mute(Action action, CancellationToken cancellationToken = default) =>
        Block(null, null, action, cancellationToken);

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) =>
        Block(null, null, func, cancellationToken);

    public Task MuteAsync(Action action, CancellationToken cancellationToken = default) =>
        Await(null, null, Completed(action), cancellationToken);

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) =>
        Await(null, null, WithResult(action), cancellationToken);

    public Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Await(null, null, func, cancellationToken);

    private static Func<Task<object?>> Completed(Action action) => () =>
    {
        action();
        return Task.FromResult<object?>(null);
    };

    private static Func<Task<object?>> WithResult(Func<Task> action) => async () =>
    {
        await action();
        return null;
    };

    private void Block(int? expected, TimeSpan? timeout, Action action, CancellationToken cancellation) =>
        Intercept(WaitMode.Block, expected, timeout, Completed(action), cancellation).GetAwaiter().GetResult();

    private T Block<T>(int? expected, TimeSpan? timeout, Func<T> func, CancellationToken cancellation) =>
        Intercept(WaitMode.Block, expected, timeout, () => Task.FromResult(func()), cancellation).GetAwaiter().GetResult();

    private Task<T> Await<T>(int? expected, TimeSpan? timeout, Func<Task<T>> func, CancellationToken cancellation) =>
        Intercept(WaitMode.Async, expected, timeout, func, cancellation);

    private async Task<T> Intercept<T>(
        WaitMode mode, int? expected, TimeSpan? timeout, Func<Task<T>> func, CancellationToken cancellation)
    {
        var leeway = timeout is { } given ? _testKit.Dilated(given) : Settings.TestEventFilterLeeway;
        var matched = 0;
        using var muted = Mute();
        foreach (var filter in _filters)
        {
            filter.Matched += Count;
        }

        try
        {
            var result = await func();
            if (expected is { } count && !await IsReached(count))
            {
                TestKitAssertionsExtension.For(_testKit.Sys).Assertions.Fail(
                    "Expected {0} log events within {1}, but got {2}. Filter: [{3}]",
                    count, leeway, Volatile.Read(ref matched), string.Join(" or ", _filters));
            }

            return result;
        }
        finally
        {
            foreach (var filter in _filters)
            {
                filter.Matched -= Count;
            }
        }

        void Count() => Interlocked.Increment(ref matched);

        // Zero events is a statement about the whole leeway, so that one waits for what must not come.
        async Task<bool> IsReached(int count)
        {
            var awaited = Math.Max(count, 1);
            await TestKitBase.PollAsync(
                mode, () => Task.FromResult(Volatile.Read(ref matched) >= awaited), leeway, TimeSpan.FromMilliseconds(10), cancellation);
            return Volatile.Read(ref matched) == count;
        }
    }

    private TestKitSettings Settings =>
        _system.HasExtension<TestKitSettings>() ? TestKitExtension.For(_system) : _testKit.TestKitSettings;

    private sealed class UnmutableFilter(IReadOnlyList<LogEventFilter> filters, ActorSystem system) : IUnmutableFilter
    {
        public void Unmute() => Dispose();

        public void Dispose() => system.EventStream.Publish(new Unmute(filters));
    }
}
