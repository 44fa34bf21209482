using ActorQueue.Contracts;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core;

/// <summary>
/// What one queue allows. Decisions read it; applying events never does, so a changed setting does not change history.
/// </summary>
public sealed record QueueSettings
{
    /// <summary>
    /// The highest <see cref="MaxPayloadBytes"/>: with its result a task must fit one snapshot chunk of 4 MiB.
    /// </summary>
    public const int PayloadBytesLimit = 2 * 1024 * 1024;

    /// <summary>The highest <see cref="MaxResultBytes"/>.</summary>
    public const int ResultBytesLimit = 1024 * 1024;

    /// <summary>The highest <see cref="MaxCheckpointBytes"/>: it too must fit the task's snapshot chunk.</summary>
    public const int CheckpointBytesLimit = 256 * 1024;

    /// <summary>Most waiting tasks; 0: no such limit.</summary>
    public int MaxLength { get; init; } = 1000;

    /// <summary>Most bytes of live tasks' descriptions and payloads; 0: no such limit.</summary>
    public long MaxBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Most bytes of one payload.</summary>
    public int MaxPayloadBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// Most bytes of one result; a larger one fails its task with <see cref="ErrorCodes.ResultTooLarge"/>.
    /// </summary>
    public int MaxResultBytes { get; init; } = 512 * 1024;

    /// <summary>Most tasks that one task may depend on.</summary>
    public int MaxDependencies { get; init; } = 100;

    /// <summary>
    /// Most batches that have not ended; ended ones are kept beside them only as far as this leaves room.
    /// </summary>
    public int MaxBatches { get; init; } = 10_000;

    /// <summary>How long an ended batch is known.</summary>
    public TimeSpan BatchRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Retries of tasks that bring no options of their own.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>Longest attempt of tasks that bring no timeout of their own.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How long the id of a finished task is known, and how old the id of a new task may be.</summary>
    public TimeSpan IdempotencyWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far a client's clock may run ahead of the queue's.</summary>
    public TimeSpan MaxClockSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Most remembered ids; past it the oldest go and ids as old as they are refused, never accepted twice.
    /// </summary>
    public int MaxRememberedIds { get; init; } = 1_000_000;

    /// <summary>Crashes charged to a task before it is a dead letter.</summary>
    public int CrashBudget { get; init; } = 3;

    /// <summary>Most registered workers, the queue's own pools aside.</summary>
    public int MaxWorkers { get; init; } = 1000;

    /// <summary>Most schedules.</summary>
    public int MaxSchedules { get; init; } = 1000;

    /// <summary>An occurrence that is later than this was missed; its schedule's policy says what becomes of it.</summary>
    public TimeSpan MisfireThreshold { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Retries of a task after attempts that ran out of memory, apart from its other retries; then it is a dead letter.
    /// </summary>
    public int OutOfMemoryBudget { get; init; } = 3;

    /// <summary>
    /// How often a task may be handed back unfinished at no cost; more often is charged as a failure. 0: no such bound.
    /// </summary>
    public int DrainBudget { get; init; } = 100;

    /// <summary>When the tasks of a kind that keeps failing are held back; off unless set.</summary>
    public BreakerSettings Breaker { get; init; } = new();

    /// <summary>From where on the queue is no longer healthy.</summary>
    public HealthSettings Health { get; init; } = new();

    /// <summary>Most bytes that an attempt may save for the next one.</summary>
    public int MaxCheckpointBytes { get; init; } = 64 * 1024;

    /// <summary>Which ready task starts first.</summary>
    public IOrderPolicy Order { get; init; } = PriorityOrder.Instance;

    /// <summary>Under which conditions ready tasks may start.</summary>
    public AdmissionSettings Admission { get; init; } = new();

    /// <summary>
    /// Every problem with these settings, each starting with the setting's name; empty when they are sound.
    /// </summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        Require(MaxLength >= 0, "maxLength", MaxLength, "0 (no limit) or more");
        Require(MaxBytes >= 0, "maxBytes", MaxBytes, "0 (no limit) or more");
        Require(MaxPayloadBytes is >= 0 and <= PayloadBytesLimit, "maxPayloadBytes", MaxPayloadBytes, "0 to 2 MiB");
        Require(MaxResultBytes is >= 0 and <= ResultBytesLimit, "maxResultBytes", MaxResultBytes, "0 to 1 MiB");
        Require(MaxDependencies is >= 0 and <= TaskSpec.MaxDependencies, "maxDependencies", MaxDependencies, $"0 to {TaskSpec.MaxDependencies}");
        Require(MaxBatches is >= 1 and <= 1_000_000, "maxBatches", MaxBatches, "1 to 1,000,000");
        RequireDuration(BatchRetention >= TimeSpan.Zero, "batchRetention", BatchRetention, "0 or more");
        RequireDuration(AttemptTimeout > TimeSpan.Zero, "attemptTimeout", AttemptTimeout, "more than 0");
        RequireDuration(IdempotencyWindow > TimeSpan.Zero, "idempotencyWindow", IdempotencyWindow, "more than 0");
        RequireDuration(MaxClockSkew >= TimeSpan.Zero, "maxClockSkew", MaxClockSkew, "0 or more");
        Require(MaxRememberedIds >= 1, "maxRememberedIds", MaxRememberedIds, "1 or more");
        Require(CrashBudget is >= 0 and <= 1000, "crashBudget", CrashBudget, "0 to 1000");
        Require(MaxWorkers >= 0, "maxWorkers", MaxWorkers, "0 (none) or more");
        Require(MaxSchedules >= 0, "maxSchedules", MaxSchedules, "0 (none) or more");
        RequireDuration(MisfireThreshold >= TimeSpan.FromSeconds(1), "misfireThreshold", MisfireThreshold, "1 s or more");
        Require(OutOfMemoryBudget is >= 0 and <= 1000, "outOfMemoryBudget", OutOfMemoryBudget, "0 to 1000");
        Require(DrainBudget is >= 0 and <= 10_000, "drainBudget", DrainBudget, "0 (no bound) to 10000");
        Require(MaxCheckpointBytes is >= 0 and <= CheckpointBytesLimit, "maxCheckpointBytes", MaxCheckpointBytes, "0 to 256 KiB");
        problems.AddRange(Health.Validate());
        problems.AddRange(Breaker.Validate());
        problems.AddRange(Retry.Validate().Select(problem => "retry." + problem));
        problems.AddRange(Admission.Validate().Select(problem => "admission." + problem));
        return problems;

        void RequireDuration(bool holds, string setting, TimeSpan value, string range) =>
            Require(holds && value <= RetryOptions.MaxDuration, setting, value, $"{range}, up to {RetryOptions.MaxDuration}");

        void Require(bool holds, string setting, object value, string range)
        {
            if (!holds)
            {
                problems.Add($"{setting}: {value} is not in the range {range}");
            }
        }
    }
}
