using ActorQueue.Contracts;

namespace ActorQueue.Core.Decisions;

/// <summary>
/// The tasks of an all-or-nothing submit that have been found acceptable and are not applied yet: those after them are
/// decided as if they were there.
/// </summary>
internal sealed class EnqueuePlan
{
    private readonly Dictionary<TaskId, QueueTaskStatus> _accepted = [];

    public int Count => _accepted.Count;

    public long Bytes { get; private set; }

    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>Notes a dedup key; false when another task of the submit has it.</summary>
    public bool TryAddKey(string key) => _keys.Add(key);

    public QueueTaskStatus StatusOf(TaskId id) => _accepted.GetValueOrDefault(id);

    public void Add(TaskId id, QueueTaskStatus status, int bytes)
    {
        _accepted.Add(id, status);
        Bytes += bytes;
    }
}
