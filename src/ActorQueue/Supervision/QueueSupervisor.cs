using Akka.Actor;
using Akka.Event;
using ActorQueue.Contracts;
using ActorQueue.Core;
using ActorQueue.Core.Commands;
using ActorQueue.History;
using ActorQueue.Journal;
using ActorQueue.Schedules;
using ActorQueue.Workers;

namespace ActorQueue.Supervision;

/// <summary>
/// Owns the queue: the only writer of its state. Everything is decided and applied at once, and everything it says to the outside waits for the commit that
/// it rests on. Talks to the gateway, to worker pools that attach, to the history, and to its child, the journal. When the journal fails, or this actor does,
/// both stop without answering what was held; the parent starts a new pair, which recovers from what is on disk.
/// </summary>
internal sealed class QueueSupervisor : ReceiveActor, IWithTimers
{
    private readonly QueueSetup _setup;
    // A clock that is put forward does not move timers; looking this often bounds how late anything can come.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMinutes(1);

    private readonly CommitPipeline _pipeline;
    private readonly HistoryFeed _history;
    private readonly QueueLog _log;
    private readonly QueueRequests _requests = new();
    private IActorRef _journal = ActorRefs.Nobody;

    // From the recovery on.
    private LiveQueue _live = null!;
    private WorkerLinks _workers = null!;
    private ScheduleRequests _schedules = null!;
    private LeaseTable _leases = null!;
    private LeaseSweep _sweep = null!;
    private WaitingCalls _waiting = null!;
    private WorkerRequests _workerCalls = null!;

    private DateTimeOffset? _dueTimerAt;
    private bool _isStopping;

    public QueueSupervisor(QueueSetup setup)
    {
        _setup = setup;
        _pipeline = new CommitPipeline(setup.Settings.Journal.MaxBatchEvents, setup.Settings.Journal.MaxBatchBytes);
        _history = new HistoryFeed(setup.History, Self);
        _log = new QueueLog(Context.GetLogger());
        Become(Recovering);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _live.Now;

    private QueuePartition Queue => _live.Partition;

    public static Props Props(QueueSetup setup) =>
        Akka.Actor.Props.Create(() => new QueueSupervisor(setup)).WithMailbox("actorqueue.supervisor-mailbox");

    // The journal is not restarted in place: it has handed its state over, so both go and a new pair recovers.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() => _setup.Snapshots.LoadLatestAsync().PipeTo(Self);

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _setup.Metrics.TurnFrom(Self);
    }

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
        Receive<AttemptProgressed>(message => _live.SetProgress(new SetProgress(message.Key.Id, message.Key.Attempt, message.Progress)));
        Receive<CheckpointOffered>(SaveCheckpoint);
        Receive<WorkerAttached>(Attach);
        Receive<WorkerCredit>(SetCredit);
        Receive<PoolBeat>(message => _leases.Saw(message.WorkerId, Now, new Presence { Slots = message.Slots, IsStopped = message.IsDraining }));
        Receive<TasksProjected>(Archive);
        Receive<PublishChanges>(SetWatched);
        Receive<QueueSought>(message => IsOurs(message.Seeker), AnswerSeeker);
        Receive<TasksDue>(_ => OnDue());
        Receive<LeaseSweepDue>(_ => SweepLeases());
        Receive<ProjectionOverdue>(_ => ProjectAgain());
        Receive<CountDepth>(question => question.Answer.SetResult(_live.State.Depths()));
        Receive<FindOldestWait>(question => question.Answer.SetResult(_live.State.Statistics(Now).OldestWaitingSeconds));
        Receive<ProgressLogDue>(_ => _log.Progress(_live.State.Statistics(Now)));
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
        _live = new LiveQueue(new QueuePartition(_setup.Settings.Queue, recovered.State), _pipeline, _setup);
        _workers = new WorkerLinks(_live, _log);
        new TaskRequests(_live, _workers, _log).AddTo(_requests);
        new ControlRequests(_live, _log).AddTo(_requests);
        new AdmissionRequests(_live).AddTo(_requests);
        new TaskControlRequests(_live, _workers, _log).AddTo(_requests);
        _leases = new LeaseTable(_setup.Settings.Leases, _setup.Settings.Workers.HeartbeatInterval, Now);
        _sweep = new LeaseSweep(_live, _leases, _setup, _log);
        _waiting = new WaitingCalls(_live, _setup.Settings.Leases.MaxWaiting);
        _workerCalls = new WorkerRequests(_live, _leases, _waiting, _setup, _log);
        _workerCalls.AddTo(_requests);
        _schedules = new ScheduleRequests(_live, new CronOccurrences(), _log);
        _schedules.AddTo(_requests);
        new BatchRequests(_live, _workers).AddTo(_requests);
        var epoch = recovered.State.Epoch + 1;
        _live.Decide(into => Queue.TakeOwnership(new TakeOwnership(epoch, AllWorkersLost: false), Now, into));

        _sweep.TakeOver();
        _schedules.TakeOver();
        Become(Online);
        Context.System.EventStream.Subscribe(Self, typeof(QueueSought));
        Announce(_setup.Gateway);
        Announce(_setup.Workers);
        if (_setup.Settings.ProgressInterval > TimeSpan.Zero)
        {
            Timers.StartPeriodicTimer(nameof(ProgressLogDue), ProgressLogDue.Instance, _setup.Settings.ProgressInterval);
        }

