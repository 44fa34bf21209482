using ActorQueue.Contracts;

namespace ActorQueue.Core.State;

/// <summary>One worker and how much it holds.</summary>
internal sealed class WorkerEntry(string id)
{
    public string Id { get; } = id;

    public int InFlight { get; set; }

    /// <summary>Whether its one attempt is a suspect that has it for itself.</summary>
    public bool RunsAlone { get; set; }

    public long ReservedCpuPercent { get; private set; }

    public long ReservedMemoryBytes { get; private set; }

    public long ReservedGpuPercent { get; private set; }

    /// <summary>Reserves (+1) or frees (−1) what an attempt needs.</summary>
    public void Reserve(ResourceNeeds? needs, int sign)
    {
        if (needs is not null)
        {
            ReservedCpuPercent += sign * needs.CpuPercent;
            ReservedMemoryBytes += sign * needs.MemoryBytes;
            ReservedGpuPercent += sign * needs.GpuPercent;
        }
    }
}

/// <summary>The workers that hold attempts; one that holds none is forgotten.</summary>
internal sealed class WorkerTable
{
    private readonly Dictionary<string, WorkerEntry> _workers = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Ids => _workers.Keys;

    public WorkerEntry? Find(string id) => _workers.GetValueOrDefault(id);

    public WorkerEntry Begin(string id, bool alone)
    {
        if (!_workers.TryGetValue(id, out var worker))
        {
            worker = new WorkerEntry(id);
            _workers.Add(id, worker);
        }

        worker.InFlight++;
        worker.RunsAlone |= alone;
        return worker;
    }

    public void End(WorkerEntry worker)
    {
        if (--worker.InFlight == 0)
        {
            worker.RunsAlone = false;
            _workers.Remove(worker.Id);
        }
    }

    /// <summary>
    /// Whether this busy worker is the one that is let run dry to make room for a suspect: the least busy one, by id
    /// among equals, of those that take it. Only one is, so the others go on.
    /// </summary>
    public bool IsLeastBusy(WorkerEntry worker, Predicate<WorkerEntry> takesIt)
    {
        foreach (var other in _workers.Values)
        {
            if (!other.RunsAlone
                && takesIt(other)
                && (other.InFlight < worker.InFlight
                    || (other.InFlight == worker.InFlight && string.CompareOrdinal(other.Id, worker.Id) < 0)))
            {
                return false;
            }
        }

        return true;
    }
}
