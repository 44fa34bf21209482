using System.Runtime.ExceptionServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// Polling, for what raises no message. Asked at once and then every interval (default a tenth of a second), at most for the
/// duration (dilated; default <see cref="RemainingOrDefault"/>).
/// </summary>
public abstract partial class TestKitBase
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public void AwaitAssert(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(WaitMode.Block, Completed(assertion), duration, interval, cancellationToken).GetAwaiter().GetResult();

    public Task AwaitAssertAsync(
        Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(WaitMode.Async, Completed(assertion), duration, interval, cancellationToken);

    public Task AwaitAssertAsync(
        Func<Task> assertion,
        TimeSpan? duration = null,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(WaitMode.Async, assertion, duration, interval, cancellationToken);

    public void AwaitCondition(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, null, null, null, cancellationToken);

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, null, cancellationToken);

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitCondition(conditionIsFulfilled, max, null, message, cancellationToken);

    public void AwaitCondition(
        Func<bool> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string? message = null,
        CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(WaitMode.Block, Completed(conditionIsFulfilled), max, interval, message, cancellationToken)
            .GetAwaiter().GetResult();

    public Task AwaitConditionAsync(Func<bool> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(Completed(conditionIsFulfilled), null, null, null, cancellationToken);

    public Task AwaitConditionAsync(Func<Task<bool>> conditionIsFulfilled, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, null, null, null, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, null, cancellationToken);

    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(Completed(conditionIsFulfilled), max, null, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled, TimeSpan? max, string message, CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(conditionIsFulfilled, max, null, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<bool> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string? message = null,
        CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(Completed(conditionIsFulfilled), max, interval, message, cancellationToken);

    public Task AwaitConditionAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan? max,
        TimeSpan? interval,
        string? message = null,
        CancellationToken cancellationToken = default) =>
        AwaitConditionAsync(WaitMode.Async, conditionIsFulfilled, max, interval, message, cancellationToken);

    /// <param name="conditionIsFulfilled">Asked until it is true.</param>
    /// <param name="max">Not dilated.</param>
    /// <param name="interval">Between two questions.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public bool AwaitConditionNoThrow(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        PollAsync(WaitMode.Block, Completed(conditionIsFulfilled), max, interval, cancellationToken).GetAwaiter().GetResult();

    public Task<bool> AwaitConditionNoThrowAsync(
        Func<bool> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        PollAsync(WaitMode.Async, Completed(conditionIsFulfilled), max, interval, cancellationToken);

    public Task<bool> AwaitConditionNoThrowAsync(
        Func<Task<bool>> conditionIsFulfilled,
        TimeSpan max,
        TimeSpan? interval = null,
        CancellationToken cancellationToken = default) =>
        PollAsync(WaitMode.Async, conditionIsFulfilled, max, interval, cancellationToken);

    private async Task AwaitConditionAsync(
        WaitMode mode,
        Func<Task<bool>> condition,
        TimeSpan? max,
        TimeSpan? interval,
        string? message,
        CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(max);
        if (!await PollAsync(mode, condition, limit, interval, cancellationToken))
        {
            throw Failure("The condition was not fulfilled within {0}. {1}", limit, message);
        }
    }

    private async Task AwaitAssertAsync(
        WaitMode mode, Func<Task> assertion, TimeSpan? max, TimeSpan? interval, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? last = null;
        var held = await PollAsync(mode, Holds, RemainingOrDilated(max), interval, cancellationToken);
        if (!held)
        {
            last!.Throw();
        }

        async Task<bool> Holds()
        {
            try
            {
                await assertion();
                return true;
            }
            catch (Exception failure)
            {
                last = ExceptionDispatchInfo.Capture(failure);
                return false;
            }
        }
    }

    internal static async Task<bool> PollAsync(
        WaitMode mode, Func<Task<bool>> condition, TimeSpan max, TimeSpan? interval, CancellationToken cancellationToken)
    {
        var stop = Now + max;
        while (!await condition())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pause = Left(stop).Min(interval ?? PollInterval);
            if (pause <= TimeSpan.Zero)
            {
                return false;
            }

            if (mode == WaitMode.Block)
            {
                cancellationToken.WaitHandle.WaitOne(pause);
            }
            else
            {
                await Task.Delay(pause, TimeProvider.System, cancellationToken);
            }
        }

        return true;
    }

    private static Func<Task> Completed(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    private static Func<Task<bool>> Completed(Func<bool> condition) => () => Task.FromResult(condition());
}