        Timers.StartPeriodicTimer(nameof(LeaseSweepDue), LeaseSweepDue.Instance, _setup.Settings.Leases.SweepInterval);
        _setup.Metrics.TurnTo(Self);
        _log.Recovered(_live.State, epoch);
        Advance();
    }

    // The event stream is one for all queues of a node.
    private bool IsOurs(IActorRef seeker) => seeker.Equals(_setup.Gateway) || seeker.Equals(_setup.Workers);

    private void Announce(IActorRef seeker) => _pipeline.Send(seeker, new QueueOnline(Self, _live.State.Epoch));

    private void AnswerSeeker(QueueSought message)
    {
        if (message.Seeker.Equals(_setup.Gateway))
        {
            // It has started anew, and those who waited behind it have had an answer.
            _waiting.Forget();
        }

        Announce(message.Seeker);
    }

    private void Handle(QueueRequest request)
    {
        if (_isStopping)
        {
            Sender.Tell(new QueueReply(request.Number, new QueueUnavailable("it is stopping")));
            return;
        }

        if (request.Message is AwaitHistory)
        {
            var client = Sender;
            _history.AnswerWhenWritten(_live.State, answer => _pipeline.Send(client, new QueueReply(request.Number, answer)));
            return;
        }

        var answer = _requests.Answer(request.Message);
        if (answer is AnswerLater later)
        {
            later.Take(new Caller(Sender, request.Number));
        }
        else
        {
            _pipeline.Send(Sender, new QueueReply(request.Number, answer));
        }

        Advance();
    }

    private void Complete(AttemptCompleted outcome) => Record(
        outcome,
        _live.Decide(into => Queue.Complete(new CompleteAttempt(outcome.Key.Id, outcome.Key.Attempt, outcome.Result.Content), Now, into)));

    private void Fail(AttemptFailed outcome) => Record(
        outcome,
        _live.Decide(into => Queue.Fail(
            new FailAttempt(outcome.Key.Id, outcome.Key.Attempt, outcome.Error, outcome.Class, _setup.Jitter.NextDouble()), Now, into)));

    private void Release(AttemptReturned outcome) => Record(
        outcome,
        _live.Decide(into => Queue.Release(new ReleaseAttempt(outcome.Key.Id, outcome.Key.Attempt), Now, into)));

    private void Record(IAttemptOutcome outcome, AttemptReported reported)
    {
        _pipeline.Send(Sender, new OutcomeRecorded(outcome.Key));
        _log.Reported(reported);
        Advance();
    }

    private void SaveCheckpoint(CheckpointOffered message)
    {
        var outcome = _live.Decide(into => Queue.Save(new SaveCheckpoint(message.Key.Id, message.Key.Attempt, message.State), Now, into));
        _pipeline.Send(Sender, new CheckpointAnswered(outcome));
        Advance();
    }

    private void Attach(WorkerAttached message)
    {
        _workers.Attach(message);
        _leases.Saw(message.WorkerId, Now, new Presence { Slots = message.Slots });
        Advance();
    }

    private void SetCredit(WorkerCredit message)
    {
        _workers.SetCredit(message);
        Advance();
    }

    private void Archive(TasksProjected message)
    {
        _history.Projected(message);
        ArmProjectionTimer();
        _live.Decide(into => Queue.Archive(new ArchiveFinished(message.UpToPosition), Now, into));
        _history.AnswerWritten(_live.State);
        Advance();
        StopWhenSettled();
    }

    private void SetWatched(PublishChanges message) => _live.IsWatched = message.Enabled;

    private void OnCommitted()
    {
        var committed = _pipeline.Committed();
        if (_history.Feed(_live.State, committed.LastPosition))
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
        _live.Decide(into => Queue.ReleaseDue(Now, into));
        _sweep.SweepDue();
        _waiting.EndDue();
        _waiting.SearchAgain();
        if (!_isStopping)
        {
            _schedules.Fire();
        }

        Advance();
    }

    private void SweepLeases()
    {
        _sweep.Sweep();
        Advance();
    }

    private void ProjectAgain()
    {
        _history.GiveUpWaiting();
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
        if (!_isStopping)
        {
            _workers.Assign();

            // Under load once a commit and not once a message: each of those who wait costs a search.
            if (!_pipeline.IsCommitting)
            {
                _waiting.Serve(_workerCalls.Lease);
            }
        }

        if (_pipeline.TakeNext() is { } batch)
        {
            _journal.Tell(new CommitEvents(batch));
        }

        ArmDueTimer();
    }

    private void ArmDueTimer()
    {
        var dueAt = Earliest(Earliest(_live.State.NextDueAt(), _live.State.NextScheduleAt()), Earliest(_leases.NextEndAt, _waiting.NextEndAt));
        if (dueAt is null || dueAt == _dueTimerAt)
        {
            return;
        }

        _dueTimerAt = dueAt;
        var delay = dueAt.Value - Now;
        Timers.StartSingleTimer(nameof(TasksDue), TasksDue.Instance, delay <= TimeSpan.Zero ? TimeSpan.Zero : delay < LongestTimer ? delay : LongestTimer);
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    private void BeginStop()
    {
        _isStopping = true;
        _waiting.EndAll(new QueueUnavailable("it is stopping"));

        // What still runs has had its time to end. The process is about to go: taken for lost at the next start, these would be suspects of a crash.
        foreach (var assignment in _live.State.AssignmentsOf(_setup.LocalWorkerId))
        {
            _live.Decide(into => Queue.Release(new ReleaseAttempt(assignment.Id, assignment.Attempt), Now, into));
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
            _setup.Metrics.CountSystemError("journal");
            Context.Stop(Self);
        }
    }
}
