using Akka.Actor;

namespace ActorQueue.Gateway;

/// <summary>Host → gateway: answer <see cref="QueueReady"/> as soon as the queue takes requests.</summary>
internal sealed record AwaitQueue
{
    public static AwaitQueue Instance { get; } = new();
}

/// <summary>Gateway → host: the queue takes requests, or the watcher is registered.</summary>
internal sealed record QueueReady
{
    public static QueueReady Instance { get; } = new();
}

/// <summary>Host → gateway: tell this actor every change until it stops.</summary>
internal sealed record WatchTasks(IActorRef Watcher);
