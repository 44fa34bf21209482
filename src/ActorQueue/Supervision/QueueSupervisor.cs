using Akka.Actor;
using Akka.Event;
using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.Core.Events;
using ActorQueue.History;
using ActorQueue.Journal;
using ActorQueue.Workers;

namespace ActorQueue.Supervision;

/// <summary>
/// Owns the queue: the only writer of its state. Everything is decided and applied at once, and everything it says to the outside waits for the commit that
/// it rests on. Talks to the gateway, to worker pools that attach, to the history, and to its child, the journal. When the journal fails, or this actor does,
/// both stop without answering what was held; the parent starts a new pair, which recovers from what is on disk.
/// </summary>
internal sealed class QueueSupervisor : ReceiveActor, IWithTimers
{
    // Most attempts in one message to a pool; more go with the next turn.
    private const int MaxAssignmentsAtOnce = 256;

    private readonly QueueSetup _setup;
    private readonly CommitPipeline _pipeline;
    private readonly HistoryFeed _history;
    private readonly QueueLog _log;
    private readonly Dictionary<string, WorkerLink> _workers = new(StringComparer.Ordinal);
    private IActorRef _journal = ActorRefs.Nobody;
    private QueuePartition _queue;
    private DateTimeOffset? _dueTimerAt;
    private bool _isWatched;
    private bool _isStopping;

