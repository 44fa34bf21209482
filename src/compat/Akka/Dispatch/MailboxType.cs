using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>Makes the message queue of an actor; named by <c>mailbox-type</c> in the configuration.</summary>
public abstract class MailboxType
{
    protected readonly Config Config;
    protected readonly Settings Settings;

    protected MailboxType(Settings settings, Config config)
    {
        Settings = settings;
        Config = config;
    }

    public abstract IMessageQueue Create(IActorRef owner, ActorSystem system);
}

public sealed class UnboundedMailbox : MailboxType, IProducesMessageQueue<UnboundedMessageQueue>
{
    public UnboundedMailbox()
        : this(null!, null!)
    {
    }

    public UnboundedMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new UnboundedMessageQueue();
}

public sealed class UnboundedDequeBasedMailbox : MailboxType, IProducesMessageQueue<UnboundedDequeMessageQueue>
{
    public UnboundedDequeBasedMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new UnboundedDequeMessageQueue();
}

public sealed class BoundedMailbox : MailboxType, IProducesMessageQueue<BoundedMessageQueue>,
    IProducesPushTimeoutSemanticsMailbox
{
    public BoundedMailbox(Settings settings, Config config)
        : base(settings, config) => (Capacity, PushTimeout) = BoundedMailboxSettings.Read(config);

    public int Capacity { get; }

    public TimeSpan PushTimeout { get; }

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new BoundedMessageQueue(Capacity, PushTimeout);
}

public class BoundedDequeBasedMailbox : MailboxType, IProducesMessageQueue<BoundedDequeMessageQueue>,
    IProducesPushTimeoutSemanticsMailbox
{
    public BoundedDequeBasedMailbox(Settings settings, Config config)
        : base(settings, config) => (Capacity, PushTimeout) = BoundedMailboxSettings.Read(config);

    public int Capacity { get; }

    public TimeSpan PushTimeout { get; }

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new BoundedDequeMessageQueue(Capacity, PushTimeout);
}

public abstract class UnboundedPriorityMailbox : MailboxType, IProducesMessageQueue<UnboundedPriorityMessageQueue>
{
    public const int DefaultCapacity = 11;

    protected UnboundedPriorityMailbox(Settings settings, Config config)
        : base(settings, config) => InitialCapacity = DefaultCapacity;

    public int InitialCapacity { get; }

    public sealed override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new UnboundedPriorityMessageQueue(PriorityGenerator, InitialCapacity);

    /// <summary>The rank of a message, lower goes first. Called on the sender's thread.</summary>
    protected abstract int PriorityGenerator(object message);
}

public abstract class UnboundedStablePriorityMailbox : MailboxType,
    IProducesMessageQueue<UnboundedStablePriorityMessageQueue>
{
    public const int DefaultCapacity = 11;

    protected UnboundedStablePriorityMailbox(Settings settings, Config config)
        : base(settings, config) => InitialCapacity = DefaultCapacity;

    public int InitialCapacity { get; }

    public sealed override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        new UnboundedStablePriorityMessageQueue(PriorityGenerator, InitialCapacity);

    /// <summary>The rank of a message, lower goes first. Called on the sender's thread.</summary>
    protected abstract int PriorityGenerator(object message);
}

internal static class BoundedMailboxSettings
{
    public static (int Capacity, TimeSpan PushTimeout) Read(Config config)
    {
        var capacity = config.GetInt("mailbox-capacity", 0);
        if (capacity <= 0)
        {
            throw new ArgumentException($"mailbox-capacity of a bounded mailbox must be positive, but is {capacity}.", nameof(config));
        }

        return (capacity, config.GetTimeSpan("mailbox-push-timeout-time", TimeSpan.FromSeconds(10), true));
    }
}
