using System.Text.Json;
using System.Text.Json.Serialization;
using ActorQueue.Contracts.Json;

namespace ActorQueue.Contracts.Api;

/// <summary>Source-generated JSON of everything that goes through the HTTP API: camelCase names, enumerations as words, absent for null in requests and null in answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(TaskIdJsonConverter), typeof(WordJsonConverter<EnqueueResult>), typeof(WordJsonConverter<CancelResult>), typeof(WordJsonConverter<QueueMode>),
        typeof(WordJsonConverter<RetryStrategy>), typeof(WordJsonConverter<DependencyFailurePolicy>), typeof(WordJsonConverter<TaskControlResult>),
        typeof(WordJsonConverter<ScheduleResult>), typeof(WordJsonConverter<TaskRetryResult>), typeof(WordJsonConverter<DedupPolicy>),
    ])]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(TaskSubmission))]
[JsonSerializable(typeof(TaskSubmissions))]
[JsonSerializable(typeof(SubmissionOutcome))]
[JsonSerializable(typeof(SubmissionOutcomes))]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(TaskPage))]
[JsonSerializable(typeof(TaskEvent))]
[JsonSerializable(typeof(TaskCancelAnswered))]
[JsonSerializable(typeof(IReadOnlyList<TaskCancelAnswered>))]
[JsonSerializable(typeof(QueueControlled))]
[JsonSerializable(typeof(QueueList))]
[JsonSerializable(typeof(QueueStatistics))]
[JsonSerializable(typeof(TaskFilter))]
[JsonSerializable(typeof(TasksAffected))]
[JsonSerializable(typeof(TaskControlled))]
[JsonSerializable(typeof(IReadOnlyList<TaskControlled>))]
[JsonSerializable(typeof(KindControlled))]
[JsonSerializable(typeof(PriorityRequest))]
[JsonSerializable(typeof(KindRequest))]
[JsonSerializable(typeof(QueueHealth))]
[JsonSerializable(typeof(WaitExplanation))]
[JsonSerializable(typeof(TaskRetryAnswered))]
[JsonSerializable(typeof(IReadOnlyList<TaskRetryAnswered>))]
[JsonSerializable(typeof(WorkerList))]
[JsonSerializable(typeof(WorkerControlled))]
[JsonSerializable(typeof(WorkerSubmission))]
[JsonSerializable(typeof(RegisteredWorker))]
[JsonSerializable(typeof(HeartbeatAnswer))]
[JsonSerializable(typeof(LeaseView))]
[JsonSerializable(typeof(FailureReport))]
[JsonSerializable(typeof(ProgressReport))]
[JsonSerializable(typeof(AttemptAnswer))]
[JsonSerializable(typeof(BatchSubmission))]
[JsonSerializable(typeof(BatchCreateAnswered))]
[JsonSerializable(typeof(BatchCancelAnswered))]
[JsonSerializable(typeof(BatchRetryAnswered))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(BatchPage))]
[JsonSerializable(typeof(ScheduleSubmission))]
[JsonSerializable(typeof(ScheduleAnswered))]
[JsonSerializable(typeof(ScheduleList))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>The same types, indented for people.</summary>
    public static ApiJson Indented => field ??= new ApiJson(new JsonSerializerOptions(((JsonSerializerContext)Default).Options) { WriteIndented = true });
}
