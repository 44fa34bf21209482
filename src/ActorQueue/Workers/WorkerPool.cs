using Akka.Actor;
using Akka.Event;
using Akka.Routing;
using ActorQueue.Contracts;
using ActorQueue.Core.Commands;
using ActorQueue.Hosting;
using ActorQueue.Processors;

namespace ActorQueue.Workers;

/// <summary>
/// The analyzers of this node. It pulls: the queue may send as many attempts as there are free analyzers, so nothing is claimed that does not start.
/// Every outcome is kept, and sent again to each new owner of the queue, until it is on disk there. Turns a wished size into additions and retirements;
/// an analyzer leaves only when it is idle. When this actor fails its analyzers end with it; its restarted self attaches anew, and the queue sends it once more what it
/// does not hold any longer.
/// </summary>
internal sealed class WorkerPool : ReceiveActor, IWithTimers
{
    private static int s_lastCrew;

    private readonly ILoggingAdapter _log = Context.GetLogger();

    // The analyzers of the instance before a restart have ended, and their last words may still be on their way: taken for idle, one would be given an attempt.
    private readonly int _crew = Interlocked.Increment(ref s_lastCrew);
    private readonly WorkerSettings _settings;
    private readonly string _workerId;
    private readonly ProcessingGate _gate;
    private readonly HashSet<string> _kinds;
    private readonly AnalyzerRoster _roster;
    private readonly CreditWindow _credit = new();
    private readonly Queue<Assignment> _waiting = new();
    private readonly Dictionary<AttemptKey, IAttemptOutcome> _unrecorded = [];
    private readonly IActorRef _router;
    private IActorRef? _queue;
    private IActorRef? _monitor;
    private IActorRef? _drainedTo;
    private long _epoch;
    private int _endedInBatch;
    private bool _isAdmitting = true;

