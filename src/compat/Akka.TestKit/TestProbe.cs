using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>A kit of its own within a test's actor system: a further queue to expect on, and itself a reference to send to.</summary>
public class TestProbe : TestKitBase, INoImplicitSender, IInternalActorRef
{
    public TestProbe(ActorSystem system, ITestKitAssertions assertions, string? testProbeName = null)
        : base(assertions, system, testProbeName)
    {
    }

    public IActorRef Ref => TestActor;

    /// <summary>Who sent the message received last.</summary>
    public IActorRef Sender => LastSender;

    ActorPath IActorRef.Path => TestActor.Path;

    bool IActorRefScope.IsLocal => Underlying.IsLocal;

    IInternalActorRef IInternalActorRef.Parent => Underlying.Parent;

    IActorRefProvider IInternalActorRef.Provider => Underlying.Provider;

    bool IInternalActorRef.IsTerminated => Underlying.IsTerminated;

    private IInternalActorRef Underlying => (IInternalActorRef)TestActor;

    /// <summary>Sends as this probe, so the answer comes here.</summary>
    public void Send(IActorRef actor, object message) => actor.Tell(message, TestActor);

    /// <summary>Passes the message received last on, sender and all.</summary>
    public void Forward(IActorRef actor) => actor.Tell(LastMessage, Sender);

    public void Forward(IActorRef actor, object message) => actor.Tell(message, Sender);

    public void Reply(object message) => Sender.Tell(message, TestActor);

    [Obsolete("A probe makes no probes; ask the test kit.", true)]
#pragma warning disable CS0809 // The official API hides the inherited member in this way.
    public override TestProbe CreateTestProbe(string? name = null) =>
#pragma warning restore CS0809
        throw new NotSupportedException("A probe makes no probes; ask the test kit.");

    public IActorRef ChildActorOf<T>(string name, CancellationToken cancellationToken = default)
        where T : ActorBase =>
        ChildActorOf(Props.Create<T>(), name, cancellationToken);

    public IActorRef ChildActorOf<T>(CancellationToken cancellationToken = default)
        where T : ActorBase =>
        ChildActorOf(Props.Create<T>(), cancellationToken);

    public Task<IActorRef> ChildActorOfAsync<T>(string name, CancellationToken cancellationToken = default)
        where T : ActorBase =>
        ChildActorOfAsync(Props.Create<T>(), name, cancellationToken);

    public Task<IActorRef> ChildActorOfAsync<T>(CancellationToken cancellationToken = default)
        where T : ActorBase =>
        ChildActorOfAsync(Props.Create<T>(), cancellationToken);

    public void SendSystemMessage(ISystemMessage message) => Underlying.SendSystemMessage(message);

    public void SendSystemMessage(ISystemMessage message, IActorRef sender) => Underlying.SendSystemMessage(message);

    public int CompareTo(object? obj) => TestActor.CompareTo(obj);

    public override bool Equals(object? obj) => TestActor.Equals(obj is TestProbe probe ? probe.TestActor : obj);

    public override int GetHashCode() => TestActor.GetHashCode();

    public override string ToString() => $"TestProbe({TestActor})";

    int IComparable<IActorRef>.CompareTo(IActorRef? other) => TestActor.CompareTo(other);

    bool IEquatable<IActorRef>.Equals(IActorRef? other) => TestActor.Equals(other);

    void ICanTell.Tell(object message, IActorRef sender) => TestActor.Tell(message, sender);

    ISurrogate ISurrogated.ToSurrogate(ActorSystem system) => TestActor.ToSurrogate(system);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => Underlying.GetChild(name);

    void IInternalActorRef.Resume(Exception? causedByFailure) => Underlying.Resume(causedByFailure);

    void IInternalActorRef.Start() => Underlying.Start();

    void IInternalActorRef.Stop() => Underlying.Stop();

    void IInternalActorRef.Restart(Exception cause) => Underlying.Restart(cause);

    void IInternalActorRef.Suspend() => Underlying.Suspend();
}
