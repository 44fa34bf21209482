using ActorQueue.Contracts;

namespace ActorQueue.Processors;

/// <summary>
/// Says of exceptions that the application knows better than <see cref="FailureClassifier"/> whether a retry can help. Asked in order of registration; the first answer
/// counts. Not asked of a <see cref="TaskFailedException"/>, which its thrower has classified, nor of a cancellation.
/// </summary>
public interface IFailureClassifier
{
    /// <summary>The failure's class and code, or null to leave it to others.</summary>
    ClassifiedFailure? Classify(TaskContext context, Exception exception);
}

/// <summary>What a failure is.</summary>
/// <param name="Class">Whether and on which budget it is retried; not <see cref="FailureClass.None"/>.</param>
/// <param name="Code">The error's code: lower case, digits and hyphens.</param>
/// <param name="Message">What happened; null: the exception's own words.</param>
public sealed record ClassifiedFailure(FailureClass Class, string Code = ErrorCodes.Failed, string? Message = null);

/// <summary>One line of the map from exception types to classes.</summary>
internal sealed class ExceptionTypeClassifier<TException>(ClassifiedFailure failure) : IFailureClassifier
    where TException : Exception
{
    public ClassifiedFailure? Classify(TaskContext context, Exception exception) => exception is TException ? failure : null;
}
