using System.Text.Json;
using System.Text.Json.Serialization;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Contracts.Api;

/// <summary>One task as a client of the HTTP API describes it; what is left out is as <see cref="TaskSpec"/> and the queue's settings say. Lengths of time are seconds.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TaskSubmission
{
    /// <summary>A UUID of version 7; the same id again is the same task. Null: the queue makes one, and a repeated request is another task.</summary>
    public TaskId? Id { get; init; }

    /// <summary>The processor's name. Required.</summary>
    public string? Kind { get; init; }

    /// <summary>A name for people; the kind when not given.</summary>
    public string? Name { get; init; }

    /// <summary>The queue meant; null: the one that this host runs.</summary>
    public string? Queue { get; init; }

    /// <summary>The processor's input as JSON.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>The processor's input as bytes in base 64; excludes <see cref="Payload"/>.</summary>
    public string? PayloadBase64 { get; init; }

    /// <summary>The payload's media type; JSON when not given.</summary>
    public string? ContentType { get; init; }

    /// <summary>A number or a name: low, normal, high, critical, urgent.</summary>
    [JsonConverter(typeof(PriorityJsonConverter))]
    public int? Priority { get; init; }

    /// <summary>Free text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Words to find the task by.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Not started before this time.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Not started before this many seconds have passed; excludes <see cref="NotBefore"/>.</summary>
    public double? DelaySeconds { get; init; }

    /// <summary>Longest time of one attempt.</summary>
    public double? AttemptTimeoutSeconds { get; init; }

    /// <summary>How failures are retried.</summary>
    public RetrySubmission? Retry { get; init; }

    /// <summary>The tasks that it waits for.</summary>
    public IReadOnlyList<TaskDependency>? DependsOn { get; init; }

    /// <summary>What becomes of it when one of them does not end as required: fail, cancel or run.</summary>
    public DependencyFailurePolicy? OnDependencyFailed { get; init; }

    /// <summary>The batch that it is counted in.</summary>
    public BatchId? BatchId { get; init; }

    /// <summary>Tasks that are enqueued when it ends.</summary>
    public IReadOnlyList<FollowUpSubmission>? FollowUps { get; init; }

    /// <summary>The registered name of the code that is told of its progress.</summary>
    public string? ProgressHandler { get; init; }

    /// <summary>Which other submits mean the same work.</summary>
    public DedupSubmission? Dedup { get; init; }

    /// <summary>Tasks of different keys take turns.</summary>
    public string? FairnessKey { get; init; }

    /// <summary>How many turns its fairness key gets beside others.</summary>
    public int? FairnessWeight { get; init; }

    /// <summary>Only so many tasks of one key run at once.</summary>
    public string? ConcurrencyKey { get; init; }

    /// <summary>Only so many tasks of one key start in a time.</summary>
    public string? RateKey { get; init; }

    /// <summary>How large the work is, in any unit that the queue's tasks share; the orders smallest-first and largest-first go by it.</summary>
    public long? SizeHint { get; init; }

    /// <summary>What it reserves of its worker.</summary>
    public ResourceNeeds? Resources { get; init; }

    /// <summary>A task as its submitter would describe it to the API.</summary>
    public static TaskSubmission Of(TaskSpec task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new TaskSubmission
        {
            Id = task.Id,
            Kind = task.Kind,
            Name = task.Name,
            PayloadBase64 = task.Payload.IsEmpty ? null : Convert.ToBase64String(task.Payload.Span),
            ContentType = task.ContentType,
            Priority = task.Priority,
            Description = task.Description,
            Tags = task.Tags,
            NotBefore = task.NotBefore,
            AttemptTimeoutSeconds = task.AttemptTimeout?.TotalSeconds,
            Retry = task.Retry is { } retry ? RetrySubmission.Of(retry) : null,
            DependsOn = task.DependsOn,
            OnDependencyFailed = task.OnDependencyFailed,
            BatchId = task.BatchId,
            FollowUps = [.. task.FollowUps.Select(followUp => new FollowUpSubmission(followUp.On, Of(followUp.Task)))],
            Dedup = task.Dedup is { } same ? new DedupSubmission(same.Key, same.Window.TotalSeconds, same.Policy) : null,
            FairnessKey = task.FairnessKey,
            FairnessWeight = task.FairnessWeight,
            ConcurrencyKey = task.ConcurrencyKey,
            RateKey = task.RateKey,
            SizeHint = task.SizeHint,
            Resources = task.Resources,
            ProgressHandler = task.ProgressHandler,
        };
    }
}

