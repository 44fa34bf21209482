using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;
using ActorQueue.Core.Ordering;
using ActorQueue.Core.Statistics;

namespace ActorQueue.Core.State;

/// <summary>
/// Every live task of one partition. <see cref="Apply"/> is its only writer (progress aside, which is not part of
/// history), on the live path as in replay: the same events give the same state to the last byte of its snapshot. It
/// has no clock and no settings but the order policy, and that only orders. Not safe for use by several threads.
/// </summary>
public sealed class QueueState
{
    internal SlotStore Slots { get; } = new();

    internal IdIndex<SlotIds> Index { get; }

    /// <summary>All live tasks by acceptance.</summary>
    internal SlotList<AgeLinks> ByAge { get; }

    /// <summary>Finished tasks that the history does not have yet, in the order in which they finished.</summary>
    internal SlotList<LineLinks> FinishedTasks { get; }

    /// <summary>Ready tasks, but for suspects and for those that the other of two compared policies orders.</summary>
    internal ReadyTasks Ready { get; }

    /// <summary>Ready tasks that the other of two compared policies orders; null while none is compared.</summary>
    internal ReadyTasks? ReadyCompared { get; }

    internal ReadyTasks ReadySuspects { get; }

    /// <summary>Scheduled and retrying tasks by due time.</summary>
    internal SlotHeap<WakeOrder> Due { get; }

    /// <summary>Processing tasks by deadline.</summary>
    internal SlotHeap<WakeOrder> Deadlines { get; }

    internal KindTable Kinds { get; } = new();

    internal WorkerTable Workers { get; } = new();

    internal ConcurrencyTable Concurrency { get; } = new();

    internal RateTable Rates { get; } = new();

    internal PolicyTable Policies { get; } = new();

    /// <summary>The worker that is kept for a task, if any; not part of history.</summary>
    internal ResourceHold? Hold { get; set; }

    /// <summary>What the workers take that have attached, by id; not part of history.</summary>
    internal Dictionary<string, WorkerTerms> AttachedWorkers { get; } = new(StringComparer.Ordinal);

    internal WorkerRegistry Registry { get; } = new();

    internal RememberedIds Remembered { get; } = new();

    internal ScheduleTable Schedules { get; } = new();

    internal QueueMeters Meters { get; } = new();

    internal GroupMeters Groups { get; } = new();

    internal DedupKeys DedupKeys { get; } = new();

    internal Dictionary<int, TaskProgress> Progress { get; } = [];

    internal DependencyGraph Dependencies { get; }

    internal BatchTable Batches { get; } = new();

    /// <summary>What the last events left to be decided in the same commit.</summary>
    internal Consequences Consequences { get; } = new();

    private readonly int[] _byStatus = new int[QueueTaskStatusWords.MaxValue + 1];

    /// <summary>An empty queue.</summary>
    /// <param name="order">Which ready task starts first; null: by priority.</param>
    public QueueState(IOrderPolicy? order = null)
    {
        Order = order ?? PriorityOrder.Instance;
        Index = new IdIndex<SlotIds>(new SlotIds(Slots));
        ByAge = new SlotList<AgeLinks>(Slots);
        FinishedTasks = new SlotList<LineLinks>(Slots);
        var compared = Order as ComparedOrder;
        Ready = new ReadyTasks(Slots, compared?.Main ?? Order, number: 0, takesTurns: true);
        ReadyCompared = compared is null ? null : new ReadyTasks(Slots, compared.Other, number: 1, takesTurns: true);
        ReadySuspects = new ReadyTasks(Slots, compared?.Main ?? Order, number: 2, takesTurns: false);
        Due = new SlotHeap<WakeOrder>(Slots, default);
        Deadlines = new SlotHeap<WakeOrder>(Slots, default);
        Dependencies = new DependencyGraph(Slots);
    }

    /// <summary>The policy that orders ready tasks.</summary>
    public IOrderPolicy Order { get; }

    /// <summary>Number of events applied over the partition's life; the next event's position is one more.</summary>
    public long Position { get; internal set; }

    /// <summary>The epoch of the owner that wrote last.</summary>
    public long Epoch { get; internal set; }

    /// <summary>Running, paused or draining.</summary>
    public QueueMode Mode { get; internal set; } = QueueMode.Running;

    /// <summary>Tasks held: waiting, processing, and finished ones not yet archived.</summary>
    public int LiveCount => Slots.Count;

    /// <summary>Waiting tasks: pending, scheduled, blocked, retry, paused.</summary>
    public int WaitingCount { get; private set; }

    /// <summary>Tasks that could start now, were there a worker (a paused queue's included).</summary>
    public int ReadyCount => Ready.Count + (ReadyCompared?.Count ?? 0) + ReadySuspects.Count;

    /// <summary>Finished tasks that wait to be archived.</summary>
    public int FinishedCount => FinishedTasks.Count;

    /// <summary>Bytes of all live tasks' bodies and results.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>Ids of archived tasks that are still known.</summary>
    public int RememberedCount => Remembered.Count;

    /// <summary>Reports refused since this object was made; not part of history.</summary>
    public long StaleReports { get; internal set; }

