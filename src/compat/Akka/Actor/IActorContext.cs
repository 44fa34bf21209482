using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public interface IActorContext : IActorRefFactory, ICanWatch
{
    IActorRef Self { get; }

    Props Props { get; }

    IActorRef Sender { get; }

    ActorSystem System { get; }

    IActorRef Parent { get; }

    MessageDispatcher Dispatcher { get; }

    TimeSpan? ReceiveTimeout { get; }

    void Become(Receive receive);

    void BecomeStacked(Receive receive);

    void UnbecomeStacked();

    IActorRef Child(string name);

    IEnumerable<IActorRef> GetChildren();

    void SetReceiveTimeout(TimeSpan? timeout);

    void Stop(IActorRef child);
}

public interface IUntypedActorContext : IActorContext
{
    void Become(UntypedReceive receive);

    void BecomeStacked(UntypedReceive receive);
}

public interface ICell
{
    IActorRef Self { get; }

    ActorSystem System { get; }

    ActorSystemImpl SystemImpl { get; }

    IInternalActorRef Parent { get; }

    Props Props { get; }

    bool IsLocal { get; }

    bool IsTerminated { get; }

    bool HasMessages { get; }

    int NumberOfMessages { get; }

    void Start();

    void Suspend();

    void Resume(Exception causedByFailure);

    void Restart(Exception cause);

    void Stop();

    void SendMessage(IActorRef sender, object message);

    void SendSystemMessage(ISystemMessage message);

    IEnumerable<IInternalActorRef> GetChildren();

    IInternalActorRef GetSingleChild(string name);

    IInternalActorRef GetChildByName(string name);
}
