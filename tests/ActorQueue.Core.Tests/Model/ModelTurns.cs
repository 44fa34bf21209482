namespace ActorQueue.Core.Tests.Model;

/// <summary>
/// Whose turn it is among the fairness keys of each rank: each ready key has a number and the lowest is next. A key that
/// becomes ready is placed one turn, a round divided by its weight, after the key that started last; a start places it
/// one turn after itself. Tasks without a key take turns as one.
/// </summary>
internal sealed class ModelTurns
{
    private const long Round = 1L << 20;
    private readonly Dictionary<ModelRank, Numbers> _ranks = [];

    /// <summary>Only keys with ready tasks have a number.</summary>
    public void Refresh(IEnumerable<(ModelRank Rank, string Key, int Weight)> ready)
    {
        var byRank = ready.ToLookup(entry => entry.Rank);
        foreach (var gone in _ranks.Keys.Where(rank => !byRank.Contains(rank)).ToArray())
        {
            _ranks.Remove(gone);
        }

        foreach (var rank in byRank)
        {
            if (!_ranks.TryGetValue(rank.Key, out var numbers))
            {
                _ranks.Add(rank.Key, numbers = new Numbers());
            }

            var weights = rank.GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.First().Weight);
            foreach (string gone in numbers.ByKey.Keys.Where(key => !weights.ContainsKey(key)).ToArray())
            {
                numbers.ByKey.Remove(gone);
            }

            foreach (var (key, weight) in weights)
            {
                numbers.ByKey.TryAdd(key, numbers.Clock + (Round / weight));
            }
        }
    }

    public long Of(ModelRank rank, string? key) =>
        !_ranks.TryGetValue(rank, out var numbers) ? 0 : key is null ? numbers.Keyless : numbers.ByKey[key];

    public void Take(ModelRank rank, string? key, int weight)
    {
        if (!_ranks.TryGetValue(rank, out var numbers))
        {
            return;
        }

        numbers.Clock = Math.Max(numbers.Clock, Of(rank, key));
        long next = numbers.Clock + (Round / weight);
        if (key is null)
        {
            numbers.Keyless = next;
        }
        else
        {
            numbers.ByKey[key] = next;
        }
    }

    public ModelTurns Copy()
    {
        var copy = new ModelTurns();
        foreach (var (rank, numbers) in _ranks)
        {
            copy._ranks.Add(rank, new Numbers(numbers.ByKey) { Clock = numbers.Clock, Keyless = numbers.Keyless });
        }

        return copy;
    }

    private sealed class Numbers(IDictionary<string, long>? from = null)
    {
        public long Clock { get; set; }

        public long Keyless { get; set; } = Round;

        public Dictionary<string, long> ByKey { get; } = from is null ? [] : new Dictionary<string, long>(from);
    }
}

/// <summary>Among whom turns are taken: the tasks that one of two compared policies orders, at one rank.</summary>
internal readonly record struct ModelRank(bool IsOther, long Major);
