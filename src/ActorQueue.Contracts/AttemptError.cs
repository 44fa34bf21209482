using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorQueue.Contracts;

/// <summary>How one attempt of a task failed.</summary>
/// <param name="Run">The task's run, from 1; a dead letter that is retried begins another.</param>
/// <param name="Attempt">The attempt's number over all runs.</param>
/// <param name="At">When it ended.</param>
/// <param name="WorkerId">Where it ran.</param>
/// <param name="Class">What kind of failure it was.</param>
/// <param name="Code">The error's code.</param>
/// <param name="Message">The error's message, cut after <see cref="MaxMessageLength"/> characters.</param>
public sealed record AttemptError(
    int Run,
    int Attempt,
    DateTimeOffset At,
    string? WorkerId,
    [property: JsonConverter(typeof(FailureClassJsonConverter))] FailureClass Class,
    string Code,
    string Message)
{
    /// <summary>Most errors that are kept of one task: the first, and the newest of the others.</summary>
    public const int MaxKept = 20;

    /// <summary>Most characters of a message that are kept here; the task's last error has more.</summary>
    public const int MaxMessageLength = 1024;
}

/// <summary>A failure's class as a word, for example <c>out-of-memory</c>.</summary>
public sealed class FailureClassJsonConverter() : JsonStringEnumConverter<FailureClass>(JsonNamingPolicy.KebabCaseLower);
