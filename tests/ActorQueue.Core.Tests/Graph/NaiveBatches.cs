using ActorQueue.Contracts;
using ActorQueue.Core.Events;

namespace ActorQueue.Core.Tests.Graph;

/// <summary>Batches counted anew from all their members at each question, as nobody could afford to in the queue itself.</summary>
internal sealed class NaiveBatches(IReadOnlyDictionary<TaskId, TaskSpec> tasks)
{
    private readonly Dictionary<BatchId, BatchId?> _parents = [];
    private readonly HashSet<BatchId> _sealed = [];
    private readonly Dictionary<BatchId, HashSet<TaskId>> _members = [];
    private readonly Dictionary<TaskId, QueueTaskStatus> _ends = [];
    private readonly Dictionary<BatchId, int> _runs = [];
    private readonly HashSet<BatchId> _ended = [];
    private readonly Dictionary<BatchId, DateTimeOffset> _endedAt = [];

    /// <summary>Whether the last end was a success; kept when the batch is forgotten, as its parent's count is.</summary>
    private readonly Dictionary<BatchId, bool> _results = [];
    private readonly List<BatchId> _byEnd = [];
    private readonly HashSet<BatchId> _forgotten = [];
    private DateTimeOffset _now;

    public IEnumerable<BatchId> All => _parents.Keys;

    /// <summary>Whether it has not ended and nothing keeps it from it.</summary>
    public bool IsDone(BatchId id) => _sealed.Contains(id) && !_ended.Contains(id) && !_forgotten.Contains(id)
        && _members[id].All(_ends.ContainsKey) && Children(id).All(child => _ended.Contains(child) || _forgotten.Contains(child));

    public bool IsSuccess(BatchId id) => _members[id].All(member => _ends[member] == QueueTaskStatus.Completed)
        && Children(id).All(child => _results[child]);

    /// <summary>Ends it; how often it has ended by now.</summary>
    public int End(BatchId id)
    {
        _results[id] = IsSuccess(id);
        _ended.Add(id);
        _endedAt[id] = _now;
        _byEnd.Add(id);
        return _runs[id] = _runs.GetValueOrDefault(id) + 1;
    }

    public void Apply(QueueEvent @event, (TaskId Id, QueueTaskStatus Status)? end)
    {
        _now = @event.At;
        if (end is var (ended, status))
        {
            _ends[ended] = status;
        }

        switch (@event)
        {
            case BatchCreated created:
                _parents.Add(created.Id, created.ParentId);
                _members.Add(created.Id, []);
                break;
            case BatchSealed @sealed:
                _sealed.Add(@sealed.Id);
                break;
            case BatchReopened reopened:
                _sealed.Remove(reopened.Id);
                Reopen(reopened.Id);
                break;
            case TaskEnqueued enqueued when tasks[enqueued.Id].BatchId is { } batch:
                _members[batch].Add(enqueued.Id);
                break;
            case TaskRevived revived:
                _ends.Remove(revived.Id);
                if (tasks[revived.Id].BatchId is { } again)
                {
                    Reopen(again);
                }

                break;
            case BatchesForgotten forgotten:
                Forget(forgotten);
                break;
            default:
                break;
        }
    }

    private IEnumerable<BatchId> Children(BatchId id) => _parents.Where(entry => entry.Value == id).Select(entry => entry.Key);

    private void Reopen(BatchId? id)
    {
        for (var open = id; open is { } batch && _ended.Remove(batch); open = _parents[batch])
        {
            _byEnd.Remove(batch);
        }
    }

    private void Forget(BatchesForgotten forgotten)
    {
        while (_byEnd.Count > 0
               && (_endedAt[_byEnd[0]] < forgotten.EndedBefore || _parents.Count - _forgotten.Count > forgotten.Keep))
        {
            _forgotten.Add(_byEnd[0]);
            _ended.Remove(_byEnd[0]);
            _byEnd.RemoveAt(0);
        }
    }
}
