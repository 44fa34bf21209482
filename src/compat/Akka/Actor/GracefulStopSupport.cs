using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public static class GracefulStopSupport
{
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) =>
        GracefulStop(target, timeout, PoisonPill.Instance);

    /// <summary>Tells the actor to stop and completes when it has.</summary>
    /// <exception cref="TaskCanceledException">It has not stopped in time.</exception>
    public static async Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        using var patience = new CancellationTokenSource(timeout);
        var stopped = Death.Of((IInternalActorRef)target, patience.Token);
        target.Tell(stopMessage, ActorRefs.NoSender);
        return await stopped.ConfigureAwait(false);
    }
}

public static class WatchAsyncSupport
{
    /// <summary>Completes with true when the actor has ended.</summary>
    public static Task<bool> WatchAsync(this IActorRef target, CancellationToken token = default) =>
        Death.Of((IInternalActorRef)target, token);
}

/// <summary>A watcher outside of actors.</summary>
internal sealed class Death : MinimalActorRef
{
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Death(IActorRefProvider provider)
    {
        Provider = provider;
        Path = provider.TempPath();
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public static async Task<bool> Of(IInternalActorRef target, CancellationToken token)
    {
        var watcher = new Death(target.Provider);
        watcher.Provider.RegisterTempActor(watcher, watcher.Path);
        try
        {
            target.SendSystemMessage(new Watch(target, watcher));
            return await watcher._ended.Task.WaitAsync(token).ConfigureAwait(false);
        }
        finally
        {
            target.SendSystemMessage(new Unwatch(target, watcher));
            watcher.Provider.UnregisterTempActor(watcher.Path);
        }
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification)
        {
            _ended.TrySetResult(true);
        }
    }
}
