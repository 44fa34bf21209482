namespace ActorQueue.Contracts;

/// <summary>
/// A task that comes again and again at the times of a cron expression. Each time, called an occurrence, becomes
/// exactly one task, whose id follows from the schedule's id and the occurrence's time.
/// </summary>
public sealed record ScheduleSpec
{
    /// <summary>Most characters of <see cref="Id"/>.</summary>
    public const int MaxIdLength = 128;

    /// <summary>Most characters of <see cref="Cron"/>.</summary>
    public const int MaxCronLength = 256;

    /// <summary>Most characters of <see cref="TimeZone"/>.</summary>
    public const int MaxTimeZoneLength = 128;

    /// <summary>The highest <see cref="MaxCatchUp"/>.</summary>
    public const int MaxCatchUpLimit = 1000;

    /// <summary>The schedule's name; adding one with a name that is taken replaces that one.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// When: Quartz' six or seven fields (seconds first, for example <c>0 30 2 * * ?</c>), or the five of Unix cron
    /// (<c>30 2 * * *</c>, day of week 0 or 7 = Sunday), which mean second 0.
    /// </summary>
    public required string Cron { get; init; }

    /// <summary>
    /// Whose clock the expression reads: an IANA name such as <c>Europe/Berlin</c>. Where that clock is put forward, a
    /// time that it leaves out comes at once after the gap; where it is put back, a time that it shows twice comes the
    /// first time only. Expressions that repeat within a day (any of seconds, minutes, hours is a range, a step or all)
    /// keep their rhythm instead, and come both times.
    /// </summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What becomes of occurrences that were missed while no queue ran.</summary>
    public MisfirePolicy Misfire { get; init; } = MisfirePolicy.FireOnce;

    /// <summary>
    /// With <see cref="MisfirePolicy.CatchUp"/>: at most so many missed occurrences, the newest, become tasks; 1 to
    /// <see cref="MaxCatchUpLimit"/>.
    /// </summary>
    public int MaxCatchUp { get; init; } = 100;

    /// <summary>What becomes of an occurrence whose predecessor's task has not ended.</summary>
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.Allow;

    /// <summary>What each occurrence enqueues. Its id is not read, and it has no not-before time.</summary>
    public required TaskSpec Task { get; init; }

    /// <summary>No occurrence before this; null: from now on.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>No occurrence after this; null: without end.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>
    /// Every problem with this description, empty when it is sound. The expression and the zone are the queue's to
    /// judge.
    /// </summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        CheckText("id", Id, MaxIdLength);
        CheckText("cron", Cron, MaxCronLength);
        CheckText("timeZone", TimeZone, MaxTimeZoneLength);
        Require(Misfire is >= MisfirePolicy.FireOnce and <= MisfirePolicy.CatchUp, $"misfire: {Misfire} is not a policy");
        Require(Overlap is OverlapPolicy.Allow or OverlapPolicy.Skip, $"overlap: {Overlap} is not a policy");
        Require(MaxCatchUp is >= 1 and <= MaxCatchUpLimit, $"maxCatchUp: {MaxCatchUp} is not in the range 1 to {MaxCatchUpLimit}");
        Require(!(EndAt < StartAt), $"endAt: {EndAt:O} is before startAt, {StartAt:O}");
        if (Task is null)
        {
            problems.Add("task: is missing");
            return problems;
        }

        Require(Task.NotBefore is null, "task.notBefore: the schedule says when");
        problems.AddRange((Task with { Id = AnyId }).Validate().Select(problem => "task." + problem));
        return problems;

        void CheckText(string field, string? text, int max)
        {
            Require(!string.IsNullOrWhiteSpace(text), $"{field}: is missing");
            Require(text is null || !text.Any(char.IsControl), $"{field}: must have no control characters");
            Require(text is null || text.Length <= max, $"{field}: {text?.Length} characters, at most {max} are allowed");
        }

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }

    private static TaskId AnyId { get; } = TaskId.Create(DateTimeOffset.UnixEpoch, new byte[TaskId.RandomLength]);
}
