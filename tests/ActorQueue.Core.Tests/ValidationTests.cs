using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests;

/// <summary>The bounds of what clients send and operators set: each is named, and what lies on the bound is sound.</summary>
public sealed class ValidationTests
{
    private static readonly TaskSpec Sound = new QueueScenario().Spec() with
    {
        Kind = Text(TaskSpec.MaxKindLength),
        Name = Text(TaskSpec.MaxNameLength),
        ContentType = Text(TaskSpec.MaxContentTypeLength),
        Description = Text(TaskSpec.MaxDescriptionLength),
        Tags = [.. Enumerable.Repeat(Text(TaskSpec.MaxTagLength), TaskSpec.MaxTags)],
        AttemptTimeout = RetryOptions.MaxDuration,
        FairnessKey = Text(TaskSpec.MaxKeyLength),
        FairnessWeight = TaskSpec.MaxFairnessWeight,
        ConcurrencyKey = Text(TaskSpec.MaxKeyLength),
        RateKey = Text(TaskSpec.MaxKeyLength),
        SizeHint = 0,
        Resources = new ResourceNeeds { CpuPercent = ResourceNeeds.MaxCpuPercent, GpuPercent = 100 },
        Dedup = new DedupOptions(Text(DedupOptions.MaxKeyLength), RetryOptions.MaxDuration),
    };

    private static readonly RetryOptions Retry = new() { TotalTimeout = RetryOptions.MaxDuration, MaxAttempts = RetryOptions.MaxAttemptsLimit, Jitter = 1, Base = 100 };

    private static readonly RateLimit Rate = new(RateLimit.MaxCount, RetryOptions.MaxDuration, RateLimit.MaxCount);

    [Fact]
    public void What_lies_on_every_bound_is_sound_and_accepted()
    {
        new QueueScenario().Enqueue(Sound with { Retry = Retry }).Result.ShouldBe(EnqueueResult.Accepted);
        Rate.Validate().ShouldBeEmpty();
        new RateLimit(1, TimeSpan.FromTicks(1), 1).Validate().ShouldBeEmpty();
        (new QueueSettings
        {
            Breaker = new BreakerSettings { FailureShare = 100, MinAttempts = BreakerSettings.MaxAttempts, OpenFor = RetryOptions.MaxDuration },
            Health = new HealthSettings { MaxWaitingAge = TimeSpan.Zero, MaxDeadLetterShare = 100, MaxExhaustionShare = 0 },
            Admission = new AdmissionSettings
            {
                FairnessWeights = new Dictionary<string, int> { ["a"] = TaskSpec.MaxFairnessWeight },
                ConcurrencyLimits = new Dictionary<string, int> { ["a"] = 0 },
                BypassLimit = AdmissionSettings.MaxBypassLimit,
                RatePerKey = Rate,
                MaxNeeds = new ResourceNeeds(),
            },
        }).Validate().ShouldBeEmpty();
    }

    public static TheoryData<string, TaskSpec> SpecsThatCannotBe => new()
    {
        { "kind", Sound with { Kind = Text(TaskSpec.MaxKindLength + 1) } },
        { "name", Sound with { Name = Text(TaskSpec.MaxNameLength + 1) } },
        { "contentType", Sound with { ContentType = Text(TaskSpec.MaxContentTypeLength + 1) } },
        { "description", Sound with { Description = Text(TaskSpec.MaxDescriptionLength + 1) } },
        { "scheduleId", Sound with { ScheduleId = Text(ScheduleSpec.MaxIdLength + 1) } },
        { "tags", Sound with { Tags = [.. Enumerable.Repeat("t", TaskSpec.MaxTags + 1)] } },
        { "tags", Sound with { Tags = [Text(TaskSpec.MaxTagLength + 1)] } },
        { "attemptTimeout", Sound with { AttemptTimeout = TimeSpan.Zero } },
        { "attemptTimeout", Sound with { AttemptTimeout = RetryOptions.MaxDuration + TimeSpan.FromTicks(1) } },
        { "fairnessKey", Sound with { FairnessKey = " " } },
        { "concurrencyKey", Sound with { ConcurrencyKey = " " } },
        { "rateKey", Sound with { RateKey = Text(TaskSpec.MaxKeyLength + 1) } },
        { "fairnessWeight", Sound with { FairnessWeight = 0 } },
        { "fairnessWeight", Sound with { FairnessWeight = TaskSpec.MaxFairnessWeight + 1 } },
        { "sizeHint", Sound with { SizeHint = -1 } },
        { "resources.memoryBytes", Sound with { Resources = new ResourceNeeds { MemoryBytes = -1 } } },
        { "resources.gpuPercent", Sound with { Resources = new ResourceNeeds { GpuPercent = 101 } } },
        { "resources.cpuPercent", Sound with { Resources = new ResourceNeeds { CpuPercent = ResourceNeeds.MaxCpuPercent + 1 } } },
        { "dedup.key", Sound with { Dedup = new DedupOptions(Text(DedupOptions.MaxKeyLength + 1), TimeSpan.FromSeconds(1)) } },
        { "dedup.window", Sound with { Dedup = new DedupOptions("k", RetryOptions.MaxDuration + TimeSpan.FromTicks(1)) } },
        { "retry.strategy", Sound with { Retry = Retry with { Strategy = RetryStrategy.None } } },
        { "retry.delay", Sound with { Retry = Retry with { Delay = TimeSpan.FromTicks(-1) } } },
        { "retry.maxDelay", Sound with { Retry = Retry with { MaxDelay = TimeSpan.FromTicks(-1) } } },
        { "retry.base", Sound with { Retry = Retry with { Base = 101 } } },
        { "retry.jitter", Sound with { Retry = Retry with { Jitter = 1.1 } } },
        { "retry.maxAttempts", Sound with { Retry = Retry with { MaxAttempts = RetryOptions.MaxAttemptsLimit + 1 } } },
        { "retry.totalTimeout", Sound with { Retry = Retry with { TotalTimeout = TimeSpan.Zero } } },
        { "retry.priorityStep", Sound with { Retry = Retry with { PriorityStep = -1 } } },
        { "retry.delays", Sound with { Retry = Retry with { Strategy = RetryStrategy.Custom } } },
        { "retry.delays", Sound with { Retry = Retry with { Delays = new TimeSpan[RetryOptions.MaxDelays + 1] } } },
        { "retry.delays", Sound with { Retry = Retry with { Delays = [TimeSpan.FromTicks(-1)] } } },
    };

