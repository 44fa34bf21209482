using System.Buffers.Binary;
using ActorQueue.Contracts;
using ActorQueue.Core.Codec;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;
using ActorQueue.Core.State;

namespace ActorQueue.Core.Tests;

/// <summary>
/// A queue with a clock that stands until it is moved, ids in a row, and everything that was journaled.
/// </summary>
internal sealed class QueueScenario
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private long _ids;

    public QueueScenario(QueueSettings? settings = null, QueueState? state = null) =>
        Queue = new QueuePartition(settings ?? new QueueSettings(), state);

    public QueuePartition Queue { get; private set; }

    public QueueState State => Queue.State;

    public DateTimeOffset Now { get; set; } = Start;

    /// <summary>All events so far.</summary>
    public List<QueueEvent> Journal { get; } = [];

    /// <summary>The events of the last command.</summary>
    public IReadOnlyList<QueueEvent> Last { get; private set; } = [];

    public TaskId NewId()
    {
        Span<byte> random = stackalloc byte[TaskId.RandomLength];
        BinaryPrimitives.WriteInt64BigEndian(random[2..], ++_ids);
        return TaskId.Create(Now, random);
    }

    public TaskSpec Spec(string name = "task", int priority = TaskPriority.Normal, RetryOptions? retry = null) =>
        new() { Id = NewId(), Kind = "test", Name = name, Priority = priority, Retry = retry };

    public EnqueueOutcome Enqueue(TaskSpec spec) => EnqueueMany(spec)[0];

    public IReadOnlyList<EnqueueOutcome> EnqueueMany(params TaskSpec[] specs) =>
        Run(batch => Queue.Enqueue(new EnqueueTasks(specs), Now, batch)).Outcomes;

    public TaskId Submit(string name = "task", int priority = TaskPriority.Normal, RetryOptions? retry = null)
    {
        var outcome = Enqueue(Spec(name, priority, retry));
        outcome.Result.ShouldBe(EnqueueResult.Accepted, outcome.Message);
        return outcome.Id;
    }

    public IReadOnlyList<Assignment> Assign(int count = 1, string worker = "w1") =>
        Run(batch => Queue.Assign(new AssignAttempts(worker, count), Now, batch)).Assignments;

    public IReadOnlyList<Assignment> AssignTo(WorkerTerms terms, int count = 1, string worker = "w1") =>
        Run(batch => Queue.Assign(new AssignAttempts(worker, count) { Terms = terms }, Now, batch)).Assignments;

    public AttemptReported Complete(Assignment attempt, string result = "{}") =>
        Complete(attempt.Id, attempt.Attempt, result);

    public AttemptReported Complete(TaskId id, int attempt, string result = "{}") => Run(
        batch => Queue.Complete(new CompleteAttempt(id, attempt, System.Text.Encoding.UTF8.GetBytes(result)), Now, batch));

    public AttemptReported Fail(
        Assignment attempt, FailureClass failure = FailureClass.Retryable, string code = ErrorCodes.Failed, double jitter = 0.5) => Run(
        batch => Queue.Fail(new FailAttempt(attempt.Id, attempt.Attempt, new TaskError(code, "It broke."), failure, jitter), Now, batch));

    public AttemptReported Release(Assignment attempt) =>
        Run(batch => Queue.Release(new ReleaseAttempt(attempt.Id, attempt.Attempt), Now, batch));

    public BatchSpec Batch(string name = "batch", BatchId? parent = null) =>
        new() { Id = new BatchId(NewId().Value), Name = name, ParentBatchId = parent };

    public BatchCreateAnswered Create(BatchSpec spec) => Run(batch => Queue.CreateBatch(new CreateBatch(spec), Now, batch));

    public BatchView? Seal(BatchId id) => Run(batch => Queue.SealBatch(id, Now, batch));

    public BatchCancelAnswered? Cancel(BatchId id)
    {
        if (Run(batch => Queue.SealForCancel(id, Now, batch)) is not { } members)
        {
            return null;
        }

        var (changed, requested) = Run(batch => Queue.CancelEach(members, TaskFilter.All, waitingOnly: false, Now, batch));
        return new BatchCancelAnswered(id, changed - requested.Count, requested.Count);
    }

    /// <summary>Another run of a task that has ended and is still here.</summary>
    public TaskRetryAnswered Retry(TaskId id) => Run(batch => Queue.Retry(new RetryTask(id), Now, batch));

    /// <summary>Another run of a batch's members that did not complete; of those that are not here any more, what is given.</summary>
    public BatchRetried? RetryBatch(BatchId id, params EndedTask[] given)
    {
        var within = State.WithNested(id).ToHashSet();
        var here = State.List(new ListTasks { PageSize = ListTasks.MaxPageSize }).Tasks
            .Where(task => task.BatchId is { } batch && within.Contains(batch) && task.Status is QueueTaskStatus.Failed or QueueTaskStatus.Cancelled)
            .Select(task => new BatchMember(task.Id, null));
        return Run(batch => Queue.RetryBatch(id, [.. here.Concat(given.Select(ended => new BatchMember(ended.Id, ended))).OrderBy(member => member.Id)], Now, batch));
    }

    public BatchView View(BatchId id) => State.FindBatch(id) ?? throw new InvalidOperationException($"{id} is not known.");

    public TaskCancelAnswered Cancel(TaskId id) => Run(batch => Queue.Cancel(new CancelTask(id), Now, batch));

    public QueueControlled SetMode(QueueMode mode) => Run(batch => Queue.SetMode(mode, Now, batch));

    public WorkersLost TakeOwnership(long epoch, bool allWorkersLost = true) =>
        Run(batch => Queue.TakeOwnership(new TakeOwnership(epoch, allWorkersLost), Now, batch));

    public WorkersLost Lose(string worker) => Run(batch => Queue.LoseWorker(new LoseWorker(worker), Now, batch));

    public TasksArchived Archive(long? upTo = null) =>
        Run(batch => Queue.Archive(new ArchiveFinished(upTo ?? State.Position), Now, batch));

    public void Pass(TimeSpan time) => Now += time;

    public TaskView View(TaskId id) => State.Find(id) ?? throw new InvalidOperationException($"{id} is not live.");

    public T Run<T>(Func<EventBatch, T> command)
    {
        var batch = new EventBatch();
        long before = State.Position;
        var reply = command(batch);
        (batch.Count == 0 ? before : batch.LastPosition).ShouldBe(State.Position, "every event counts once");
        Last = [.. batch.Events];
        Journal.AddRange(batch.Events);
        return reply;
    }

    /// <summary>The state that a recovery from the journal's bytes comes to.</summary>
    public QueueState Replayed()
    {
        var state = new QueueState(Queue.Settings.Order);
        if (Journal.Count > 0)
        {
            var row = EventCodec.Decode(EventCodec.Encode(1, Journal));
            state.Replay(row.FirstPosition, row.Events);
        }

        return state;
    }

    /// <summary>Goes on with a state recovered from the journal, as after a crash of the process.</summary>
    public void Recover() => Continue(Replayed());

    /// <summary>Goes on with another state of the same queue.</summary>
    public void Continue(QueueState state) => Queue = new QueuePartition(Queue.Settings, state);

    public static byte[] SnapshotBytes(QueueState state)
    {
        var snapshot = StateCodec.Encode(state);
        return [.. snapshot.Manifest, .. snapshot.Chunks.SelectMany(chunk => chunk)];
    }
}
