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
    /// <exception cref="ArgumentException">The code is empty, or the class is <see cref="FailureClass.None"/> or none that is known.</exception>
    public TaskFailedException(string code, string message, FailureClass failureClass = FailureClass.Retryable, Exception? innerException = null)
        : base(message, innerException)
    {
        // Checked here, in the processor's own attempt: further on, a failure that cannot be recorded would stop the queue each time that it is reported.
        ArgumentException.ThrowIfNullOrWhiteSpace(code);
        if (failureClass is FailureClass.None || !Enum.IsDefined(failureClass))
        {
            throw new ArgumentOutOfRangeException(nameof(failureClass), failureClass, "Must be a failure class other than None.");
        }

        Code = code;
        FailureClass = failureClass;
    }

    /// <summary>The error's code.</summary>
    public string Code { get; }

    /// <summary>Whether a retry can help.</summary>
    public FailureClass FailureClass { get; }
}
