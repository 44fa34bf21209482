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
            TaskFailedException failed => (new TaskError(failed.Code, MessageOf(failed)), failed.FailureClass),
            FileNotFoundException missing => (new TaskError(ErrorCodes.FileNotFound, MissingFile(missing)), FailureClass.Permanent),
            DirectoryNotFoundException => (new TaskError(ErrorCodes.FileNotFound, MessageOf(exception)), FailureClass.Permanent),
            OutOfMemoryException => (new TaskError(ErrorCodes.OutOfMemory, MessageOf(exception)), FailureClass.OutOfMemory),
            TimeoutException => (new TaskError(ErrorCodes.Timeout, MessageOf(exception)), FailureClass.Timeout),
            _ => (new TaskError(ErrorCodes.Failed, $"{exception.GetType().Name}: {exception.Message}"), FailureClass.Retryable),
        };
    }

    private static string MissingFile(FileNotFoundException missing) =>
        missing.FileName is { Length: > 0 } path && !MessageOf(missing).Contains(path, StringComparison.Ordinal)
            ? $"{missing.Message} ({path})"
            : MessageOf(missing);

    // An exception class of its own may say nothing at all, whatever the property's type promises.
    private static string MessageOf(Exception exception) => (string?)exception.Message ?? exception.GetType().Name;
}
