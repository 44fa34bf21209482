using Akka.Actor;

namespace Akka.Event;

public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>
    where TClassifier : notnull
{
    protected ActorEventBus()
    {
    }
}
