namespace ActorQueue.Contracts;

/// <summary>The base of the errors that the queue throws. Expected outcomes (full, duplicate, lease lost) are replies instead.</summary>
public class QueueException : Exception
{
    /// <summary>An error with a sentence that says what to change.</summary>
    public QueueException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public QueueException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
