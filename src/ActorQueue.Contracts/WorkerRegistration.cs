namespace ActorQueue.Contracts;

/// <summary>How a worker that is not one of the queue's own pools introduces itself.</summary>
public sealed record WorkerRegistration
{
    /// <summary>Most characters of <see cref="Name"/>.</summary>
    public const int MaxNameLength = 128;

    /// <summary>Most <see cref="Kinds"/>.</summary>
    public const int MaxKinds = 256;

    /// <summary>The highest <see cref="MaxAttempts"/>.</summary>
    public const int MaxAttemptsLimit = 1000;

    /// <summary>A name for people, the same for each start of the worker.</summary>
    public required string Name { get; init; }

    /// <summary>The queue that it works for; null: the one that is asked. Any other is refused.</summary>
    public string? Queue { get; init; }

    /// <summary>The only kinds of task that it takes; empty: all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>The lowest priority that it takes; null: any.</summary>
    public int? MinPriority { get; init; }

    /// <summary>The highest priority that it takes; null: any.</summary>
    public int? MaxPriority { get; init; }

    /// <summary>
    /// Most attempts that it holds at once, 1 to <see cref="MaxAttemptsLimit"/>: it is leased no more than it can run.
    /// </summary>
    public int MaxAttempts { get; init; } = 1;

    /// <summary>Every problem with this registration, empty when it is sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        Require(!string.IsNullOrWhiteSpace(Name) && Name.Length <= MaxNameLength, $"name: must have 1 to {MaxNameLength} characters");
        Require(Name is null || !Name.Any(char.IsControl), "name: must have no control characters");
        Require(Kinds is not null && Kinds.Count <= MaxKinds, $"kinds: {Kinds?.Count} are given, at most {MaxKinds} are allowed");
        Require(
            Kinds is null || Kinds.All(kind => !string.IsNullOrWhiteSpace(kind) && kind.Length <= TaskSpec.MaxKindLength),
            $"kinds: each must have 1 to {TaskSpec.MaxKindLength} characters");
        Require(!(MinPriority > MaxPriority), $"minPriority: {MinPriority} is above maxPriority, {MaxPriority}");
        Require(MaxAttempts is >= 1 and <= MaxAttemptsLimit, $"maxAttempts: {MaxAttempts} is not in the range 1 to {MaxAttemptsLimit}");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}

/// <summary>Who a registered worker is. Every call names it, and the queue believes only who knows the token.</summary>
/// <param name="WorkerId">The id, unique per registration.</param>
/// <param name="Token">The secret; told once, at registration, and kept by the queue as a hash only.</param>
public sealed record WorkerIdentity(string WorkerId, string Token)
{
    /// <summary>The id alone: the token must not get into a log.</summary>
    public override string ToString() => WorkerId;
}
