using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>Takes messages while they are of the wanted kind; the one that ends it stays in the queue.</summary>
public abstract partial class TestKitBase
{
    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhile(filter, max, null, msgs, cancellationToken);

    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max,
        TimeSpan? idle,
        Func<object, T> filter,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        ReceiveWhile(filter, max, idle, msgs, cancellationToken);

    /// <param name="filter">Null for the message that ends it.</param>
    /// <param name="max">How long in all; dilated.</param>
    /// <param name="idle">How long between two messages.</param>
    /// <param name="msgs">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T> filter,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Collected(ReceiveWhileAsync(WaitMode.Block, Choose(filter), max, idle, msgs, cancellationToken));

    /// <param name="shouldContinue">False for the message that ends it.</param>
    /// <param name="max">How long in all; dilated.</param>
    /// <param name="idle">How long between two messages.</param>
    /// <param name="msgs">How many at most.</param>
    /// <param name="shouldIgnoreOtherMessageTypes">Drops messages of other types; else they end it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Predicate<T> shouldContinue,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) =>
        Collected(ReceiveWhileAsync(
            WaitMode.Block, Choose(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, cancellationToken));

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) =>
        ReceiveWhileAsync(filter, max, null, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max,
        TimeSpan? idle,
        Func<object, T> filter,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Func<object, T> filter,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        ReceiveWhileAsync(WaitMode.Async, Choose(filter), max, idle, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Predicate<T> shouldContinue,
        TimeSpan? max = null,
        TimeSpan? idle = null,
        int msgs = int.MaxValue,
        bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) =>
        ReceiveWhileAsync(
            WaitMode.Async, Choose(shouldContinue, shouldIgnoreOtherMessageTypes), max, idle, msgs, cancellationToken);

    /// <summary>Takes every message that comes in time and fails on one of the type.</summary>
    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        await foreach (var message in ReceiveWhileAsync<object>(_ => true, max, cancellationToken: cancellationToken))
        {
            _assertions.AssertFalse(message is T, "A message of type {0} came: {1}", typeof(T), message);
        }
    }

    private static Func<object, (Choice, T)> Choose<T>(Func<object, T> filter) =>
        message => filter(message) is { } kept ? (Choice.Keep, kept) : (Choice.Stop, default!);

    private static Func<object, (Choice, T)> Choose<T>(Predicate<T> shouldContinue, bool dropOthers) => message => message switch
    {
        T typed when shouldContinue(typed) => (Choice.Keep, typed),
        T => (Choice.Stop, default!),
        _ => (dropOthers ? Choice.Drop : Choice.Stop, default!),
    };

    private async IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        WaitMode mode,
        Func<object, (Choice Choice, T Kept)> choose,
        TimeSpan? max,
        TimeSpan? idle,
        int msgs,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stop = Now + RemainingOrDilated(max);
        MessageEnvelope last = NullMessageEnvelope.Instance;
        for (var count = 0; count < msgs;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = await NextAsync(mode, Left(stop).Min(idle), take: false, cancellationToken);
            var (choice, kept) = next is null ? (Choice.Stop, default!) : choose(next.Message);
            if (choice == Choice.Stop)
            {
                break;
            }

            _testState.Queue.TryTake(out _);
            last = next!;
            if (choice == Choice.Keep)
            {
                count++;
                yield return kept;
            }
        }

        _testState.LastMessage = last;
        _testState.WaitedItsTimeOut = true;
    }

    private enum Choice
    {
        Keep,
        Drop,
        Stop,
    }
}
