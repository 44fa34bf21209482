using ActorQueue.Contracts;
using ActorQueue.Core.Ordering;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>Ready tasks that no worker which has attached would ever take.</summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Needs">What they need and no worker that takes the kind has; null: no worker takes the kind.</param>
/// <param name="Tasks">How many of them there are; with needs, those of about the same.</param>
public sealed record WorkerGap(string Kind, ResourceNeeds? Needs, int Tasks)
{
    /// <summary>A sentence for people.</summary>
    public override string ToString() => Needs is null
        ? $"No worker takes tasks of the kind '{Kind}'; {Counted.Of(Tasks, "waits", "wait")}."
        : $"No worker that takes the kind '{Kind}' has {Needs}; {Counted.Of(Tasks, "such task waits", "such tasks wait")}.";
}

/// <summary>What is missing among the workers.</summary>
public static class WorkerGapQuery
{
    /// <summary>
    /// The gaps, by kind. Looks at one task of each lane, not at all tasks; when no worker is attached every kind with ready
    /// tasks is a gap.
    /// </summary>
    public static IReadOnlyList<WorkerGap> WorkerGaps(this QueueState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        List<WorkerGap> gaps = [];
        foreach (var kind in state.Kinds.All)
        {
            var nodes = kind.Ready.OfType<ReadyKind>().ToArray();
            int ready = nodes.Sum(node => (node.Plain?.Tasks.Count ?? 0) + node.Lanes.Values.Sum(lane => lane.Tasks.Count));
            if (ready > 0)
            {
                AddGaps(gaps, state, kind.Name, ready, nodes);
            }
        }

        gaps.Sort((left, right) => string.CompareOrdinal(left.Kind, right.Kind));
        return gaps;
    }

    private static void AddGaps(List<WorkerGap> gaps, QueueState state, string kind, int ready, ReadyKind[] nodes)
    {
        var takers = state.AttachedWorkers.Values.Where(terms => terms.TakesKind(kind)).ToArray();
        if (takers.Length == 0)
        {
            gaps.Add(new WorkerGap(kind, Needs: null, ready));
            return;
        }

        foreach (var lane in nodes.SelectMany(node => node.Lanes.Values))
        {
            if (state.Slots[lane.Tasks.First].Extras?.Admission?.Needs is { } needs && !Array.Exists(takers, terms => terms.CouldRun(needs)))
            {
                gaps.Add(new WorkerGap(kind, needs, lane.Tasks.Count));
            }
        }
    }
}