    /// <summary>Calls of workers refused since this object was made; not part of history.</summary>
    public long RefusedWorkerCalls { get; internal set; }

    /// <summary>Number of live tasks of a status.</summary>
    public int CountOf(QueueTaskStatus status) => _byStatus[(int)status];

    /// <summary>Applies a committed batch in order.</summary>
    /// <exception cref="CorruptQueueDataException">A gap, or an event that cannot follow what went before.</exception>
    public void Replay(long firstPosition, IReadOnlyList<QueueEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (firstPosition != Position + 1)
        {
            throw new CorruptQueueDataException(
                $"The journal goes on at position {firstPosition}, but the state stands at {Position}.");
        }

        foreach (var @event in events)
        {
            Apply(@event);
        }

        // What followed from these events stands among them.
        Consequences.Clear();
    }

    /// <summary>Applies the next event.</summary>
    /// <exception cref="CorruptQueueDataException">The event is unknown or cannot follow what went before.</exception>
    public void Apply(QueueEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        Position++;
        if (Meters.FirstEventAt == 0)
        {
            Meters.FirstEventAt = @event.At.UtcTicks;
        }

        EventApplication.Apply(this, @event);
    }

    internal int FindLive(TaskId id) => Index.Find(id);

    /// <summary>Sets a task's status and the counts that follow from it.</summary>
    internal void SetStatus(ref TaskSlot task, QueueTaskStatus status)
    {
        var before = task.Status;
        CountStatus(before, -1);
        task.Status = status;
        CountStatus(status, +1);
        if (task.Extras?.Batch is { } batch)
        {
            EventApplication.CountInBatch(this, batch, before, status);
        }
    }

    internal void AddBytes(long bytes) => LiveBytes += bytes;

    /// <summary>Puts a task into the index that its status belongs to.</summary>
    internal void EnterIndex(int slot)
    {
        ref var task = ref Slots[slot];
        switch (task.Status)
        {
            case QueueTaskStatus.Pending:
                EnterReady(ref task, slot);
                break;
            case QueueTaskStatus.Paused:
                break;
            case QueueTaskStatus.Scheduled or QueueTaskStatus.Retry:
                Due.Add(slot);
                break;
            case QueueTaskStatus.Processing:
                Deadlines.Add(slot);
                task.Extras?.Admission?.Begin(task.Worker!);
                break;
            case QueueTaskStatus.Blocked:
                // The tasks that it waits for know it.
                break;
            case QueueTaskStatus.Completed or QueueTaskStatus.Failed or QueueTaskStatus.Cancelled:
                FinishedTasks.Append(slot);
                break;
            default:
                throw new CorruptQueueDataException($"Task {task.Id} has the status {task.Status}, which has no index.");
        }
    }

    /// <summary>
    /// Takes a task out of the index that its status belongs to, before anything that the index orders by changes.
    /// </summary>
    internal void LeaveIndex(int slot)
    {
        ref var task = ref Slots[slot];
        switch (task.Status)
        {
            case QueueTaskStatus.Pending:
                LeaveReady(ref task, slot);
                break;
            case QueueTaskStatus.Paused:
                break;
            case QueueTaskStatus.Scheduled or QueueTaskStatus.Retry:
                Due.Remove(slot);
                break;
            case QueueTaskStatus.Processing:
                Deadlines.Remove(slot);
                task.Extras?.Admission?.End(task.Worker!);
                break;
            case QueueTaskStatus.Blocked:
                // The tasks that it waits for know it.
                break;
            case QueueTaskStatus.Completed or QueueTaskStatus.Failed or QueueTaskStatus.Cancelled:
                FinishedTasks.Remove(slot);
                break;
            default:
                throw new CorruptQueueDataException($"Task {task.Id} has the status {task.Status}, which has no index.");
        }
    }

    private void EnterReady(ref TaskSlot task, int slot)
    {
        if (task.Kind.Control is { Breaker: BreakerState.HalfOpen, IsPaused: false } halfOpen && halfOpen.Probe == default)
        {
            halfOpen.Probe = task.Id;
        }

        if (task.Kind.Control is { } control && control.Holds(task.Id))
        {
            (control.Held ??= new ReadyIndex(Slots, Order, hasLines: true)).Add(slot);
        }
        else
        {
            ReadyFor(ref task).Add(slot);
        }
    }

    private void LeaveReady(ref TaskSlot task, int slot)
    {
        if (task.Kind.Control is { Held: { } held } control && control.Holds(task.Id))
        {
            held.Remove(slot);
        }
        else
        {
            ReadyFor(ref task).Remove(slot);
        }
    }

    /// <summary>The index of ready tasks that a task belongs to.</summary>
    internal ReadyTasks ReadyFor(ref TaskSlot task)
    {
        if (task.IsSuspect)
        {
            return ReadySuspects;
        }

        return ReadyCompared is not null && ((ComparedOrder)Order).IsOther(task.Id) ? ReadyCompared : Ready;
    }

    private void CountStatus(QueueTaskStatus status, int change)
    {
        _byStatus[(int)status] += change;
        if (status.IsWaiting())
        {
            WaitingCount += change;
        }
    }
}
