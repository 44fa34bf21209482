using ActorQueue.Contracts;
using ActorQueue.Core.Ordering;

namespace ActorQueue.Core.Tests.Model;

/// <summary>
/// The queue as a reader of its documentation would write it: a list of everything that was ever accepted, which is
/// filtered, sorted and counted anew at each question. Slow, and without anything that could be wrong in the same way as
/// the real one. This file: what it holds, and what a change of one task brings with it.
/// </summary>
internal sealed partial class ModelQueue(QueueSettings settings)
{
    private readonly List<ModelTask> _all = [];
    private readonly List<ModelBatch> _batches = [];
    private readonly Queue<ModelTask> _ended = new();
    private ModelTurns _turns = new();
    private ModelTurns _turnsOfJournal = new();
    private ModelTurns _turnsOfKept = new();
    private long _sequence;
    private long _ends;

    public QueueMode Mode { get; set; } = QueueMode.Running;

    public DateTimeOffset Now { get; set; } = QueueScenario.Start;

    /// <summary>Everything that was ever accepted.</summary>
    public IReadOnlyList<ModelTask> All => _all;

    public IEnumerable<ModelTask> Live => _all.Where(task => !task.IsArchived);

    public IEnumerable<ModelTask> Unended => _all.Where(task => task.IsUnended).OrderBy(task => task.Sequence);

    public IReadOnlyList<ModelTask> Running => [.. Unended.Where(task => task.IsRunning)];

    public int WaitingCount => _all.Count(task => task.Status.IsWaiting());

    public IReadOnlyList<ModelBatch> Batches => _batches;

    public HashSet<string> PausedKinds { get; } = [];

    /// <summary>Runs accepted and ended so far, retries and lost attempts.</summary>
    public int Accepted { get; private set; }

    public Dictionary<QueueTaskStatus, int> Ends { get; } = new()
    {
        [QueueTaskStatus.Completed] = 0,
        [QueueTaskStatus.Failed] = 0,
        [QueueTaskStatus.Cancelled] = 0,
    };

    public int Retries { get; private set; }

    public int Interrupted { get; private set; }

    public ModelTask? Find(TaskId id) => _all.Find(task => task.Id == id);

    /// <summary>The tasks that wait for nothing but a worker and the limits of their keys.</summary>
    public IEnumerable<ModelTask> Ready => _all.Where(task => task.Status == QueueTaskStatus.Pending && !PausedKinds.Contains(task.Spec.Kind));

    /// <summary>Which order tasks have among those that were accepted by one command is told, not promised.</summary>
    public void Renumber(TaskId id, long sequence)
    {
        Find(id)!.Sequence = sequence;
        _sequence = Math.Max(_sequence, sequence);
    }

    /// <summary>Does something, and all that follows from it, at once.</summary>
    private void Commit(Action change)
    {
        change();
        Refresh();
        Settle();
    }

    private void Settle()
    {
        EndBatches();
        while (_ended.TryDequeue(out var ended))
        {
            // Callbacks of batches before follow-ups: not promised, but told too late where both start in the same command.
            EnqueueFollowUps(ended);
            TellDependents(ended);
            EndBatches();
        }
    }

    private ModelTask Accept(TaskSpec spec, bool isBlocked = false)
    {
        var task = new ModelTask(spec)
        {
            AcceptedAt = Now,
            Sequence = ++_sequence,
            DueAt = spec.NotBefore > Now ? spec.NotBefore : null,
            Batch = _batches.Find(batch => batch.Id == spec.BatchId),
        };
        task.Status = isBlocked ? QueueTaskStatus.Blocked : Unblocked(task);
        _all.Add(task);
        Accepted++;
        Refresh();
        return task;
    }

    private static QueueTaskStatus Unblocked(ModelTask task) => task.DueAt is null ? QueueTaskStatus.Pending : QueueTaskStatus.Scheduled;

