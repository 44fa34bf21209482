using ActorQueue.Contracts;

namespace ActorQueue.Core.State;

/// <summary>
/// Who waits for whom, among live tasks that have not ended. Each wait is an edge in one array, linked into two lists:
/// those who wait for a task, and what a task waits for. A task that ends or is cancelled leaves both in time of its own
/// edges, however many others there are; a task without edges costs nothing.
/// </summary>
internal sealed class DependencyGraph(SlotStore slots)
{
    public const int None = -1;
    private Edge[] _edges = [];
    private int _used;
    private int _firstFree = None;

    /// <summary>Waits of all tasks.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a wait at the end of both lists.</summary>
    public void Add(int dependent, int dependency, DependencyCondition on)
    {
        int edge = Allocate();
        var waiting = slots[dependent].Extras ??= new TaskExtras();
        var awaited = slots[dependency].Extras ??= new TaskExtras();
        _edges[edge] = new Edge
        {
            Dependent = dependent,
            Dependency = dependency,
            On = on,
            PreviousDependent = awaited.LastDependent,
            NextDependent = None,
            PreviousDependency = waiting.LastDependency,
            NextDependency = None,
        };
        if (awaited.LastDependent == None)
        {
            awaited.FirstDependent = edge;
        }
        else
        {
            _edges[awaited.LastDependent].NextDependent = edge;
        }

        if (waiting.LastDependency == None)
        {
            waiting.FirstDependency = edge;
        }
        else
        {
            _edges[waiting.LastDependency].NextDependency = edge;
        }

        awaited.LastDependent = waiting.LastDependency = edge;
        Count++;
    }

    /// <summary>Whether a task waits for another that has not ended.</summary>
    public bool IsWaiting(int slot) => slots[slot].Extras is { } extras && extras.FirstDependency != None;

    /// <summary>The first task that waits for this one, taken out of its list; false when there is none.</summary>
    public bool TryTakeDependent(int slot, out int dependent, out DependencyCondition on)
    {
        if (slots[slot].Extras is not { } extras || extras.FirstDependent == None)
        {
            dependent = SlotStore.None;
            on = DependencyCondition.None;
            return false;
        }

        int edge = extras.FirstDependent;
        dependent = _edges[edge].Dependent;
        on = _edges[edge].On;
        Remove(edge);
        return true;
    }

    /// <summary>The tasks that this one waits for, in the order in which it named them.</summary>
    public IEnumerable<(int Dependency, DependencyCondition On)> DependenciesOf(int slot)
    {
        for (int edge = slots[slot].Extras?.FirstDependency ?? None; edge != None; edge = _edges[edge].NextDependency)
        {
            yield return (_edges[edge].Dependency, _edges[edge].On);
        }
    }

    /// <summary>A task ends while it waits: it waits no more.</summary>
    public void StopWaiting(int slot)
    {
        while (slots[slot].Extras is { } extras && extras.FirstDependency != None)
        {
            Remove(extras.FirstDependency);
        }
    }

    private void Remove(int index)
    {
        var edge = _edges[index];
        var awaited = slots[edge.Dependency].Extras!;
        var waiting = slots[edge.Dependent].Extras!;
        if (edge.PreviousDependent == None)
        {
            awaited.FirstDependent = edge.NextDependent;
        }
        else
        {
            _edges[edge.PreviousDependent].NextDependent = edge.NextDependent;
        }

        if (edge.NextDependent == None)
        {
            awaited.LastDependent = edge.PreviousDependent;
        }
        else
        {
            _edges[edge.NextDependent].PreviousDependent = edge.PreviousDependent;
        }

        if (edge.PreviousDependency == None)
        {
            waiting.FirstDependency = edge.NextDependency;
        }
        else
        {
            _edges[edge.PreviousDependency].NextDependency = edge.NextDependency;
        }

        if (edge.NextDependency == None)
        {
            waiting.LastDependency = edge.PreviousDependency;
        }
        else
        {
            _edges[edge.NextDependency].PreviousDependency = edge.PreviousDependency;
        }

        _edges[index].NextDependent = _firstFree;
        _firstFree = index;
        Count--;
        if (Count == 0)
        {
            // A burst's array goes with the burst.
            _edges = [];
            _used = 0;
            _firstFree = None;
        }
    }

    private int Allocate()
    {
        if (_firstFree != None)
        {
            int free = _firstFree;
            _firstFree = _edges[free].NextDependent;
            return free;
        }

        if (_used == _edges.Length)
        {
            Array.Resize(ref _edges, Math.Max(16, _edges.Length * 2));
        }

        return _used++;
    }

    private struct Edge
    {
        public int Dependent;
        public int Dependency;
        public int PreviousDependent;
        public int NextDependent;
        public int PreviousDependency;
        public int NextDependency;
        public DependencyCondition On;
    }
}