    [Theory]
    [MemberData(nameof(SpecsThatCannotBe))]
    public void What_cannot_be_of_a_task_is_refused_and_named(string field, TaskSpec spec)
    {
        var outcome = new QueueScenario().Enqueue(spec);
        outcome.Reason.ShouldBe(RejectReasons.Invalid);
        outcome.Message!.ShouldStartWith(field + ":");
        outcome.Message.ShouldNotContain("; ", Case.Sensitive, "nothing else is wrong with it");
    }

    public static TheoryData<string, AdmissionSettings> AdmissionThatCannotBe => new()
    {
        { "fairnessWeights.a", new AdmissionSettings { FairnessWeights = new Dictionary<string, int> { ["a"] = 0 } } },
        { "concurrencyPerKey", new AdmissionSettings { ConcurrencyPerKey = -1 } },
        { "concurrencyLimits.a", new AdmissionSettings { ConcurrencyLimits = new Dictionary<string, int> { ["a"] = -1 } } },
        { "ratePerKey.count", new AdmissionSettings { RatePerKey = Rate with { Count = 0 } } },
        { "ratePerKey.per", new AdmissionSettings { RatePerKey = Rate with { Per = TimeSpan.Zero } } },
        { "ratePerKey.burst", new AdmissionSettings { RatePerKey = Rate with { Burst = 0 } } },
        { "rateLimits.a.burst", new AdmissionSettings { RateLimits = new Dictionary<string, RateLimit?> { ["a"] = Rate with { Burst = RateLimit.MaxCount + 1 } } } },
        { "maxNeeds.memoryBytes", new AdmissionSettings { MaxNeeds = new ResourceNeeds { MemoryBytes = -1 } } },
        { "bypassLimit", new AdmissionSettings { BypassLimit = -1 } },
    };

    [Theory]
    [MemberData(nameof(AdmissionThatCannotBe))]
    public void What_cannot_be_of_the_admission_is_named(string setting, AdmissionSettings settings) =>
        new QueueSettings { Admission = settings }.Validate().ShouldHaveSingleItem().ShouldStartWith($"admission.{setting}:");

    public static TheoryData<string, QueueSettings> SettingsThatCannotBe => new()
    {
        { "breaker:", new QueueSettings { Breaker = new BreakerSettings { Failures = -1 } } },
        { "breaker:", new QueueSettings { Breaker = new BreakerSettings { FailureShare = 101 } } },
        { "breaker:", new QueueSettings { Breaker = new BreakerSettings { MinAttempts = 0 } } },
        { "breaker.openFor:", new QueueSettings { Breaker = new BreakerSettings { OpenFor = TimeSpan.Zero } } },
        { "health.maxWaitingAge:", new QueueSettings { Health = new HealthSettings { MaxWaitingAge = TimeSpan.FromTicks(-1) } } },
        { "health:", new QueueSettings { Health = new HealthSettings { MaxDeadLetterShare = -1 } } },
        { "health:", new QueueSettings { Health = new HealthSettings { MaxExhaustionShare = 101 } } },
        { "maxBytes:", new QueueSettings { MaxBytes = -1 } },
        { "maxPayloadBytes:", new QueueSettings { MaxPayloadBytes = QueueSettings.PayloadBytesLimit + 1 } },
        { "maxResultBytes:", new QueueSettings { MaxResultBytes = QueueSettings.ResultBytesLimit + 1 } },
        { "maxCheckpointBytes:", new QueueSettings { MaxCheckpointBytes = QueueSettings.CheckpointBytesLimit + 1 } },
        { "maxDependencies:", new QueueSettings { MaxDependencies = -1 } },
        { "maxBatches:", new QueueSettings { MaxBatches = 0 } },
        { "batchRetention:", new QueueSettings { BatchRetention = TimeSpan.FromTicks(-1) } },
        { "idempotencyWindow:", new QueueSettings { IdempotencyWindow = TimeSpan.Zero } },
        { "maxClockSkew:", new QueueSettings { MaxClockSkew = TimeSpan.FromTicks(-1) } },
        { "maxRememberedIds:", new QueueSettings { MaxRememberedIds = 0 } },
        { "maxWorkers:", new QueueSettings { MaxWorkers = -1 } },
        { "maxSchedules:", new QueueSettings { MaxSchedules = -1 } },
        { "misfireThreshold:", new QueueSettings { MisfireThreshold = TimeSpan.Zero } },
        { "outOfMemoryBudget:", new QueueSettings { OutOfMemoryBudget = -1 } },
        { "drainBudget:", new QueueSettings { DrainBudget = -1 } },
    };

    [Theory]
    [MemberData(nameof(SettingsThatCannotBe))]
    public void What_cannot_be_of_a_queue_is_named(string problem, QueueSettings settings) =>
        settings.Validate().ShouldHaveSingleItem().ShouldStartWith(problem);

    private static string Text(int length) => new('x', length);
}
