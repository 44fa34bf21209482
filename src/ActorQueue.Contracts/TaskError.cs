namespace ActorQueue.Contracts;

/// <summary>Why an attempt or a task failed.</summary>
/// <param name="Code">A word for programs, one of <see cref="ErrorCodes"/> or a processor's own (lower case,
/// dashes).</param>
/// <param name="Message">A sentence for people; says what to change where that is known.</param>
public sealed record TaskError(string Code, string Message);

/// <summary>The error words that the queue and its own processors use.</summary>
public static class ErrorCodes
{
    /// <summary>The input file does not exist; not retried.</summary>
    public const string FileNotFound = "file-not-found";

    /// <summary>The native decoder for this format is not installed; not retried.</summary>
    public const string CodecMissing = "codec-missing";

    /// <summary>The input is truncated, mislabelled or not decodable.</summary>
    public const string DecodeFailed = "decode-failed";

    /// <summary>The attempt passed its deadline.</summary>
    public const string Timeout = "timeout";

    /// <summary>The attempt ran out of memory.</summary>
    public const string OutOfMemory = "out-of-memory";

    /// <summary>The worker process died more often under this task than the crash budget allows.</summary>
    public const string Crashed = "crashed";

    /// <summary>A client cancelled the task.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A task that this one depends on did not end as required.</summary>
    public const string DependencyFailed = "dependency-failed";

    /// <summary>The attempt ignored its cancellation and still holds its slot.</summary>
    public const string Stuck = "stuck";

    /// <summary>No slot of the bounded pool admitted the attempt.</summary>
    public const string Rejected = "rejected";

    /// <summary>No processor is registered for the task's kind.</summary>
    public const string UnknownKind = "unknown-kind";

    /// <summary>The payload cannot be read by the processor of its kind; not retried.</summary>
    public const string PayloadInvalid = "payload-invalid";

    /// <summary>No handler is registered under the name of a callback; not retried.</summary>
    public const string UnknownHandler = "unknown-handler";

    /// <summary>The task or batch that a callback is about is not known any more; not retried.</summary>
    public const string ParentGone = "parent-gone";

    /// <summary>A webhook may not be sent there, or the receiver refuses it; not retried.</summary>
    public const string WebhookRefused = "webhook-refused";

    /// <summary>Tasks of the kind <c>command</c> are not run here (<c>processors.command.enabled</c>); not retried.</summary>
    public const string CommandDisabled = "command-disabled";

    /// <summary>The result is larger than the queue's limit.</summary>
    public const string ResultTooLarge = "result-too-large";

    /// <summary>The state that the attempt wanted to save has more bytes than the queue keeps.</summary>
    public const string CheckpointTooLarge = "checkpoint-too-large";

    /// <summary>The attempt is no longer the current one of its task.</summary>
    public const string LeaseLost = "lease-lost";

    /// <summary>It was handed back unfinished more often than the drain budget allows.</summary>
    public const string Drained = "drained";

    /// <summary>Any other failure.</summary>
    public const string Failed = "failed";
}

/// <summary>
/// What kind of failure an attempt ended with; decides whether and on which budget it is retried. A file format.
/// </summary>
public enum FailureClass : byte
{
    /// <summary>Reserved: a zeroed field is no class.</summary>
    None = 0,

    /// <summary>May succeed when tried again.</summary>
    Retryable = 1,

    /// <summary>Cannot succeed: fails at once without a retry.</summary>
    Permanent = 2,

    /// <summary>Ran out of memory; retried.</summary>
    OutOfMemory = 3,

    /// <summary>Passed its deadline; retried.</summary>
    Timeout = 4,

    /// <summary>Its isolated process died; charged to the crash budget, not to the retries.</summary>
    Crashed = 5,

    /// <summary>Ended because it was asked to cancel.</summary>
    Cancelled = 6,
}
