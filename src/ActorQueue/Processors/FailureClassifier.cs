using ActorQueue.Contracts;

namespace ActorQueue.Processors;

/// <summary>Says of an exception which error it is and whether a retry can help.</summary>
public static class FailureClassifier
{
    /// <summary>The error's code and message, and its class. An exception that nobody has classified is retried, under the code <c>failed</c>.</summary>
    public static (TaskError Error, FailureClass Class) Classify(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            TaskFailedException failed => (new TaskError(failed.Code, failed.Message), failed.FailureClass),
            FileNotFoundException missing => (new TaskError(ErrorCodes.FileNotFound, MissingFile(missing)), FailureClass.Permanent),
            DirectoryNotFoundException => (new TaskError(ErrorCodes.FileNotFound, exception.Message), FailureClass.Permanent),
            OutOfMemoryException => (new TaskError(ErrorCodes.OutOfMemory, exception.Message), FailureClass.OutOfMemory),
            TimeoutException => (new TaskError(ErrorCodes.Timeout, exception.Message), FailureClass.Timeout),
            _ => (new TaskError(ErrorCodes.Failed, $"{exception.GetType().Name}: {exception.Message}"), FailureClass.Retryable),
        };
    }

    private static string MissingFile(FileNotFoundException missing) =>
        missing.FileName is { Length: > 0 } path && !missing.Message.Contains(path, StringComparison.Ordinal)
            ? $"{missing.Message} ({path})"
            : missing.Message;
}
