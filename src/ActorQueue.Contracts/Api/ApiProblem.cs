namespace ActorQueue.Contracts.Api;

/// <summary>An error of the HTTP API: problem details as of RFC 9457, with the reason as a word for programs.</summary>
public sealed record ApiProblem
{
    /// <summary>The media type of a problem.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Identifies the sort of problem.</summary>
    public string? Type { get; init; }

    /// <summary>The sort of problem in a few words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>What happened this time and what to change.</summary>
    public string? Detail { get; init; }

    /// <summary>The reason: one of <see cref="ProblemCodes"/>, <see cref="RejectReasons"/> or <see cref="WorkerRefusals"/>.</summary>
    public string? Code { get; init; }
}

/// <summary>The reasons of problems that are not refusals of a submit (<see cref="RejectReasons"/>) or of a worker's call (<see cref="WorkerRefusals"/>).</summary>
public static class ProblemCodes
{
    /// <summary>The request breaks a rule; the detail says which.</summary>
    public const string Invalid = RejectReasons.Invalid;

    /// <summary>There is no such task, batch, schedule, worker, queue or route.</summary>
    public const string NotFound = "not-found";

    /// <summary>What was asked for does not go with the state that the thing is in.</summary>
    public const string Conflict = "conflict";

    /// <summary>The request's body is larger than the host takes.</summary>
    public const string RequestTooLarge = "request-too-large";

    /// <summary>The caller may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The queue cannot answer now; the same request may be sent again.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>A worker asks for a task while the queue as a whole is paused.</summary>
    public const string QueuePaused = WaitReasons.QueuePaused;

    /// <summary>A worker asks for a task while a client holds it back.</summary>
    public const string WorkerPaused = "worker-paused";

    /// <summary>The host failed; its log says how.</summary>
    public const string Internal = "internal-error";
}