    public WorkerPool(string workerId, WorkerSettings settings, ProcessorRegistry processors, SyncThreads threads, ProcessingGate gate)
    {
        _workerId = workerId;
        _settings = settings;
        _gate = gate;
        _kinds = processors.Kinds.ToHashSet(StringComparer.Ordinal);
        _roster = new AnalyzerRoster(settings.Analyzers);
        _router = Context.ActorOf(
            Analyzer.Props(Self, _crew, settings.QueueName, processors, threads).WithRouter(new AnalyzerPool(settings.Analyzers, new AnalyzerSupervision(Self))), "analyzers");

        Receive<QueueOnline>(Attach);
        Receive<RunAttempts>(Accept);
        Receive<CancelAttempt>(message => Cancel(message.Key));
        Receive<PauseAttempt>(message => Pause(message.Key));
        Receive<OutcomeRecorded>(message => Forget(message.Key));
        Receive<AnalyzerReady>(message => message.Crew == _crew, message => OnReady(message.Analyzer));
        Receive<AttemptCompleted>(Keep);
        Receive<AttemptFailed>(Keep);
        Receive<AttemptReturned>(Keep);
        Receive<AttemptProgressed>(progress => _queue?.Tell(progress));
        Receive<CheckpointOffered>(offer => _queue?.Forward(offer));
        Receive<AnalyzerBroke>(OnBroken);
        Receive<ResizePool>(message => Resize(message.Analyzers));
        Receive<SetAdmission>(message => Admit(message.IsOpen));
        Receive<MonitorAttached>(AttachMonitor);
        Receive<DrainPool>(_ => Drain());
        Receive<ResumePool>(_ => Resume());
        Receive<CancelRunning>(_ => StopRunning());
        Receive<HeartbeatDue>(_ => Beat());
        Receive<Terminated>(OnTerminated);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string workerId, WorkerSettings settings, ProcessorRegistry processors, SyncThreads threads, ProcessingGate? gate = null)
    {
        // Made outside the factory: a restarted pool keeps it.
        gate ??= new ProcessingGate();
        return Akka.Actor.Props.Create(() => new WorkerPool(workerId, settings, processors, threads, gate));
    }

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(HeartbeatDue), HeartbeatDue.Instance, _settings.HeartbeatInterval);
        Context.Watch(_router);
        Context.System.EventStream.Publish(new QueueSought(Self));
        Context.System.EventStream.Publish(new PoolStarted(Self));
    }

    private void Attach(QueueOnline online)
    {
        if (online.Epoch == _epoch)
        {
            return;
        }

        _queue = online.Queue;
        _epoch = online.Epoch;
        _credit.Restart();
        _queue.Tell(new WorkerAttached(_workerId, Self, [.. _roster.Running, .. _waiting.Select(KeyOf), .. _unrecorded.Keys], _roster.Target)
        {
            Terms = _settings.Terms,
            Kinds = _kinds,
        });
        foreach (var outcome in _unrecorded.Values)
        {
            _queue.Tell(outcome);
        }

        GrantCredit();
    }

    private void Accept(RunAttempts message)
    {
        if (message.Epoch != _epoch)
        {
            return;
        }

        _credit.Received(message.Assignments.Count);
        foreach (var assignment in message.Assignments)
        {
            var key = KeyOf(assignment);
            if (_roster.IsRunning(key) || _unrecorded.ContainsKey(key) || _waiting.Any(waiting => KeyOf(waiting) == key))
            {
                continue;
            }

            if (_drainedTo is null && _gate.TryPass())
            {
                _waiting.Enqueue(assignment);
            }
            else
            {
                // On its way when the drain or the stop began; started now, it would be missed by the cancel that ends the drain.
                Keep(new AttemptReturned(key));
            }
        }

        StartWaiting();
        GrantCredit();
    }

    private void StartWaiting()
    {
        while (_waiting.Count > 0 && _roster.TakeIdle() is { } analyzer)
        {
            var assignment = _waiting.Dequeue();
            _roster.Begin(KeyOf(assignment), analyzer);
            _router.Tell(new RunAttempt(analyzer, assignment));
            if (_roster.IdleCount == 0)
            {
                // All are busy: the monitor may have more made.
                TellLoad();
            }
        }
    }

    private void OnReady(IActorRef analyzer)
    {
        if (_roster.Join(analyzer))
        {
            Context.Watch(analyzer);
        }

        _roster.Free(analyzer);
        StartWaiting();
        RetireSurplus();
        GrantCredit();
        TellLoad();
        AnswerDrain();
    }

    private void Keep(IAttemptOutcome outcome)
    {
        _unrecorded[outcome.Key] = outcome;
        _queue?.Tell(outcome);
        if (++_endedInBatch >= _settings.BatchSize)
        {
            _endedInBatch = 0;
            _monitor?.Tell(new BatchEnded());
        }
    }

    private void Forget(AttemptKey key)
    {
        _unrecorded.Remove(key);
        AnswerDrain();
    }

    private void Cancel(AttemptKey key)
    {
        if (_roster.AnalyzerOf(key) is { } analyzer)
        {
            analyzer.Tell(new StopAttempt(key, StopReason.Cancelled));
        }
        else if (TakeWaiting(key))
        {
            Keep(new AttemptFailed(key, new TaskError(ErrorCodes.Cancelled, "The task was cancelled."), FailureClass.Cancelled));
        }
    }

    private void Pause(AttemptKey key)
    {
        if (_roster.AnalyzerOf(key) is { } analyzer)
        {
            analyzer.Tell(new YieldAttempt(key));
        }
        else if (TakeWaiting(key))
        {
            Keep(new AttemptReturned(key));
        }
    }

    private bool TakeWaiting(AttemptKey key)
    {
        var before = _waiting.Count;
        for (var i = 0; i < before; i++)
        {
            var assignment = _waiting.Dequeue();
            if (KeyOf(assignment) != key)
            {
                _waiting.Enqueue(assignment);
            }
        }

        return _waiting.Count < before;
    }

    private void Resize(int analyzers)
    {
        var missing = _roster.SetTarget(analyzers);
        if (missing > 0)
        {
            _router.Tell(new AdjustPoolSize(missing));
        }

        RetireSurplus();
        GrantCredit();
        TellLoad();
    }

    // Busy analyzers stay until their attempt has ended. RemoveRoutee takes the named one, where AdjustPoolSize would drop from the tail, busy or not.
    private void RetireSurplus()
    {
        while (_roster.RetireIdle() is { } analyzer)
        {
            _router.Tell(new RemoveRoutee(Routee.FromActorRef(analyzer)));
        }
    }

    private void Admit(bool isOpen)
    {
        _isAdmitting = isOpen;
        GrantCredit();
    }

    private void GrantCredit()
    {
        var free = _isAdmitting && _drainedTo is null ? _gate.Limit(_roster.IdleCount - _waiting.Count) : 0;
        if (_queue is not null && _credit.Offer(Math.Max(0, free)) is { } limit)
        {
            _queue.Tell(new WorkerCredit(_workerId, limit));
        }
    }

    private void Drain()
    {
        _drainedTo = Sender;
        GrantCredit();
        TellAlive();
        while (_waiting.TryDequeue(out var assignment))
        {
            Keep(new AttemptReturned(KeyOf(assignment)));
        }

        AnswerDrain();
    }

    private void Resume()
    {
        _drainedTo = null;
        GrantCredit();
        TellAlive();
        Sender.Tell(new PoolResumed(_roster.BusyCount + _waiting.Count, _queue is not null && _roster.Count >= _roster.Target));
    }

    private void StopRunning()
    {
        foreach (var key in _roster.Running)
        {
            _roster.AnalyzerOf(key)!.Tell(new StopAttempt(key, StopReason.Drained));
        }
    }

    private void AnswerDrain()
    {
        if (_drainedTo is not null && _roster.BusyCount == 0 && _unrecorded.Count == 0)
        {
            _drainedTo.Tell(PoolDrained.Instance);
        }
    }

    private void Beat()
    {
        TellAlive();
        TellLoad();
        foreach (var outcome in _unrecorded.Values)
        {
            _queue?.Tell(outcome);
        }
    }

    private void TellAlive() => _queue?.Tell(new PoolBeat(_workerId, _roster.Target, _drainedTo is not null));

    private void AttachMonitor(MonitorAttached message)
    {
        _monitor = message.Monitor;
        TellLoad();
    }

    private void TellLoad() => _monitor?.Tell(new PoolLoad(_roster.Target, _roster.Count, _roster.BusyCount));

    private void OnBroken(AnalyzerBroke message)
    {
        _log.Error(message.Cause, "Analyzer {0} broke and is restarted", message.Analyzer.Path.Name);
        FailAttemptOf(message.Analyzer, message.Cause.Message);
    }

    private void OnTerminated(Terminated message)
    {
        if (message.ActorRef.Equals(_router))
        {
            throw new InvalidOperationException("The router of the analyzers has ended; the pool starts again with a new one.");
        }

        FailAttemptOf(message.ActorRef, "the analyzer ended");
        var missing = _roster.Leave(message.ActorRef);
        if (missing > 0)
        {
            _router.Tell(new AdjustPoolSize(missing));
        }

        TellLoad();
    }

    private void FailAttemptOf(IActorRef analyzer, string reason)
    {
        if (_roster.AttemptOf(analyzer) is { } key)
        {
            Keep(new AttemptFailed(key, new TaskError(ErrorCodes.Failed, reason), FailureClass.Retryable));
        }
    }

    private static AttemptKey KeyOf(Assignment assignment) => new(assignment.Id, assignment.Attempt);

    private sealed record HeartbeatDue
    {
        public static HeartbeatDue Instance { get; } = new();
    }
}
