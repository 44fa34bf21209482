using Akka.Actor.Internal;

namespace Akka.Actor;

public static class Futures
{
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    /// <summary>Tells the message and completes with the first answer.</summary>
    /// <exception cref="AskTimeoutException">No answer came in time.</exception>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Ask<T>(self, message, null, timeout, cancellationToken);

    public static Task<T> Ask<T>(
        this ICanTell self,
        Func<IActorRef, object> messageFactory,
        TimeSpan? timeout,
        CancellationToken cancellationToken) => Ask<T>(self, null, messageFactory, timeout, cancellationToken);

    private static Task<T> Ask<T>(
        ICanTell self,
        object? message,
        Func<IActorRef, object>? messageFactory,
        TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        var provider = ProviderOf(self)
            ?? throw new ArgumentException("Unable to resolve the target's provider, so there is no way for an answer.", nameof(self));
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        timeout ??= provider.Settings.AskTimeout;
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var future = provider.CreateFutureRef(result);
        if (timeout.Value > TimeSpan.Zero && timeout.Value != TimeSpan.MaxValue)
        {
            future.TimeOutAfter(timeout.Value, cancellationToken);
        }
        else if (timeout.Value == TimeSpan.Zero)
        {
            future.TimeOut(timeout.Value);
        }
        else if (cancellationToken.CanBeCanceled)
        {
            future.CancelWith(cancellationToken);
        }

        future.DeliverAsk(messageFactory is null ? message! : messageFactory(future), self);
        return result.Task;
    }

    private static IActorRefProvider? ProviderOf(ICanTell self) => self switch
    {
        ActorSelection selection => ProviderOf(selection.Anchor),
        IInternalActorRef reference when reference is not Nobody => reference.Provider,
        _ => InternalCurrentActorCellKeeper.Current?.SystemImpl.Provider,
    };
}

/// <summary>The sender of an ask: takes one answer and is gone.</summary>
public class FutureActorRef<T> : MinimalActorRef
{
    private readonly TaskCompletionSource<T> _result;
    private readonly IActorRefProvider _provider;
    private ActorPath? _path;
    private bool _isRegistered;
    private CancellationTokenSource? _timeout;
    private CancellationTokenRegistration _cancellation;

    public FutureActorRef(TaskCompletionSource<T> result, ActorPath path, IActorRefProvider provider)
    {
        _result = result;
        _path = path;
        _provider = provider;
    }

    /// <summary>Made and registered when somebody needs it: an answer from this process does without.</summary>
    public override ActorPath Path
    {
        get
        {
            if (Volatile.Read(ref _path) is { } path)
            {
                return path;
            }

            lock (_result)
            {
                if (_path is null)
                {
                    path = _provider.TempPath();
                    if (!_result.Task.IsCompleted)
                    {
                        _provider.RegisterTempActor(this, path);
                        _isRegistered = true;
                    }

                    Volatile.Write(ref _path, path);
                }

                return _path;
            }
        }
    }

    public override IActorRefProvider Provider => _provider;

    public virtual void DeliverAsk(object message, ICanTell destination) => destination.Tell(message, this);

    internal void TimeOutAfter(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var source = new CancellationTokenSource(timeout);
        _timeout = source;
        source.Token.UnsafeRegister(
            static state =>
            {
                var (future, after) = ((FutureActorRef<T>, TimeSpan))state!;
                future.TimeOut(after);
            },
            (this, timeout));
        if (cancellationToken.CanBeCanceled)
        {
            CancelWith(cancellationToken);
        }
    }

    internal void CancelWith(CancellationToken cancellationToken) => _cancellation = cancellationToken.UnsafeRegister(
        static (state, token) =>
        {
            var future = (FutureActorRef<T>)state!;
            if (future._result.TrySetCanceled(token))
            {
                future.Release();
            }
        },
        this);

    internal void TimeOut(TimeSpan timeout)
    {
        if (_result.TrySetException(new AskTimeoutException($"Timeout after {timeout}")))
        {
            Release();
        }
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        var isTaken = message switch
        {
            Status.Failure failure => _result.TrySetException(failure.Cause ?? new TaskCanceledException("The ask was answered by a failure without a cause.")),
            T answer => _result.TrySetResult(answer),
            null => _result.TrySetResult(default!),
            _ => _result.TrySetException(new ArgumentException(
                $"Received message of type [{message.GetType()}] - Ask expected message of type [{typeof(T)}]")),
        };
        if (isTaken)
        {
            Release();
        }
        else if (!_result.Task.IsCanceled)
        {
            // It timed out or was answered before.
            _provider.DeadLetters.Tell(message ?? default(T)!, this);
        }
    }

    private void Release()
    {
        _timeout?.Dispose();
        _cancellation.Unregister();
        if (Volatile.Read(ref _path) is null)
        {
            return;
        }

        lock (_result)
        {
            if (_isRegistered)
            {
                _provider.UnregisterTempActor(_path!);
                _isRegistered = false;
            }
        }
    }
}