    public QueueSupervisor(QueueSetup setup)
    {
        _setup = setup;
        _queue = new QueuePartition(setup.Settings.Queue);
        _pipeline = new CommitPipeline(setup.Settings.Journal.MaxBatchEvents, setup.Settings.Journal.MaxBatchBytes);
        _history = new HistoryFeed(setup.History, Self);
        _log = new QueueLog(Context.GetLogger());
        Become(Recovering);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _setup.Time.GetUtcNow();

    public static Props Props(QueueSetup setup) =>
        Akka.Actor.Props.Create(() => new QueueSupervisor(setup)).WithMailbox("actorqueue.supervisor-mailbox");

    // The journal is not restarted in place: it has handed its state over, so both go and a new pair recovers.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() => _setup.Snapshots.LoadLatestAsync().PipeTo(Self);

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Recovering()
    {
        Receive<LoadedSnapshot>(StartJournal);
        Receive<JournalRecovered>(TakeOver);
        Receive<Status.Failure>(failure => FailToLoad(failure.Cause));
        Receive<QueueRequest>(request => Sender.Tell(new QueueReply(request.Number, new QueueUnavailable("it is recovering"))));
        Receive<StopQueue>(_ => Context.Stop(Self));
        Receive<QueueFailed>(message => _setup.Gateway.Tell(message));
        Receive<Terminated>(OnTerminated);
    }

    private void Online()
    {
        Receive<QueueRequest>(Handle);
        Receive<EventsCommitted>(_ => OnCommitted());
        Receive<AttemptCompleted>(Complete);
        Receive<AttemptFailed>(Fail);
        Receive<AttemptReturned>(Release);
        Receive<AttemptProgressed>(SetProgress);
        Receive<WorkerAttached>(Attach);
        Receive<WorkerCredit>(SetCredit);
        Receive<TasksProjected>(Archive);
        Receive<PublishChanges>(SetWatched);
        Receive<QueueSought>(message => Announce(message.Seeker));
        Receive<TasksDue>(_ => OnDue());
        Receive<ProjectionOverdue>(_ => ProjectAgain());
        Receive<ProgressLogDue>(_ => _log.Progress(_queue.State.Statistics(Now)));
        Receive<StopQueue>(_ => BeginStop());
        Receive<QueueFailed>(message => _setup.Gateway.Tell(message));
        Receive<Terminated>(OnTerminated);
    }

    private void FailToLoad(Exception cause)
    {
        _setup.Gateway.Tell(new QueueFailed(cause.Message));
        throw new QueueException("The queue's snapshot cannot be loaded.", cause);
    }

    private void StartJournal(LoadedSnapshot snapshot)
    {
        _journal = Context.ActorOf(TaskJournal.Props(_setup, snapshot), "journal");
        Context.Watch(_journal);
    }

    private void TakeOver(JournalRecovered recovered)
    {
        _queue = new QueuePartition(_setup.Settings.Queue, recovered.State);
        var epoch = recovered.State.Epoch + 1;
        Decide(into => _queue.TakeOwnership(new TakeOwnership(epoch, AllWorkersLost: false), Now, into));

        // The embedded queue has one pool, in this process: attempts of any other belong to a process that has died.
        foreach (var lost in recovered.State.WorkersWithAttempts().Where(worker => worker != _setup.LocalWorkerId).ToArray())
        {
            _log.WorkerLost(lost, Decide(into => _queue.LoseWorker(new LoseWorker(lost), Now, into)));
        }

        Become(Online);
        Context.System.EventStream.Subscribe(Self, typeof(QueueSought));
        Announce(_setup.Gateway);
        Announce(_setup.Workers);
        if (_setup.Settings.ProgressInterval > TimeSpan.Zero)
        {
            Timers.StartPeriodicTimer(nameof(ProgressLogDue), ProgressLogDue.Instance, _setup.Settings.ProgressInterval);
        }

        _log.Recovered(_queue.State, epoch);
        Advance();
    }

    private void Announce(IActorRef seeker) => _pipeline.Send(seeker, new QueueOnline(Self, _queue.State.Epoch));

    private void Handle(QueueRequest request)
    {
        if (_isStopping)
        {
            Sender.Tell(new QueueReply(request.Number, new QueueUnavailable("it is stopping")));
            return;
        }

        _pipeline.Send(Sender, new QueueReply(request.Number, Answer(request.Message)));
        Advance();
    }

    private object Answer(object request) => request switch
    {
        EnqueueTasks enqueue => Enqueue(enqueue),
        GetTask query => _queue.State.Find(query.Id) is { } task ? new TaskFound(task) : new TaskNotFound(query.Id),
        ListTasks query => _queue.State.List(query),
        GetStatistics => _queue.State.Statistics(Now),
        CancelTask cancel => Cancel(cancel),
        PauseQueue => SetMode(QueueMode.Paused),
        ResumeQueue => SetMode(QueueMode.Running),
        DrainQueue => SetMode(QueueMode.Draining),
        _ => throw new InvalidOperationException($"The gateway forwarded a {request.GetType().Name}, which is no request."),
    };

    private TasksEnqueued Enqueue(EnqueueTasks command)
    {
        var reply = Decide(into => _queue.Enqueue(command, Now, into));
        _log.Enqueued(command, reply);
        return reply;
    }

    private QueueControlled SetMode(QueueMode mode)
    {
        var reply = Decide(into => _queue.SetMode(mode, Now, into));
        _log.ModeSet(reply);
        return reply;
    }

    private TaskCancelAnswered Cancel(CancelTask command)
    {
        var reply = Decide(into => _queue.Cancel(command, Now, into));
        if (reply.Result == CancelResult.Requested && _queue.State.RunningAttempt(command.Id) is { } running
            && _workers.TryGetValue(running.WorkerId, out var worker))
        {
            _pipeline.Send(worker.Pool, new CancelAttempt(new AttemptKey(command.Id, running.Attempt)));
        }

        return reply;
    }

    private void Complete(AttemptCompleted outcome) => Record(
        outcome,
        Decide(into => _queue.Complete(new CompleteAttempt(outcome.Key.Id, outcome.Key.Attempt, outcome.Result.Content), Now, into)));

    private void Fail(AttemptFailed outcome) => Record(
        outcome,
        Decide(into => _queue.Fail(
            new FailAttempt(outcome.Key.Id, outcome.Key.Attempt, outcome.Error, outcome.Class, _setup.Jitter.NextDouble()), Now, into)));

    private void Release(AttemptReturned outcome) => Record(
        outcome,
        Decide(into => _queue.Release(new ReleaseAttempt(outcome.Key.Id, outcome.Key.Attempt), Now, into)));

    private void Record(IAttemptOutcome outcome, AttemptReported reported)
    {
        _pipeline.Send(Sender, new OutcomeRecorded(outcome.Key));
        _log.Reported(reported);
        Advance();
    }

    private void SetProgress(AttemptProgressed message)
    {
        var isCurrent = _queue.SetProgress(new SetProgress(message.Key.Id, message.Key.Attempt, message.Progress));
        if (isCurrent && _isWatched && _queue.State.Find(message.Key.Id) is { } task)
        {
            _pipeline.Send(_setup.Gateway, new ChangesPublished([new TaskChange(TaskChangeKind.Progressed, task)]));
        }
    }

    private void Attach(WorkerAttached message)
    {
        var worker = new WorkerLink(message.Pool);
        _workers[message.WorkerId] = worker;
        _log.WorkerAttached(message.WorkerId, message.Slots);

        // What the journal says the worker runs and the worker does not know was lost on its way.
        var missing = _queue.State.AssignmentsOf(message.WorkerId)
            .Where(assignment => !message.Held.Contains(new AttemptKey(assignment.Id, assignment.Attempt)))
            .ToArray();
        Send(worker, missing);
        foreach (var (id, attempt) in _queue.State.CancelsUnderWay(message.WorkerId))
        {
            // Journaled, and perhaps never told: the queue may have ended between the two.
            _pipeline.Send(worker.Pool, new CancelAttempt(new AttemptKey(id, attempt)));
        }

        Advance();
    }

    private void SetCredit(WorkerCredit message)
    {
        if (_workers.TryGetValue(message.WorkerId, out var worker))
        {
            worker.Limit = message.Limit;
            Advance();
        }
    }

    private void Archive(TasksProjected message)
    {
        _history.Projected(message);
        ArmProjectionTimer();
        Decide(into => _queue.Archive(new ArchiveFinished(message.UpToPosition), Now, into));
        Advance();
        StopWhenSettled();
    }

    private void SetWatched(PublishChanges message) => _isWatched = message.Enabled;

    private void OnCommitted()
    {
        var committed = _pipeline.Committed();
        if (_history.Feed(_queue.State, committed.LastPosition))
        {
            // Only then: set anew by every commit, it would never go off under steady load.
            ArmProjectionTimer();
        }

        Advance();
        StopWhenSettled();
    }

    private void OnDue()
    {
        _dueTimerAt = null;
        Decide(into => _queue.ReleaseDue(Now, into));
        Advance();
    }

    private void ProjectAgain()
    {
        _history.SendAgain();
        ArmProjectionTimer();
    }

    private void ArmProjectionTimer()
    {
        if (_history.IsWaiting)
        {
            Timers.StartSingleTimer(nameof(ProjectionOverdue), ProjectionOverdue.Instance, HistoryFeed.Patience);
        }
        else
        {
            Timers.Cancel(nameof(ProjectionOverdue));
        }
    }

    /// <summary>Goes as far as it can: assigns what may start, hands the next batch to the journal, and sets the clock for what is due later.</summary>
    private void Advance()
    {
        AssignWork();
        if (_pipeline.TakeNext() is { } batch)
        {
            _journal.Tell(new CommitEvents(batch));
        }

        ArmDueTimer();
    }

    private void AssignWork()
    {
        if (_isStopping || _queue.State.ReadyCount == 0)
        {
            return;
        }

        foreach (var (workerId, worker) in _workers)
        {
            var credit = (int)Math.Min(worker.Credit, MaxAssignmentsAtOnce);
            if (credit > 0)
            {
                Send(worker, Decide(into => _queue.Assign(new AssignAttempts(workerId, credit), Now, into)).Assignments);
            }
        }
    }

    private void Send(WorkerLink worker, IReadOnlyList<Assignment> assignments)
    {
        if (assignments.Count > 0)
        {
            worker.Assigned += assignments.Count;
            _pipeline.Send(worker.Pool, new RunAttempts(_queue.State.Epoch, assignments));
        }
    }

    private void ArmDueTimer()
    {
        var dueAt = _queue.State.NextDueAt();
        if (dueAt is null || dueAt == _dueTimerAt)
        {
            return;
        }

        _dueTimerAt = dueAt;
        var delay = dueAt.Value - Now;
        Timers.StartSingleTimer(nameof(TasksDue), TasksDue.Instance, delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
    }

    /// <summary>Runs one decision of the core; its events go to the open batch, and to those who watch once they are on disk.</summary>
    private T Decide<T>(Func<EventBatch, T> decision)
    {
        var batch = _pipeline.Open;
        var before = batch.Count;
        var reply = decision(batch);
        if (_isWatched && TaskChanges.Since(batch, before, _queue.State) is { Count: > 0 } changes)
        {
            _pipeline.Send(_setup.Gateway, new ChangesPublished(changes));
        }

        return reply;
    }

    private void BeginStop()
    {
        _isStopping = true;

        // What still runs has had its time to end. The process is about to go: taken for lost at the next start, these would be suspects of a crash.
        foreach (var assignment in _queue.State.AssignmentsOf(_setup.LocalWorkerId))
        {
            Decide(into => _queue.Release(new ReleaseAttempt(assignment.Id, assignment.Attempt), Now, into));
        }

        Advance();
        StopWhenSettled();
    }

    private void StopWhenSettled()
    {
        if (_isStopping && _pipeline.IsIdle && !_history.IsWaiting)
        {
            Context.Stop(Self);
        }
    }

    private void OnTerminated(Terminated message)
    {
        if (message.ActorRef.Equals(_journal))
        {
            _log.JournalLost();
            Context.Stop(Self);
        }
    }

    /// <summary>A pool as the queue sees it: how much it may still be sent.</summary>
    private sealed class WorkerLink(IActorRef pool)
    {
        public IActorRef Pool { get; } = pool;

        public long Assigned { get; set; }

        public long Limit { get; set; }

        public long Credit => Math.Max(0, Limit - Assigned);
    }
}
