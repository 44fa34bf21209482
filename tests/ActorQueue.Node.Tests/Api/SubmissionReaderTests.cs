using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using ActorQueue.Node.Api;

namespace ActorQueue.Node.Tests.Api;

public sealed class SubmissionReaderTests
{
    // The queue says these itself.
    private static readonly string[] SetByTheQueue = [nameof(TaskSpec.ScheduleId), nameof(TaskSpec.ParentId), nameof(TaskSpec.ParentBatchId)];

    [Fact]
    public void A_task_that_was_described_for_the_API_is_read_as_the_same_task()
    {
        var task = Everything() with { FollowUps = [new FollowUp(DependencyCondition.Failure, Everything())] };
        foreach (var property in typeof(TaskSpec).GetProperties().Where(property => property.CanWrite && !SetByTheQueue.Contains(property.Name)))
        {
            property.GetValue(task).ShouldNotBe(property.GetValue(new TaskSpec { Id = default, Kind = "" }), $"The sample says nothing of {property.Name}.");
        }

        var sent = JsonSerializer.SerializeToUtf8Bytes(TaskSubmission.Of(task), ApiJson.Default.TaskSubmission);
        var (read, problems) = SubmissionReader.Read(JsonSerializer.Deserialize(sent, ApiJson.Default.TaskSubmission), "default", TimeProvider.System);

        problems.ShouldBeEmpty();
        JsonSerializer.Serialize(read).ShouldBe(JsonSerializer.Serialize(task));
    }

    private static TaskSpec Everything() => new()
    {
        Id = TaskId.New(TimeProvider.System),
        Kind = "a-kind",
        Name = "a name",
        Priority = 7,
        Payload = new byte[] { 1, 0, 255 },
        ContentType = "application/octet-stream",
        NotBefore = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
        AttemptTimeout = TimeSpan.FromSeconds(1.5),
        Retry = new RetryOptions
        {
            Strategy = RetryStrategy.Custom,
            Delay = TimeSpan.FromSeconds(2),
            Base = 3,
            MaxDelay = TimeSpan.FromSeconds(4),
            Jitter = 0.25,
            Delays = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9)],
            MaxAttempts = 3,
            TotalTimeout = TimeSpan.FromMinutes(5),
            PriorityStep = 2,
        },
        ProgressHandler = "a-handler",
        Dedup = new DedupOptions("same", TimeSpan.FromMinutes(1), DedupPolicy.Reject),
        Description = "why",
        Tags = ["one", "two"],
        DependsOn = [new TaskDependency(TaskId.New(TimeProvider.System), DependencyCondition.End)],
        OnDependencyFailed = DependencyFailurePolicy.Run,
        BatchId = BatchId.New(TimeProvider.System),
        FairnessKey = "fair",
        FairnessWeight = 3,
        ConcurrencyKey = "concurrency",
        RateKey = "rate",
        Resources = new ResourceNeeds { CpuPercent = 50, MemoryBytes = 1 << 20, GpuPercent = 10, RequiresGpu = true },
        SizeHint = 123,
    };
}
