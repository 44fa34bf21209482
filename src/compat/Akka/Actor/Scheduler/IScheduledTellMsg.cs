namespace Akka.Actor.Scheduler;

/// <summary>Around every message that the scheduler tells to an actor; the cell takes it off.</summary>
public interface IScheduledTellMsg : IWrappedMessage, INoSerializationVerificationNeeded;

internal class ScheduledTellMsg(object message) : IScheduledTellMsg
{
    public object Message { get; } = message;

    /// <summary>Only cells take the wrapper off, so only actors with a cell get one.</summary>
    public static object WrapFor(ICanTell receiver, object message) =>
        receiver is not ActorRefWithCell ? message
        : message is INotInfluenceReceiveTimeout ? new Quiet(message)
        : new ScheduledTellMsg(message);

    public override string ToString() => $"ScheduledTellMsg({Message})";

    private sealed class Quiet(object message) : ScheduledTellMsg(message), INotInfluenceReceiveTimeout;
}
