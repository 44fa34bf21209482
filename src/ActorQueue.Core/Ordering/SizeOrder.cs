using ActorQueue.Contracts;

namespace ActorQueue.Core.Ordering;

/// <summary>
/// By priority, and within a priority by size (<see cref="TaskSpec.SizeHint"/>). Smallest first makes the mean wait
/// shortest; largest first ends a mixed lot soonest, since no large task is left to run alone at the end.
/// </summary>
public sealed class SizeOrder : IOrderPolicy
{
    private readonly int _sign;

    private SizeOrder(string name, int sign)
    {
        Name = name;
        _sign = sign;
    }

    /// <summary>Small tasks first.</summary>
    public static SizeOrder SmallestFirst { get; } = new("smallest-first", -1);

    /// <summary>Large tasks first.</summary>
    public static SizeOrder LargestFirst { get; } = new("largest-first", 1);

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public OrderRank RankOf(OrderedTask task) => new(task.Priority, task.SizeHint * _sign);
}