    private void End(ModelTask task, QueueTaskStatus status)
    {
        LeaveWorker(task);
        task.Status = status;
        task.Priority = task.GivenPriority;
        task.PausedFrom = QueueTaskStatus.None;
        task.DueAt = null;
        task.WaitsFor.Clear();
        task.IsSuspect = task.IsPauseRequested = false;
        task.EndedAt = Now;
        task.EndedAs = ++_ends;
        Ends[status]++;
        _ended.Enqueue(task);
        Refresh();
    }

    /// <summary>Waits again after an attempt: paused, where that was asked for while it ran.</summary>
    private void WaitAgain(ModelTask task, QueueTaskStatus status)
    {
        LeaveWorker(task);
        if (task.IsPauseRequested)
        {
            task.IsPauseRequested = false;
            task.PausedFrom = status;
            status = QueueTaskStatus.Paused;
        }

        task.Status = status;
        Refresh();
    }

    private static void LeaveWorker(ModelTask task) => task.IsAlone = task.IsCancelRequested = false;

    private void Refresh()
    {
        var keyed = Ready.Where(task => !task.IsSuspect && task.Spec.FairnessKey is not null)
            .Select(task => (RankOf(task), task.Spec.FairnessKey!, WeightOf(task))).ToArray();
        _turns.Refresh(keyed);
        _turnsOfJournal.Refresh(keyed);
        _turnsOfKept.Refresh(keyed);
        Fairness.Refresh(Ready.Where(task => !task.IsSuspect).Select(task => (RankOf(task), FlowOf(task))).ToHashSet());
    }

    private ModelRank RankOf(ModelTask task) => new(IsOther(task), OrderOf(PolicyOf(task), task).Major);

    private int WeightOf(ModelTask task) => task.Spec.FairnessKey is { } key ? settings.Admission.WeightOf(key) : 1;

    private static string FlowOf(ModelTask task) => task.Spec.FairnessKey ?? string.Empty;

    private bool IsOther(ModelTask task) => settings.Order is ComparedOrder compared && compared.IsOther(task.Id);

    private IOrderPolicy MainPolicy => settings.Order is ComparedOrder compared ? compared.Main : settings.Order;

    private IOrderPolicy PolicyOf(ModelTask task) => IsOther(task) ? ((ComparedOrder)settings.Order).Other : MainPolicy;

    private static (long Major, long Minor) OrderOf(IOrderPolicy policy, ModelTask task) => policy.Name switch
    {
        "fifo" => (0, 0),
        "aging" => ((task.Priority * (long)((AgingOrder)policy).Step.TotalMilliseconds) - task.AcceptedAt.ToUnixTimeMilliseconds(), 0),
        "smallest-first" => (task.Priority, -(task.Spec.Resources?.MemoryBytes ?? 0)),
        "largest-first" => (task.Priority, task.Spec.Resources?.MemoryBytes ?? 0),
        _ => (task.Priority, 0),
    };

    private void EnqueueFollowUps(ModelTask ended)
    {
        foreach (var (index, followUp) in ended.Spec.FollowUps.Index())
        {
            var id = FollowUpId.Of(ended.Id, ended.Run, index);
            if (followUp.On.IsMetBy(ended.Status) && StatusOf(id) == QueueTaskStatus.None)
            {
                Accept(followUp.Task with { Id = id, ParentId = ended.Id });
            }
        }
    }

    private void TellDependents(ModelTask ended)
    {
        foreach (var waiting in Unended.Where(task => task.WaitsFor.Exists(wait => wait.Id == ended.Id)).ToArray())
        {
            var wait = waiting.WaitsFor.Find(wait => wait.Id == ended.Id)!;
            waiting.WaitsFor.Remove(wait);
            if (!wait.On.IsMetBy(ended.Status) && waiting.Spec.OnDependencyFailed != DependencyFailurePolicy.Run)
            {
                EndUnmet(waiting);
            }
            else if (waiting.WaitsFor.Count == 0 && waiting.Status == QueueTaskStatus.Blocked)
            {
                waiting.Status = Unblocked(waiting);
                Refresh();
            }
        }
    }

    private void EndUnmet(ModelTask waiting) => End(
        waiting, waiting.Spec.OnDependencyFailed == DependencyFailurePolicy.Cancel ? QueueTaskStatus.Cancelled : QueueTaskStatus.Failed);
}
