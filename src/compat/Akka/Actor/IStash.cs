using Akka.Dispatch;

namespace Akka.Actor;

public interface IStash
{
    int Count { get; }

    bool IsEmpty { get; }

    bool NonEmpty { get; }

    bool IsFull { get; }

    /// <summary>Most messages it takes, -1 for no limit.</summary>
    int Capacity { get; }

    void Stash();

    void Unstash();

    void UnstashAll();

    void UnstashAll(Func<Envelope, bool> predicate);

    IEnumerable<Envelope> ClearStash();

    void Prepend(IEnumerable<Envelope> envelopes);
}

public interface IActorStash
{
    IStash Stash { get; set; }
}

public interface IWithUnrestrictedStash : IActorStash;

public interface IWithStash : IWithUnrestrictedStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>;

public interface IWithUnboundedStash : IWithUnrestrictedStash,
    IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>;

public interface IWithBoundedStash : IWithUnrestrictedStash,
    IRequiresMessageQueue<IBoundedDequeBasedMessageQueueSemantics>;
