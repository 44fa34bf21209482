namespace Akka.Actor;

/// <summary>Handled by the cell itself before the actor's behaviour.</summary>
public interface IAutoReceivedMessage;

/// <summary>Must not be accepted from untrusted remote senders.</summary>
public interface IPossiblyHarmful;

public interface INoSerializationVerificationNeeded;

/// <summary>Its arrival does not reset the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>An envelope around the message the user meant.</summary>
public interface IWrappedMessage
{
    object Message { get; }
}

public static class WrappedMessage
{
    public static object Unwrap(object message)
    {
        while (message is IWrappedMessage wrapped)
        {
            message = wrapped.Message;
        }

        return message;
    }
}
