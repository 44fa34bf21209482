using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>Expectations on one of several messages, and on several whose order does not matter.</summary>
public abstract partial class TestKitBase
{
    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        ExpectAnyAsync(WaitMode.Block, messages, cancellationToken).Finished();

    public ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        ExpectAnyAsync(WaitMode.Async, messages, cancellationToken);

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) =>
        ExpectMsgAllOf((IReadOnlyCollection<T>)messages);

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) =>
        ExpectMsgAllOf(max, (IReadOnlyCollection<T>)messages);

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Collected(ExpectAllAsync(WaitMode.Block, RemainingOrDefault, messages, cancellationToken));

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Collected(ExpectAllAsync(WaitMode.Block, DilatedFinite(max), messages, cancellationToken));

    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        ExpectAllAsync(WaitMode.Async, RemainingOrDefault, messages, cancellationToken);

    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(
        TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        ExpectAllAsync(WaitMode.Async, DilatedFinite(max), messages, cancellationToken);

    private async ValueTask<T> ExpectAnyAsync<T>(WaitMode mode, IEnumerable<T> messages, CancellationToken cancellationToken)
    {
        var (limit, expected) = (RemainingOrDefault, messages.ToList());
        var envelope = await NextAsync(mode, limit, take: true, cancellationToken)
            ?? throw Failure("No message came within {0}; expected one of [{1}].", limit, Join(expected));
        return envelope.Message is T message && expected.Contains(message)
            ? message
            : throw Failure("Expected one of [{0}], but got {1}.", Join(expected), envelope);
    }

    private async IAsyncEnumerable<T> ExpectAllAsync<T>(
        WaitMode mode,
        TimeSpan max,
        IReadOnlyCollection<T> messages,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var received = new List<object>();
        await foreach (var message in ReceiveNAsync(mode, messages.Count, max, cancellationToken))
        {
            received.Add(message);
        }

        var missing = messages.Where(expected => !received.Contains(expected!)).ToList();
        var unexpected = received.Where(message => message is not T typed || !messages.Contains(typed)).ToList();
        if (missing.Count > 0 || unexpected.Count > 0)
        {
            throw Failure("Missing [{0}], unexpected [{1}].", Join(missing), Join(unexpected));
        }

        foreach (var message in received)
        {
            yield return (T)message;
        }
    }

    private static string Join<T>(IEnumerable<T> messages) => string.Join(", ", messages);
}
