using ActorQueue.Contracts;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Decisions;

/// <summary>
/// The order in which the tasks of one submit are decided: as given, but none before those of the same submit that it
/// waits for. So whatever a task waits for is there when it is accepted, and a circle can only be made within one submit,
/// where this finds it.
/// </summary>
internal sealed class SubmitOrder
{
    /// <summary>A circle's message names so many of its tasks, half from each end.</summary>
    private const int MaxNamed = 20;

    private readonly IReadOnlyList<TaskSpec> _tasks;
    private readonly Dictionary<TaskId, int> _new = [];
    private readonly Dictionary<int, string> _circles = [];

    private SubmitOrder(IReadOnlyList<TaskSpec> tasks) => _tasks = tasks;

    /// <summary>Indexes of the tasks in the order in which they are decided.</summary>
    public IReadOnlyList<int> Indexes { get; private set; } = [];

    /// <summary>The order for a submit; null where the given one will do.</summary>
    public static SubmitOrder? Of(QueueState state, IReadOnlyList<TaskSpec> tasks)
    {
        for (int i = 0; i < tasks.Count; i++)
        {
            if (tasks[i].DependsOn is { Count: > 0 })
            {
                var order = new SubmitOrder(tasks);
                order.Sort(state);
                return order;
            }
        }

        return null;
    }

    /// <summary>Why the task at an index is refused, when it waits for itself through others.</summary>
    public EnqueueOutcome? Refusal(int index) => _circles.TryGetValue(index, out string? message)
        ? new EnqueueOutcome(
            _tasks[index].Id, EnqueueResult.Rejected, QueueTaskStatus.None, RejectReasons.DependencyCycle, message)
        : null;

    private void Sort(QueueState state)
    {
        // Known tasks wait for nothing new; of equal ids the first one counts.
        for (int i = 0; i < _tasks.Count; i++)
        {
            var id = _tasks[i].Id;
            if (state.FindLive(id) == SlotStore.None && state.Remembered.StatusOf(id) == QueueTaskStatus.None)
            {
                _new.TryAdd(id, i);
            }
        }

        int[] missing = new int[_tasks.Count];
        var dependents = new List<int>?[_tasks.Count];
        for (int i = 0; i < _tasks.Count; i++)
        {
            foreach (int dependency in NewDependencies(i))
            {
                missing[i]++;
                (dependents[dependency] ??= []).Add(i);
            }
        }

        List<int> sorted = new(_tasks.Count);
        PriorityQueue<int, int> ready = new();
        for (int i = 0; i < missing.Length; i++)
        {
            if (missing[i] == 0)
            {
                ready.Enqueue(i, i);
            }
        }

        while (ready.TryDequeue(out int next, out _))
        {
            sorted.Add(next);
            foreach (int dependent in dependents[next] ?? [])
            {
                if (--missing[dependent] == 0)
                {
                    ready.Enqueue(dependent, dependent);
                }
            }
        }

        if (sorted.Count < _tasks.Count)
        {
            // These wait for a circle or stand in one; decided last, they are refused for what they wait for.
            FindCircles(missing);
            sorted.AddRange(Enumerable.Range(0, _tasks.Count).Where(i => missing[i] > 0));
        }

        Indexes = sorted;
    }

    /// <summary>
    /// From each task left over along the first of its dependencies that is left over too, which every one of them has,
    /// until the path meets itself (a new circle) or an earlier path.
    /// </summary>
    private void FindCircles(int[] missing)
    {
        int[] pathOf = new int[_tasks.Count];
        for (int start = 0; start < _tasks.Count; start++)
        {
            List<int> path = [];
            int at = start;
            while (missing[at] > 0 && pathOf[at] == 0)
            {
                pathOf[at] = start + 1;
                path.Add(at);
                at = NewDependencies(at).First(dependency => missing[dependency] > 0);
            }

            if (path.Count > 0 && pathOf[at] == start + 1)
            {
                var circle = path[path.IndexOf(at)..];
                string message = Describe(circle);
                foreach (int member in circle)
                {
                    _circles.Add(member, message);
                }
            }
        }
    }

    private IEnumerable<int> NewDependencies(int index)
    {
        // What is over the limit is refused anyway and must not cost the time of looking at it.
        if (_tasks[index].DependsOn is not { Count: > 0 and <= TaskSpec.MaxDependencies } dependencies
            || !_new.TryGetValue(_tasks[index].Id, out int first) || first != index)
        {
            yield break;
        }

        foreach (var dependency in dependencies)
        {
            if (dependency is not null && _new.TryGetValue(dependency.Id, out int found))
            {
                yield return found;
            }
        }
    }

    private string Describe(List<int> circle)
    {
        var named = circle.Count <= MaxNamed
            ? circle.Select(Name)
            : [.. circle.Take(MaxNamed / 2).Select(Name), $"… {circle.Count - MaxNamed} more …", .. circle.TakeLast(MaxNamed / 2).Select(Name)];
        return $"These tasks wait for each other: {string.Join(" → ", named)} → {Name(circle[0])}.";
    }

    private string Name(int index)
    {
        var task = _tasks[index];
        return task.Name is not { } name || name == task.Kind
            ? task.Id.ToString()
            : $"{task.Id} ('{(name.Length <= 64 ? name : string.Concat(name.AsSpan(0, 63), "…"))}')";
    }
}
