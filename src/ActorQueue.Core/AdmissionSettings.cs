using ActorQueue.Contracts;

namespace ActorQueue.Core;

/// <summary>Under which conditions ready tasks may start. Like all settings it is read by decisions only.</summary>
public sealed record AdmissionSettings
{
    /// <summary>The longest <see cref="BypassLimit"/>.</summary>
    public const int MaxBypassLimit = 1_000_000;

    /// <summary>Weights of fairness keys; a key that is not here has 1.</summary>
    public IReadOnlyDictionary<string, int> FairnessWeights { get; init; } = new Dictionary<string, int>();

    /// <summary>Most tasks of one concurrency key that run at once; 0: no limit.</summary>
    public int ConcurrencyPerKey { get; init; }

    /// <summary>Limits of single concurrency keys, 0 or more; 0: none.</summary>
    public IReadOnlyDictionary<string, int> ConcurrencyLimits { get; init; } = new Dictionary<string, int>();

    /// <summary>How fast tasks of one rate key start; null: no limit.</summary>
    public RateLimit? RatePerKey { get; init; }

    /// <summary>Limits of single rate keys; null: none.</summary>
    public IReadOnlyDictionary<string, RateLimit?> RateLimits { get; init; } = new Dictionary<string, RateLimit?>();

    /// <summary>A submit that needs more of anything is refused; 0 of something, or null: no such limit.</summary>
    public ResourceNeeds? MaxNeeds { get; init; }

    /// <summary>
    /// How many tasks with needs may start ahead of one that stands before them and could run on the same worker, had it
    /// room; then the worker is kept for that one until it fits. 0: at once.
    /// </summary>
    public int BypassLimit { get; init; } = 16;

    /// <summary>The weight of a fairness key.</summary>
    public int WeightOf(string key) => FairnessWeights.Count == 0 ? 1 : FairnessWeights.GetValueOrDefault(key, 1);

    /// <summary>Most tasks of a concurrency key that run at once; 0: no limit.</summary>
    public int ConcurrencyLimitOf(string key) =>
        ConcurrencyLimits.Count > 0 && ConcurrencyLimits.TryGetValue(key, out int limit) ? limit : ConcurrencyPerKey;

    /// <summary>How fast tasks of a rate key start; null: no limit.</summary>
    public RateLimit? RateLimitOf(string key) =>
        RateLimits.Count > 0 && RateLimits.TryGetValue(key, out var limit) ? limit : RatePerKey;

    /// <summary>What a task needs beyond <see cref="MaxNeeds"/>, as a sentence; null when nothing.</summary>
    public string? ProblemWith(ResourceNeeds needs)
    {
        ArgumentNullException.ThrowIfNull(needs);
        if (MaxNeeds is not { } most)
        {
            return null;
        }

        bool fits = (most.CpuPercent == 0 || needs.CpuPercent <= most.CpuPercent)
            && (most.MemoryBytes == 0 || needs.MemoryBytes <= most.MemoryBytes)
            && (most.GpuPercent == 0 || needs.GpuPercent <= most.GpuPercent);
        return fits ? null : $"The task needs {needs}; at most {most} may be asked for.";
    }

    /// <summary>Every problem with these settings, each starting with the setting's name; empty when they are sound.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        foreach (var (key, weight) in FairnessWeights)
        {
            Require(weight is >= 1 and <= TaskSpec.MaxFairnessWeight, $"fairnessWeights.{key}", weight, $"1 to {TaskSpec.MaxFairnessWeight}");
        }

        Require(ConcurrencyPerKey >= 0, "concurrencyPerKey", ConcurrencyPerKey, "0 (no limit) or more");
        foreach (var (key, limit) in ConcurrencyLimits)
        {
            Require(limit >= 0, $"concurrencyLimits.{key}", limit, "0 (no limit) or more");
        }

        AddRate("ratePerKey", RatePerKey);
        foreach (var (key, limit) in RateLimits)
        {
            AddRate($"rateLimits.{key}", limit);
        }

        problems.AddRange((MaxNeeds?.Validate() ?? []).Select(problem => "maxNeeds." + problem));
        Require(BypassLimit is >= 0 and <= MaxBypassLimit, "bypassLimit", BypassLimit, $"0 to {MaxBypassLimit}");
        return problems;

        void AddRate(string setting, RateLimit? limit) =>
            problems.AddRange((limit?.Validate() ?? []).Select(problem => $"{setting}.{problem}"));

        void Require(bool holds, string setting, object value, string range)
        {
            if (!holds)
            {
                problems.Add($"{setting}: {value} is not in the range {range}");
            }
        }
    }
}
