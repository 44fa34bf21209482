namespace ActorQueue.Contracts;

/// <summary>
/// The base of the errors that the queue throws. Expected outcomes (full, duplicate, lease lost) are replies instead.
/// </summary>
public class QueueException : Exception
{
    /// <summary>An error with a sentence that says what to change, and its cause where there is one.</summary>
    public QueueException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
