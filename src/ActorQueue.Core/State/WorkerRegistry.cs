using ActorQueue.Core.Workers;

namespace ActorQueue.Core.State;

/// <summary>One registered worker and what it has done.</summary>
internal sealed class RegisteredWorker(WorkerDefinition definition)
{
    public WorkerDefinition Definition { get; } = definition;

    public string Id => Definition.Id;

    public DateTimeOffset RegisteredAt { get; set; }

    public bool IsPaused { get; set; }

    public long Processed { get; set; }

    public long Failures { get; set; }
}

/// <summary>The registered workers, by id.</summary>
internal sealed class WorkerRegistry
{
    private readonly SortedDictionary<string, RegisteredWorker> _workers = new(StringComparer.Ordinal);

    public int Count => _workers.Count;

    public IEnumerable<RegisteredWorker> All => _workers.Values;

    public RegisteredWorker? Find(string id) => _workers.GetValueOrDefault(id);

    public bool Add(RegisteredWorker worker) => _workers.TryAdd(worker.Id, worker);

    public bool Remove(string id) => _workers.Remove(id);
}
