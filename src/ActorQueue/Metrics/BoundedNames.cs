using ActorQueue.Contracts;

namespace ActorQueue.Metrics;

/// <summary>Tells the first names apart and puts the rest into one, so that clients cannot fill a metrics store with series.</summary>
internal sealed class BoundedNames
{
    /// <summary>How many are told apart; as many as in the statistics.</summary>
    public const int Most = 100;

    /// <summary>The rest.</summary>
    public const string Others = GroupStatistics.Others;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string Bound(string name)
    {
        lock (_gate)
        {
            return _known.Contains(name) || (_known.Count < Most && _known.Add(name)) ? name : Others;
        }
    }
}
