using Akka.Actor;

namespace Akka.Tests;

/// <summary>A test with an actor system of its own, which ends with it.</summary>
public abstract class SystemTest : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected SystemTest(string config = "") =>
        System = ActorSystem.Create("test", Akka.Configuration.ConfigurationFactory.ParseString(config + "\nakka { loglevel = OFF, stdout-loglevel = OFF }"));

    protected ActorSystem System { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => System.Terminate().WaitAsync(Patience);

    protected static Task<T> AskAsync<T>(IActorRef actor, object message) => actor.Ask<T>(message, Patience);

    internal Collector NewCollector() => new(System);
}
