using System.Text.Json.Serialization;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Contracts.Api;

/// <summary>How a worker that is not the queue's own introduces itself by the HTTP API; what is left out is as <see cref="WorkerRegistration"/> says.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WorkerSubmission
{
    /// <summary>A name for people. Required.</summary>
    public string? Name { get; init; }

    /// <summary>The queue meant; null: the one that this host runs.</summary>
    public string? Queue { get; init; }

    /// <summary>The only kinds that it takes; empty: all.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>The lowest priority that it takes, a number or a name.</summary>
    [JsonConverter(typeof(PriorityJsonConverter))]
    public int? MinPriority { get; init; }

    /// <summary>The highest priority that it takes, a number or a name.</summary>
    [JsonConverter(typeof(PriorityJsonConverter))]
    public int? MaxPriority { get; init; }

    /// <summary>Most attempts that it holds at once.</summary>
    public int? MaxAttempts { get; init; }
}

/// <summary>Who a registered worker is from now on.</summary>
/// <param name="WorkerId">Its id, part of the address of each of its calls.</param>
/// <param name="Token">Its secret, told this once: each call has it as <c>Authorization: Bearer</c>.</param>
/// <param name="LeaseTimeoutSeconds">How long a lease lasts without a heartbeat.</param>
/// <param name="HeartbeatIntervalSeconds">How often to send one.</param>
public sealed record RegisteredWorker(string WorkerId, string Token, double LeaseTimeoutSeconds, double HeartbeatIntervalSeconds);

/// <summary>What a heartbeat is told.</summary>
/// <param name="IsPaused">Whether a client holds the worker back.</param>
/// <param name="Leases">All that it holds.</param>
public sealed record HeartbeatAnswer(bool IsPaused, IReadOnlyList<LeaseView> Leases);

/// <summary>One attempt that a worker holds, as the HTTP API tells it.</summary>
public sealed record LeaseView
{
    /// <summary>The task.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>The attempt: with the task's id the address of every report about it.</summary>
    public required int Attempt { get; init; }

    /// <summary>Until when it is promised; a heartbeat renews it.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it fails as timed out, renewed or not.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The processor's name.</summary>
    public required string Kind { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The priority in force.</summary>
    public required int Priority { get; init; }

    /// <summary>The payload's media type.</summary>
    public required string ContentType { get; init; }

    /// <summary>The input: JSON inline, anything else as base 64 under <c>base64</c>; null when it is empty.</summary>
    [JsonConverter(typeof(ResultJsonConverter))]
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>Whether the worker must run nothing beside it: an earlier attempt's worker died.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether a client wants it to stop: end it as failed with the class <c>cancelled</c>.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>Whether a client holds the task back: save a checkpoint and release it.</summary>
    public bool IsPauseRequested { get; init; }

    /// <summary>Whether an earlier attempt, or this one, has saved a state to go on from.</summary>
    public bool HasCheckpoint { get; init; }

    /// <summary>The lease as the outside sees it.</summary>
    public static LeaseView Of(TaskLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return new LeaseView
        {
            TaskId = lease.Task.Id,
            Attempt = lease.Attempt,
            ExpiresAt = lease.ExpiresAt,
            Deadline = lease.Deadline,
            Kind = lease.Task.Kind,
            Name = lease.Task.Name,
            Priority = lease.Task.Priority,
            ContentType = lease.Task.ContentType,

            // A bare null would convert to empty memory, which is no JSON.
            Payload = lease.Task.Payload.IsEmpty ? default(ReadOnlyMemory<byte>?) : lease.Task.Payload,
            IsAlone = lease.IsAlone,
            IsCancelRequested = lease.IsCancelRequested,
            IsPauseRequested = lease.IsPauseRequested,
            HasCheckpoint = lease.Checkpoint is not null,
        };
    }
}

/// <summary>How an attempt failed.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Class">Which budget it is charged to: retryable unless given, permanent, out-of-memory, timeout, crashed, cancelled.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FailureReport(
    string Code, string Message, [property: JsonConverter(typeof(WordJsonConverter<FailureClass>))] FailureClass Class = FailureClass.Retryable);

/// <summary>How far an attempt has come.</summary>
/// <param name="Current">Units done.</param>
/// <param name="Total">Units in all; 0 when unknown.</param>
/// <param name="Message">What it does now.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ProgressReport(long Current, long Total = 0, string? Message = null);

/// <summary>What a report led to.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Status">The task's status after it.</param>
/// <param name="DueAt">When its next attempt is due, if one follows a backoff.</param>
public sealed record AttemptAnswer(TaskId TaskId, int Attempt, QueueTaskStatus Status, DateTimeOffset? DueAt);
