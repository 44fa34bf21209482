using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// Expectations on the next message. A timeout is dilated; without one it is <see cref="RemainingOrDefault"/>. The hint
/// becomes part of the failure's message.
/// </summary>
public abstract partial class TestKitBase
{
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(duration, null, hint, cancellationToken);

    public T ExpectMsg<T>(
        T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, EqualTo(message, hint), hint, cancellationToken);

    public T ExpectMsg<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, Satisfying(isMessage, hint), hint, cancellationToken);

    public T ExpectMsg<T>(
        Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, (message, _) => assert(message), hint, cancellationToken);

    public T ExpectMsg<T>(
        Func<T, IActorRef, bool> isMessageAndSender,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect(timeout, Satisfying(isMessageAndSender, hint), hint, cancellationToken);

    public T ExpectMsg<T>(
        Action<T, IActorRef> assertMessageAndSender,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect(timeout, assertMessageAndSender, hint, cancellationToken);

    public T ExpectMsg<T>(
        T expected,
        Func<T, T, bool> comparer,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        Expect<T>(timeout, EqualTo(expected, comparer, hint), hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(WaitMode.Async, duration, null, hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(WaitMode.Async, timeout, EqualTo(message, hint), hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(WaitMode.Async, timeout, Satisfying(isMessage, hint), hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(WaitMode.Async, timeout, (message, _) => assert(message), hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Func<T, IActorRef, bool> isMessageAndSender,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectAsync(WaitMode.Async, timeout, Satisfying(isMessageAndSender, hint), hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T, IActorRef> assertMessageAndSender,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectAsync(WaitMode.Async, timeout, assertMessageAndSender, hint, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        T expected,
        Func<T, T, bool> comparer,
        TimeSpan? timeout = null,
        string? hint = null,
        CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(WaitMode.Async, timeout, EqualTo(expected, comparer, hint), hint, cancellationToken);

    public Terminated ExpectTerminated(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(timeout, TerminationOf(target, hint), hint, cancellationToken);

    public ValueTask<Terminated> ExpectTerminatedAsync(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync(WaitMode.Async, timeout, TerminationOf(target, hint), hint, cancellationToken);

    /// <summary>Waits out what is left of the surrounding Within, or akka.test.single-expect-default.</summary>
    public void ExpectNoMsg(CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(WaitMode.Block, RemainingOrDefault, cancellationToken).Finished();

    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(WaitMode.Block, Dilated(duration), cancellationToken).Finished();

    /// <param name="milliseconds">Not dilated.</param>
    /// <param name="cancellationToken">Ends the wait as if the time were over.</param>
    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(WaitMode.Block, TimeSpan.FromMilliseconds(milliseconds), cancellationToken).Finished();

    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(WaitMode.Async, RemainingOrDefault, cancellationToken);

    public ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(WaitMode.Async, Dilated(duration), cancellationToken);

    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(WaitMode.Async, TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    private T Expect<T>(
        TimeSpan? timeout, Action<T, IActorRef>? check, string? hint, CancellationToken cancellationToken) =>
        ExpectAsync(WaitMode.Block, timeout, check, hint, cancellationToken).Finished();

    private async ValueTask<T> ExpectAsync<T>(
        WaitMode mode,
        TimeSpan? timeout,
        Action<T, IActorRef>? check,
        string? hint,
        CancellationToken cancellationToken)
    {
        var limit = RemainingOrDilated(timeout);
        var envelope = await NextAsync(mode, limit, take: true, cancellationToken)
            ?? throw Failure("No message came within {0}; expected one of type {1}. {2}", limit, typeof(T), hint);
        if (envelope.Message is not T message)
        {
            throw Failure(
                "Expected a message of type {0}, but got {1} of type {2} from {3}. {4}",
                typeof(T), envelope.Message, envelope.Message.GetType(), envelope.Sender, hint);
        }

        check?.Invoke(message, envelope.Sender);
        return message;
    }

    private async ValueTask ExpectNoMsgAsync(WaitMode mode, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = Now;
        if (await NextAsync(mode, duration, take: true, cancellationToken) is { } envelope)
        {
            throw Failure("Expected no message during {0}, but got {1} after {2}.", duration, envelope, Now - start);
        }
    }

    private Action<T, IActorRef> EqualTo<T>(T expected, string? hint) =>
        (message, _) => _assertions.AssertEqual(expected, message, "{0}", hint ?? "");

    private Action<T, IActorRef> EqualTo<T>(T expected, Func<T, T, bool> comparer, string? hint) =>
        (message, _) => _assertions.AssertEqual(expected, message, comparer, "{0}", hint ?? "");

    private Action<T, IActorRef> Satisfying<T>(Predicate<T> isMessage, string? hint) =>
        (message, _) => _assertions.AssertTrue(
            isMessage(message), "The message does not satisfy the predicate: {0}. {1}", message, hint);

    private Action<T, IActorRef> Satisfying<T>(Func<T, IActorRef, bool> isMessageAndSender, string? hint) =>
        (message, sender) => _assertions.AssertTrue(
            isMessageAndSender(message, sender),
            "The message and its sender do not satisfy the predicate: {0} from {1}. {2}", message, sender, hint);

    private Action<Terminated, IActorRef> TerminationOf(IActorRef target, string? hint) =>
        (terminated, _) => _assertions.AssertEqual(target, terminated.ActorRef, "Another actor terminated. {0}", hint ?? "");
}
