using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.TestKit.Internal;
using Akka.Util;

namespace Akka.TestKit;

public abstract class TestActorRefBase<TActor> : IInternalActorRef
    where TActor : ActorBase
{
    private readonly InternalTestActorRef _ref;

    protected TestActorRefBase(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null) =>
        _ref = InternalTestActorRef.Create(system, actorProps, supervisor, name);

    public IActorRef Ref => _ref;

    public TActor UnderlyingActor => (TActor)_ref.UnderlyingActor;

    public ActorPath Path => _ref.Path;

    bool IActorRefScope.IsLocal => _ref.IsLocal;

    IInternalActorRef IInternalActorRef.Parent => _ref.Parent;

    IActorRefProvider IInternalActorRef.Provider => _ref.Provider;

    bool IInternalActorRef.IsTerminated => _ref.IsTerminated;

    public static bool operator ==(TestActorRefBase<TActor>? testActorRef, IActorRef? actorRef) =>
        testActorRef is null ? actorRef is null : testActorRef.Equals(actorRef);

    public static bool operator !=(TestActorRefBase<TActor>? testActorRef, IActorRef? actorRef) => !(testActorRef == actorRef);

    public static bool operator ==(IActorRef? actorRef, TestActorRefBase<TActor>? testActorRef) => testActorRef == actorRef;

    public static bool operator !=(IActorRef? actorRef, TestActorRefBase<TActor>? testActorRef) => !(testActorRef == actorRef);

    public static IActorRef ToActorRef(TestActorRefBase<TActor> actorRef) => actorRef._ref;

    /// <summary>Handles the message here and now; an exception reaches the caller and not the supervisor.</summary>
    public void Receive(object message, IActorRef? sender = null) => _ref.Receive(message, sender);

    public void Tell(object message) => _ref.Tell(message);

    public void Tell(object message, IActorRef sender) => _ref.Tell(message, sender);

    public void Forward(object message) => _ref.Forward(message);

    /// <summary>Has the actor behind this reference watch the subject.</summary>
    public void Watch(IActorRef subject) => _ref.Watch(subject);

    public void Unwatch(IActorRef subject) => _ref.Unwatch(subject);

    public void SendSystemMessage(ISystemMessage message) => _ref.SendSystemMessage(message);

    public void SendSystemMessage(ISystemMessage message, IActorRef sender) => _ref.SendSystemMessage(message);

    public bool Equals(IActorRef? other) => _ref.Equals(other);

    public override bool Equals(object? obj) => obj is TestActorRefBase<TActor> other ? _ref.Equals(other._ref) : _ref.Equals(obj);

    public override int GetHashCode() => _ref.GetHashCode();

    public int CompareTo(object? obj) => _ref.CompareTo(obj);

    public override string ToString() => _ref.ToString();

    int IComparable<IActorRef>.CompareTo(IActorRef? other) => _ref.CompareTo(other);

    ISurrogate ISurrogated.ToSurrogate(ActorSystem system) => _ref.ToSurrogate(system);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => _ref.GetChild(name);

    void IInternalActorRef.Resume(Exception? causedByFailure) => _ref.Resume(causedByFailure);

    void IInternalActorRef.Start() => _ref.Start();

    void IInternalActorRef.Stop() => _ref.Stop();

    void IInternalActorRef.Restart(Exception cause) => _ref.Restart(cause);

    void IInternalActorRef.Suspend() => _ref.Suspend();
}
