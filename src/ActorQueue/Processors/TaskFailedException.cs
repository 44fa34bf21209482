using ActorQueue.Contracts;

namespace ActorQueue.Processors;

/// <summary>A failure that its processor has classified.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>Fails the attempt.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>, or a word of the processor's own: lower case, digits and hyphens.</param>
    /// <param name="message">What happened and what to do about it.</param>
    /// <param name="failureClass">Whether a retry can help; <see cref="FailureClass.Permanent"/> fails the task at once.</param>
    /// <param name="innerException">The cause, for the log.</param>
    public TaskFailedException(string code, string message, FailureClass failureClass = FailureClass.Retryable, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        FailureClass = failureClass;
    }

    /// <summary>The error's code.</summary>
    public string Code { get; }

    /// <summary>Whether a retry can help.</summary>
    public FailureClass FailureClass { get; }
}
