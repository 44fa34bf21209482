namespace ActorQueue.Core.Tests.Model;

/// <summary>
/// The promise of fairness by itself, whatever the turns are made of: as long as two keys of a rank both have tasks that
/// may start, their numbers of starts divided by their weights differ by no more than one turn of each.
/// </summary>
internal sealed class FairnessBound
{
    private readonly Dictionary<(ModelRank Rank, string One, string Other), (int One, int Other)> _starts = [];

    /// <summary>A task of a key started, while these keys of its rank had tasks that might have.</summary>
    public void Started(ModelRank rank, string key, IReadOnlyDictionary<string, int> able)
    {
        foreach (var pair in _starts.Keys.Where(pair => pair.Rank == rank && !(able.ContainsKey(pair.One) && able.ContainsKey(pair.Other))).ToArray())
        {
            _starts.Remove(pair);
        }

        foreach (string other in able.Keys.Where(other => other != key))
        {
            bool isFirst = string.CompareOrdinal(key, other) < 0;
            var pair = isFirst ? (rank, key, other) : (rank, other, key);
            var (one, two) = _starts.GetValueOrDefault(pair);
            _starts[pair] = isFirst ? (one + 1, two) : (one, two + 1);
            double left = (double)_starts[pair].One / able[pair.Item2];
            double right = (double)_starts[pair].Other / able[pair.Item3];
            double bound = (1.0 / able[pair.Item2]) + (1.0 / able[pair.Item3]);
            Math.Abs(left - right).ShouldBeLessThanOrEqualTo(bound + 1e-9, $"{pair.Item2} and {pair.Item3} started {_starts[pair]} times");
        }
    }

    /// <summary>Keys that have no ready task at a rank have left: what they get when they come back is counted anew.</summary>
    public void Refresh(IReadOnlySet<(ModelRank Rank, string Key)> ready)
    {
        foreach (var pair in _starts.Keys.Where(pair => !ready.Contains((pair.Rank, pair.One)) || !ready.Contains((pair.Rank, pair.Other))).ToArray())
        {
            _starts.Remove(pair);
        }
    }

    /// <summary>After a restart from a snapshot every key is one turn away.</summary>
    public void Forget() => _starts.Clear();
}
