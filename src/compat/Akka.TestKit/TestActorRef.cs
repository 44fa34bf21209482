using Akka.Actor;

namespace Akka.TestKit;

/// <summary>A reference to an actor whose instance the test can look at, and which runs on the test's own thread.</summary>
public class TestActorRef<TActor> : TestActorRefBase<TActor>
    where TActor : ActorBase
{
    public TestActorRef(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null)
        : base(system, actorProps, supervisor, name)
    {
    }
}