/// <summary>Which submits mean the same work.</summary>
/// <param name="Key">The same for all of them.</param>
/// <param name="WindowSeconds">How long the key is remembered.</param>
/// <param name="Policy">What becomes of another one: reject, replace, return-existing, debounce, throttle.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DedupSubmission(string Key, double WindowSeconds, DedupPolicy Policy = DedupPolicy.ReturnExisting);

/// <summary>A task that is enqueued when another one ends.</summary>
/// <param name="On">After which end: success, failure or end.</param>
/// <param name="Task">What is enqueued; its id is not read.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FollowUpSubmission(DependencyCondition On, TaskSubmission Task);

/// <summary>How a submitted task's failures are retried; what is left out is as <see cref="RetryOptions"/> says.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RetrySubmission
{
    /// <summary>Fixed, exponential or custom.</summary>
    public RetryStrategy? Strategy { get; init; }

    /// <summary>The delay of the fixed strategy, and the first one of the exponential.</summary>
    public double? DelaySeconds { get; init; }

    /// <summary>The factor of the exponential strategy.</summary>
    public double? Base { get; init; }

    /// <summary>No delay is longer.</summary>
    public double? MaxDelaySeconds { get; init; }

    /// <summary>Greatest part by which a delay is randomly longer or shorter, 0 to 1.</summary>
    public double? Jitter { get; init; }

    /// <summary>The delays of the custom strategy.</summary>
    public IReadOnlyList<double>? DelaysSeconds { get; init; }

    /// <summary>Attempts in all, the first included.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>A retry that would start later than this after the first start is not made.</summary>
    public double? TotalTimeoutSeconds { get; init; }

    /// <summary>By how much each retry lowers the priority.</summary>
    public int? PriorityStep { get; init; }

    /// <summary>Options as their submitter would describe them to the API.</summary>
    public static RetrySubmission Of(RetryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new RetrySubmission
        {
            Strategy = options.Strategy,
            DelaySeconds = options.Delay.TotalSeconds,
            Base = options.Base,
            MaxDelaySeconds = options.MaxDelay.TotalSeconds,
            Jitter = options.Jitter,
            DelaysSeconds = [.. options.Delays.Select(delay => delay.TotalSeconds)],
            MaxAttempts = options.MaxAttempts,
            TotalTimeoutSeconds = options.TotalTimeout?.TotalSeconds,
            PriorityStep = options.PriorityStep,
        };
    }
}

/// <summary>Many tasks at once, committed together.</summary>
/// <param name="Tasks">At least one; they may depend on each other.</param>
/// <param name="Atomic">Whether all are accepted or none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TaskSubmissions(IReadOnlyList<TaskSubmission> Tasks, bool Atomic = false);

/// <summary>What became of one submitted task.</summary>
/// <param name="Id">The task.</param>
/// <param name="Result">Accepted, duplicate or rejected.</param>
/// <param name="Status">The task's status now; null when rejected.</param>
/// <param name="Code">Why it was rejected, as a word.</param>
/// <param name="Message">The same as a sentence.</param>
public sealed record SubmissionOutcome(TaskId Id, EnqueueResult Result, QueueTaskStatus? Status, string? Code, string? Message)
{
    /// <summary>The task that has the submit's dedup key, where another one has.</summary>
    public TaskId? ExistingId { get; init; }

    /// <summary>The outcome as the outside sees it.</summary>
    public static SubmissionOutcome Of(EnqueueOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return new(outcome.Id, outcome.Result, outcome.Status == QueueTaskStatus.None ? null : outcome.Status, outcome.Reason, outcome.Message)
        {
            ExistingId = outcome.ExistingId,
        };
    }
}

/// <summary>What became of many submitted tasks, in their order.</summary>
public sealed record SubmissionOutcomes(IReadOnlyList<SubmissionOutcome> Outcomes);
