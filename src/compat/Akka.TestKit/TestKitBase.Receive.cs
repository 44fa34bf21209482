using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <returns>The next message; null when none came in time.</returns>
    public object ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        TryReceiveOne(out var envelope, max, cancellationToken) ? envelope.Message : null!;

    public async ValueTask<object> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        await NextAsync(WaitMode.Async, max, take: true, cancellationToken) is { } envelope ? envelope.Message : null!;

    /// <param name="envelope">The next message with its sender.</param>
    /// <param name="max">Not dilated; zero takes what is there, an infinite time waits on.</param>
    /// <param name="cancellationToken">Ends the wait as if the time were over.</param>
    public bool TryReceiveOne(
        out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        Found(NextAsync(WaitMode.Block, max, take: true, cancellationToken).Finished(), out envelope);

    public async ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(
        TimeSpan? max, CancellationToken cancellationToken = default) =>
        (Found(await NextAsync(WaitMode.Async, max, take: true, cancellationToken), out var envelope), envelope);

    /// <returns>The next message, which stays in the queue; null when none came in time.</returns>
    public object PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        TryPeekOne(out var envelope, max, cancellationToken) ? envelope.Message : null!;

    public object PeekOne(CancellationToken cancellationToken) => PeekOne(Timeout.InfiniteTimeSpan, cancellationToken);

    public async ValueTask<object> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        await NextAsync(WaitMode.Async, max, take: false, cancellationToken) is { } envelope ? envelope.Message : null!;

    public ValueTask<object> PeekOneAsync(CancellationToken cancellationToken) =>
        PeekOneAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    public bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken) =>
        Found(NextAsync(WaitMode.Block, max, take: false, cancellationToken).Finished(), out envelope);

    public async ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(
        TimeSpan? max, CancellationToken cancellationToken) =>
        (Found(await NextAsync(WaitMode.Async, max, take: false, cancellationToken), out var envelope), envelope);

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Collected(ReceiveNAsync(WaitMode.Block, numberOfMessages, RemainingOrDefault, cancellationToken));

    public IReadOnlyCollection<object> ReceiveN(
        int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Collected(ReceiveNAsync(WaitMode.Block, numberOfMessages, DilatedFinite(max), cancellationToken));

    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        ReceiveNAsync(WaitMode.Async, numberOfMessages, RemainingOrDefault, cancellationToken);

    public IAsyncEnumerable<object> ReceiveNAsync(
        int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        ReceiveNAsync(WaitMode.Async, numberOfMessages, DilatedFinite(max), cancellationToken);

    public object FishForMessage(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage<object>(isMessage, null!, max, hint, cancellationToken);

    public T FishForMessage<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage(isMessage, null!, max, hint, cancellationToken);

    /// <summary>Takes messages until one of the type satisfies the predicate.</summary>
    /// <param name="isMessage">Tells the one looked for.</param>
    /// <param name="allMessages">Emptied, then filled with the messages passed over.</param>
    /// <param name="max">How long in all; dilated.</param>
    /// <param name="hint">Part of the failure's message.</param>
    /// <param name="cancellationToken">Ends the search as if the time were over.</param>
    public T FishForMessage<T>(
        Predicate<T> isMessage,
        ArrayList allMessages,
        TimeSpan? max = null,
        string hint = "",
        CancellationToken cancellationToken = default) =>
        FishAsync(WaitMode.Block, isMessage, allMessages, max, hint, cancellationToken).Finished();

    public ValueTask<object> FishForMessageAsync(
        Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishAsync(WaitMode.Async, isMessage, null, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishAsync(WaitMode.Async, isMessage, null, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage,
        ArrayList allMessages,
        TimeSpan? max = null,
        string hint = "",
        CancellationToken cancellationToken = default) =>
        FishAsync(WaitMode.Async, isMessage, allMessages, max, hint, cancellationToken);

    /// <summary>Takes messages until none has come for the given time; fails when they exceed the maximum.</summary>
    public async Task<ArrayList> WaitForRadioSilenceAsync(
        TimeSpan? max = null, uint? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var messages = new ArrayList();
        while (await ReceiveOneAsync(max, cancellationToken) is { } message)
        {
            messages.Add(message);
            if (messages.Count > maxMessages)
            {
                throw Failure("More than {0} messages came while waiting for silence.", maxMessages);
            }
        }

        return ArrayList.ReadOnly(messages);
    }

    private static bool Found(MessageEnvelope? next, out MessageEnvelope envelope)
    {
        envelope = next ?? NullMessageEnvelope.Instance;
        return next is not null;
    }

    private TimeSpan DilatedFinite(TimeSpan max, [CallerArgumentExpression(nameof(max))] string parameterName = "")
    {
        max.EnsureIsPositiveFinite(parameterName);
        return Dilated(max);
    }

    /// <summary>Where every message leaves the queue.</summary>
    private async ValueTask<MessageEnvelope?> NextAsync(
        WaitMode mode, TimeSpan? max, bool take, CancellationToken cancellationToken)
    {
        var timeout = GetTimeoutOrDefault(max);
        if (timeout > TimeSpan.Zero || timeout == Timeout.InfiniteTimeSpan)
        {
            await _testState.Queue.WaitAsync(mode, timeout, cancellationToken);
        }

        var found = take ? _testState.Queue.TryTake(out var envelope) : _testState.Queue.TryPeek(out envelope);
        _testState.WaitedItsTimeOut = false;
        _testState.LastMessage = found ? envelope! : NullMessageEnvelope.Instance;
        return found ? envelope : null;
    }

    [SuppressMessage("Meziantou.Analyzer", "MA0050", Justification = "A negative count takes nothing, as in the official package.")]
    private async IAsyncEnumerable<object> ReceiveNAsync(
        WaitMode mode, int count, TimeSpan max, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stop = Now + max;
        for (var received = 0; received < count; received++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var envelope = await NextAsync(mode, Left(stop), take: true, cancellationToken)
                ?? throw Failure("Only {0} of {1} messages came within {2}.", received, count, max);
            yield return envelope.Message;
        }
    }

    private async ValueTask<T> FishAsync<T>(
        WaitMode mode,
        Predicate<T> isMessage,
        ArrayList? passedOver,
        TimeSpan? max,
        string hint,
        CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(max);
        var stop = Now + limit;
        passedOver?.Clear();
        while (true)
        {
            var envelope = await NextAsync(mode, Left(stop), take: true, cancellationToken)
                ?? throw Failure("No message that is looked for came within {0}. {1}", limit, hint);
            if (envelope.Message is T message && isMessage(message))
            {
                return message;
            }

            passedOver?.Add(envelope.Message);
        }
    }

    /// <summary>The items of a sequence whose waits block, so that no step of it is left to wait for.</summary>
    private static List<T> Collected<T>(IAsyncEnumerable<T> sequence)
    {
        var items = new List<T>();
        var enumerator = sequence.GetAsyncEnumerator();
        while (enumerator.MoveNextAsync().Finished())
        {
            items.Add(enumerator.Current);
        }

        return items;
    }
}
