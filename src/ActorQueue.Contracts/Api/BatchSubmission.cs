using System.Text.Json.Serialization;

namespace ActorQueue.Contracts.Api;

/// <summary>A batch as a client of the HTTP API describes it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BatchSubmission
{
    /// <summary>A UUID of version 7; the same id again is the same batch. Null: the host makes one.</summary>
    public BatchId? Id { get; init; }

    /// <summary>A name for people. Required.</summary>
    public string? Name { get; init; }

    /// <summary>Enqueued when the batch ends, in whichever way.</summary>
    public TaskSubmission? OnCompletion { get; init; }

    /// <summary>Enqueued when it ends and all its members completed.</summary>
    public TaskSubmission? OnSuccess { get; init; }

    /// <summary>Enqueued when it ends and some member did not.</summary>
    public TaskSubmission? OnFailure { get; init; }

    /// <summary>The batch in which this one counts as a member.</summary>
    public BatchId? ParentBatchId { get; init; }
}
