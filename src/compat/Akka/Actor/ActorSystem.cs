using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>A tree of actors with what they share: dispatchers, scheduler, event stream, configuration.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    protected ActorSystem()
    {
    }

    public abstract string Name { get; }

    public abstract Settings Settings { get; }

    public abstract Serialization.Serialization Serialization { get; }

    public abstract EventStream EventStream { get; }

    public abstract IActorRef DeadLetters { get; }

    /// <summary>Swallows whatever it is told.</summary>
    public abstract IActorRef IgnoreRef { get; }

    public abstract Dispatchers Dispatchers { get; }

    public abstract Mailboxes Mailboxes { get; }

    public abstract IScheduler Scheduler { get; }

    public abstract ILoggingAdapter Log { get; }

    /// <summary>Ends when the system has terminated.</summary>
    public abstract Task WhenTerminated { get; }

    public TimeSpan StartTime { get; } = MonotonicClock.Elapsed;

    public TimeSpan Uptime => MonotonicClock.ElapsedHighRes - StartTime;

    public static ActorSystem Create(string name) => CreateAndStart(name, Config.Empty, ActorSystemSetup.Empty);

    public static ActorSystem Create(string name, Config config) => CreateAndStart(name, config, ActorSystemSetup.Empty);

    public static ActorSystem Create(string name, BootstrapSetup setup) => Create(name, ActorSystemSetup.Create(setup));

    public static ActorSystem Create(string name, ActorSystemSetup setup)
    {
        var bootstrap = setup.Get<BootstrapSetup>();
        var config = bootstrap.HasValue && bootstrap.Value.Config.HasValue ? bootstrap.Value.Config.Value : Config.Empty;
        return CreateAndStart(name, config, setup);
    }

    public abstract object GetExtension(IExtensionId extensionId);

    public abstract T GetExtension<T>()
        where T : class, IExtension;

    public abstract bool HasExtension(Type type);

    public abstract bool HasExtension<T>()
        where T : class, IExtension;

    public abstract bool TryGetExtension(Type extensionType, out object extension);

    public abstract bool TryGetExtension<T>(out T extension)
        where T : class, IExtension;

    public abstract object RegisterExtension(IExtensionId extension);

    /// <summary>Runs when the system has terminated, the last one registered first.</summary>
    public abstract void RegisterOnTermination(Action code);

    public abstract Task Terminate();

    public abstract void Stop(IActorRef actor);

    public abstract IActorRef ActorOf(Props props, string? name = null);

    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    public abstract ActorSelection ActorSelection(string actorPath);

    public void Dispose()
    {
        // Like the official one it waits, because the caller's next line may take things away that actors still use.
        Terminate().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    private static ActorSystemImpl CreateAndStart(string name, Config config, ActorSystemSetup setup)
    {
        var system = new ActorSystemImpl(name, config ?? Config.Empty, setup, Option<Props>.None);
        system.Start();
        return system;
    }
}

public abstract class ExtendedActorSystem : ActorSystem
{
    protected ExtendedActorSystem()
    {
    }

    public abstract IActorRefProvider Provider { get; }

    public abstract IInternalActorRef Guardian { get; }

    public abstract IInternalActorRef SystemGuardian { get; }

    public abstract IInternalActorRef LookupRoot { get; }

    public abstract IActorRef SystemActorOf(Props props, string? name = null);

    public abstract IActorRef SystemActorOf<TActor>(string? name = null)
        where TActor : ActorBase, new();

    /// <summary>Terminates without the phases of coordinated shutdown.</summary>
    public abstract void Abort();

    public abstract string PrintTree();
}
