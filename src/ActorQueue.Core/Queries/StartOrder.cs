using ActorQueue.Contracts;
using ActorQueue.Core.Ordering;
using ActorQueue.Core.State;

namespace ActorQueue.Core;

/// <summary>
/// The order in which ready tasks will start if nothing else happens, worked out task by task from a list of them, for
/// questions. It walks through what the index would do: the highest rank first, turns among fairness keys, and past tasks
/// whose key has no room or no token by then. What a certain worker takes is left out.
/// </summary>
internal sealed class StartOrder(QueueState state, AdmissionSettings settings, DateTimeOffset now)
{
    private readonly Dictionary<ConcurrencyEntry, int> _running = [];
    private readonly Dictionary<RateEntry, int> _tokens = [];

    /// <summary>How many tasks start before this one, which is ready and not held back by its kind.</summary>
    public int TasksAhead(int slot)
    {
        ref var task = ref state.Slots[slot];
        var own = state.ReadyFor(ref task);
        if (ReferenceEquals(own, state.ReadySuspects))
        {
            int ahead = Starts(own, slot).TakeWhile(start => start != slot).Count();
            return ahead + CountBefore(state.Ready, own, slot) + CountBefore(state.ReadyCompared, own, slot);
        }

        var starts = state.ReadyCompared is { } compared ? InTurns(compared, slot) : Starts(own, slot);
        return starts.TakeWhile(start => start != slot).Count() + CountBefore(state.ReadySuspects, state.ReadySuspects, slot);
    }

    /// <summary>The tasks in the order in which they start, and the target where its turn comes, whether it may start or not.</summary>
    private IEnumerable<int> Starts(ReadyTasks ready, int target)
    {
        // What stands below the target cannot start before it, but can where two policies are compared.
        var byMajor = Members(ready).Select(ready.HeadOf).GroupBy(head => head.Rank.Major).OrderByDescending(group => group.Key);
        return byMajor.SelectMany(group => InTurns(ready, group.Key, group)).Where(slot => TakeGates(slot) || slot == target);
    }

    /// <summary>The starts of two compared policies as a counter of starts gives each its share; both take places and tokens from the same keys.</summary>
    private IEnumerable<int> InTurns(ReadyTasks compared, int target)
    {
        using var main = Starts(state.Ready, target).GetEnumerator();
        using var other = Starts(compared, target).GetEnumerator();
        for (long start = state.Policies.Started; ; start++)
        {
            var (first, second) = ((ComparedOrder)state.Order).IsOthersTurn(start) ? (other, main) : (main, other);
            if (first.MoveNext())
            {
                yield return first.Current;
            }
            else if (second.MoveNext())
            {
                yield return second.Current;
            }
            else
            {
                yield break;
            }
        }
    }

    /// <summary>The tasks of one rank in the order of their turns; one that is found shut has not taken its turn.</summary>
    private IEnumerable<int> InTurns(ReadyTasks ready, long major, IEnumerable<ReadyHead> tasks)
    {
        var flows = tasks
            .GroupBy(head => KeyOf(head.Slot) ?? string.Empty, StringComparer.Ordinal)
            .Select(flow => new Flow(new Queue<ReadyHead>(Sorted(flow)), ready.TurnOf(KeyOf(flow.First().Slot), major)));
        var next = new PriorityQueue<Flow, ReadyHead>(Comparer<ReadyHead>.Create(Compare));
        foreach (var flow in flows)
        {
            next.Enqueue(flow, flow.Head);
        }

        long clock = ready.ClockOf(major);
        while (next.TryDequeue(out var flow, out _))
        {
            int slot = flow.Tasks.Peek().Slot;
            bool isShut = !HasGates(slot);
            yield return slot;
            flow.Tasks.Dequeue();
            if (!isShut)
            {
                clock = Math.Max(clock, flow.Turn);
                int weight = KeyOf(slot) is null ? 1 : state.Slots[slot].Extras!.Admission!.Weight;
                flow.Turn = ready.TakesTurnsAt(major) ? clock + (FairTurns.Round / weight) : 0;
            }

            if (flow.Tasks.Count > 0)
            {
                next.Enqueue(flow, flow.Head);
            }
        }
    }

    private static IEnumerable<ReadyHead> Sorted(IEnumerable<ReadyHead> heads) => heads.Order(Comparer<ReadyHead>.Create(Compare));

    private static int Compare(ReadyHead left, ReadyHead right) => left.IsBefore(right) ? -1 : right.IsBefore(left) ? 1 : 0;

    private string? KeyOf(int slot) => state.Slots[slot].Extras?.Admission?.FairnessKey;

    private IEnumerable<int> Members(ReadyTasks ready)
    {
        for (int slot = state.ByAge.First; slot != SlotStore.None; slot = state.ByAge.After(slot))
        {
            if (IsReadyIn(ready, slot))
            {
                yield return slot;
            }
        }
    }

    private bool IsReadyIn(ReadyTasks ready, int slot)
    {
        ref var task = ref state.Slots[slot];
        return task.Status == QueueTaskStatus.Pending
            && !task.IsHeldByKind
            && ReferenceEquals(state.ReadyFor(ref task), ready);
    }

    private int CountBefore(ReadyTasks? ready, ReadyTasks order, int slot) =>
        ready is null ? 0 : Members(ready).Count(other => other != slot && order.IsBefore(other, slot) && HasGates(other));

    private bool HasGates(int slot)
    {
        if (state.Slots[slot].Extras?.Admission is not { } admission)
        {
            return true;
        }

        return (admission.Concurrency is not { } concurrency || PlacesLeft(concurrency) > 0)
            && (admission.Rate is not { } rate || TokensLeft(rate) > 0);
    }

    private bool TakeGates(int slot)
    {
        if (!HasGates(slot))
        {
            return false;
        }

        var admission = state.Slots[slot].Extras?.Admission;
        if (admission?.Concurrency is { } concurrency)
        {
            _running[concurrency] = _running.GetValueOrDefault(concurrency) + 1;
        }

        if (admission?.Rate is { } rate)
        {
            _tokens[rate] = _tokens.GetValueOrDefault(rate) + 1;
        }

        return true;
    }

    private int PlacesLeft(ConcurrencyEntry entry) => settings.ConcurrencyLimitOf(entry.Key) is > 0 and var limit
        ? limit - entry.Running - _running.GetValueOrDefault(entry)
        : int.MaxValue;

    private int TokensLeft(RateEntry entry) => settings.RateLimitOf(entry.Key) is { } limit
        ? limit.TokensAt(entry, now.UtcTicks) - _tokens.GetValueOrDefault(entry)
        : int.MaxValue;

    private sealed class Flow(Queue<ReadyHead> tasks, long turn)
    {
        public Queue<ReadyHead> Tasks { get; } = tasks;

        public long Turn { get; set; } = turn;

        public ReadyHead Head => Tasks.Peek().AtTurn(Turn);
    }
}
