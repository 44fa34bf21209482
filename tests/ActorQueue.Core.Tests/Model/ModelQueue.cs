using ActorQueue.Contracts;

namespace ActorQueue.Core.Tests.Model;

/// <summary>
/// The queue as a reader of its documentation would write it: one list, sorted whenever something is chosen. Slow, and
/// without anything that could be wrong in the same way as the real one.
/// </summary>
internal sealed class ModelQueue(QueueSettings settings)
{
    private readonly List<ModelTask> _tasks = [];

    public QueueMode Mode { get; set; } = QueueMode.Running;

    public DateTimeOffset Now { get; set; } = QueueScenario.Start;

    public IReadOnlyList<ModelTask> Tasks => _tasks;

    public IReadOnlyList<ModelTask> Running => [.. _tasks.Where(task => task.Status == QueueTaskStatus.Processing)];

    public bool Submit(TaskId id, int priority, DateTimeOffset? notBefore)
    {
        if (Mode == QueueMode.Draining || _tasks.Count(task => task.Status.IsWaiting()) >= settings.MaxLength)
        {
            return false;
        }

        bool waits = notBefore > Now;
        _tasks.Add(new ModelTask(id)
        {
            Priority = priority,
            Status = waits ? QueueTaskStatus.Scheduled : QueueTaskStatus.Pending,
            DueAt = notBefore,
        });
        return true;
    }

    public IReadOnlyList<ModelTask> Take(string worker, int count)
    {
        foreach (var due in _tasks.Where(task => task.Status is QueueTaskStatus.Scheduled or QueueTaskStatus.Retry && task.DueAt <= Now))
        {
            due.Status = QueueTaskStatus.Pending;
        }

        List<ModelTask> taken = [];
        while (taken.Count < count && Choose(worker) is { } task)
        {
            task.Status = QueueTaskStatus.Processing;
            task.Attempt++;
            task.Worker = worker;
            task.IsAlone = task.IsSuspect;
            taken.Add(task);
        }

        return taken;
    }

    public void Fail(ModelTask task, FailureClass failure)
    {
        bool isCrash = failure == FailureClass.Crashed;
        int charged = isCrash ? ++task.Crashes : ++task.Failures;
        bool isOver = failure == FailureClass.Permanent
            || (isCrash ? charged > settings.CrashBudget : charged >= settings.Retry.MaxAttempts);
        if (task.IsCancelRequested)
        {
            End(task, QueueTaskStatus.Cancelled);
        }
        else if (isOver)
        {
            End(task, QueueTaskStatus.Failed);
        }
        else
        {
            Leave(task, QueueTaskStatus.Retry);
            task.Priority -= settings.Retry.PriorityStep;
            task.DueAt = Now + settings.Retry.Delay;
            task.IsSuspect = false;
        }
    }

    public void HandBack(ModelTask task)
    {
        if (task.IsCancelRequested)
        {
            End(task, QueueTaskStatus.Cancelled);
        }
        else
        {
            Leave(task, QueueTaskStatus.Pending);
        }
    }

    public void Cancel(ModelTask task)
    {
        if (task.Status == QueueTaskStatus.Processing)
        {
            task.IsCancelRequested = true;
        }
        else if (!task.Status.IsFinal())
        {
            End(task, QueueTaskStatus.Cancelled);
        }
    }

    public void Lose(string worker)
    {
        foreach (var task in Running.Where(task => task.Worker == worker))
        {
            if (task.IsCancelRequested)
            {
                End(task, QueueTaskStatus.Cancelled);
            }
            else if (task.IsAlone && ++task.Crashes > settings.CrashBudget)
            {
                End(task, QueueTaskStatus.Failed);
            }
            else
            {
                task.IsSuspect = true;
                Leave(task, QueueTaskStatus.Pending);
            }
        }
    }

    public static void End(ModelTask task, QueueTaskStatus status) => Leave(task, status);

    private static void Leave(ModelTask task, QueueTaskStatus status)
    {
        task.Status = status;
        task.IsAlone = false;
        task.IsCancelRequested = false;
    }

    private ModelTask? Choose(string worker)
    {
        var own = Running.Where(task => task.Worker == worker).ToArray();
        if (Mode == QueueMode.Paused || own.Any(task => task.IsAlone))
        {
            return null;
        }

        // Sorting is stable: among equals the order of acceptance stays.
        var ready = _tasks.Where(task => task.Status == QueueTaskStatus.Pending).OrderByDescending(task => task.Priority).ToArray();
        if (ready.FirstOrDefault() is not { IsSuspect: true } suspect)
        {
            return ready.FirstOrDefault();
        }

        if (own.Length == 0)
        {
            return suspect;
        }

        // The least busy worker is let run dry for the suspect; the others go on behind it.
        var busy = Running.GroupBy(task => task.Worker!).Where(group => !group.Any(task => task.IsAlone));
        string leastBusy = busy.OrderBy(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).First().Key;
        return leastBusy == worker ? null : ready.FirstOrDefault(task => !task.IsSuspect);
    }
}

/// <summary>One task of the model.</summary>
internal sealed class ModelTask(TaskId id)
{
    public TaskId Id { get; } = id;

    public QueueTaskStatus Status { get; set; }

    public int Priority { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public int Attempt { get; set; }

    public int Failures { get; set; }

    public int Crashes { get; set; }

    public string? Worker { get; set; }

    public bool IsSuspect { get; set; }

    public bool IsAlone { get; set; }

    public bool IsCancelRequested { get; set; }
}
