using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence.Internal;

namespace Akka.Persistence;

/// <summary>
/// An actor whose state is the sum of its stored events. It recovers before its first command, and a handler given to
/// Persist runs after its event is on disk. When a write fails it stops, because what is on disk is then unknown.
/// </summary>
public abstract class Eventsourced : ActorBase, IPersistentIdentity, IPersistenceStash, IPersistenceRecovery
{
    /// <summary>Answers of the journal to this incarnation must not come back to the next one.</summary>
    public static readonly Func<Envelope, bool> UnstashFilterPredicate =
        envelope => envelope.Message is not (WriteMessageSuccess or ReplayedMessage);

    private static int _lastInstanceId;

    private readonly string _writerGuid = NewWriterGuid();
    private readonly InternalStash _internalStash;
    private readonly Receive _recoveryBehavior;
    private Phase _phase;
    private long _sequenceNr;
    private IActorRef? _journal;
    private IActorRef? _snapshotStore;
    private ILoggingAdapter? _log;

    protected Eventsourced()
    {
        InstanceId = Interlocked.Increment(ref _lastInstanceId);
        Writes = new PendingWrites(InstanceId);
        Extension = Persistence.Instance.Apply(Context.System);
        OwnRef = Self;
        OwnContext = Context;
        JournalPluginId = string.Empty;
        SnapshotPluginId = string.Empty;
        _recoveryBehavior = ReceiveRecover;
        _internalStash = new InternalStash(Context, GetType());
        _phase = new AwaitingPermit(this, Recovery.Default);
    }

    public abstract string PersistenceId { get; }

    public PersistenceExtension Extension { get; }

    public virtual Recovery Recovery => Recovery.Default;

    public virtual IStashOverflowStrategy InternalStashOverflowStrategy => Extension.DefaultInternalStashOverflowStrategy;

    /// <summary>HOCON path of the journal; empty for the default. Set it in the constructor.</summary>
    public string JournalPluginId { get; protected set; }

    /// <summary>HOCON path of the snapshot store; empty for the default. Set it in the constructor.</summary>
    public string SnapshotPluginId { get; protected set; }

    public IActorRef Journal => _journal ??= Extension.JournalFor(JournalPluginId);

    public IActorRef SnapshotStore => _snapshotStore ??= Extension.SnapshotStoreFor(SnapshotPluginId);

    public string SnapshotterId => PersistenceId;

    /// <summary>True until <see cref="RecoveryCompleted"/> is delivered.</summary>
    public bool IsRecovering => _phase.IsRecovering;

    public bool IsRecoveryFinished => !IsRecovering;

    /// <summary>Sequence number of the event last stored or replayed.</summary>
    public long LastSequenceNr { get; internal set; }

    public long SnapshotSequenceNr => LastSequenceNr;

    public IStash Stash { get; set; } = null!;

    internal PendingWrites Writes { get; }

    internal int InstanceId { get; }

    internal IActorRef OwnRef { get; }

    internal TimeSpan RecoveryEventTimeout => Extension.RecoveryEventTimeout(JournalPluginId);

    protected virtual ILoggingAdapter Log => _log ??= Context.GetLogger();

    private IActorContext OwnContext { get; }

    public void LoadSnapshot(string persistenceId, SnapshotSelectionCriteria criteria, long toSequenceNr) =>
        SnapshotStore.Tell(new LoadSnapshot(persistenceId, criteria, toSequenceNr), OwnRef);

    /// <summary>Stores a snapshot under <see cref="SnapshotSequenceNr"/>; the outcome comes as a message.</summary>
    public void SaveSnapshot(object snapshot) =>
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata(SnapshotterId, SnapshotSequenceNr), snapshot), OwnRef);

    public void DeleteSnapshot(long sequenceNr) =>
        SnapshotStore.Tell(new DeleteSnapshot(new SnapshotMetadata(SnapshotterId, sequenceNr)), OwnRef);

    public void DeleteSnapshots(SnapshotSelectionCriteria criteria) =>
        SnapshotStore.Tell(new DeleteSnapshots(SnapshotterId, criteria), OwnRef);

    /// <summary>Stores the event; no command runs until the handler has.</summary>
    public void Persist<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        RefuseWhileRecovering("persist");
        Writes.Expect(new StashingHandlerInvocation(@event!, o => handler((TEvent)o)));
        Writes.Add(new AtomicWrite(Represent(@event!)));
    }

    /// <summary>Stores the events all or none; no command runs until the handler has run for each of them.</summary>
    public void PersistAll<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        RefuseWhileRecovering("persist");
        AddAll(events, e => new StashingHandlerInvocation(e!, o => handler((TEvent)o)));
    }

    /// <summary>Stores the event; commands go on running meanwhile.</summary>
    public void PersistAsync<TEvent>(TEvent @event, Action<TEvent> handler)
    {
        RefuseWhileRecovering("persist");
        Writes.Expect(new AsyncHandlerInvocation(@event!, o => handler((TEvent)o)));
        Writes.Add(new AtomicWrite(Represent(@event!)));
    }

    /// <summary>Stores the events all or none; commands go on running meanwhile.</summary>
    public void PersistAllAsync<TEvent>(IEnumerable<TEvent> events, Action<TEvent> handler)
    {
        RefuseWhileRecovering("persist");
        AddAll(events, e => new AsyncHandlerInvocation(e!, o => handler((TEvent)o)));
    }

    /// <summary>Runs the handler after those of all persists before it, at once if none waits. Stores nothing.</summary>
    public void DeferAsync<TEvent>(TEvent evt, Action<TEvent> handler)
    {
        RefuseWhileRecovering("defer");
        if (Writes.NoneWaits)
        {
            handler(evt);
            return;
        }

        Writes.Expect(new AsyncHandlerInvocation(evt!, o => handler((TEvent)o)));
        Writes.Add(new NonPersistentMessage(evt!, Sender));
    }

    /// <summary>Deletes the events up to the number; <see cref="DeleteMessagesSuccess"/> or its failure comes as a message.</summary>
    public void DeleteMessages(long toSequenceNr) =>
        Journal.Tell(new DeleteMessagesTo(PersistenceId, toSequenceNr, OwnRef), OwnRef);

    public override void AroundPreStart()
    {
        if (PersistenceId is null)
        {
            throw new InvalidOperationException($"PersistenceId of [{OwnRef.Path}] is null; it must name the actor's events.");
        }

        // A missing plug-in must fail the start and not the first write.
        _ = Journal;
        _ = SnapshotStore;
        RequestRecoveryPermit();
        base.AroundPreStart();
    }

    public override void AroundPreRestart(Exception cause, object? message)
    {
        try
        {
            UnstashEverything();
        }
        finally
        {
            FlushNextWrite();
            var payload = message switch
            {
                WriteMessageSuccess success => success.Persistent.Payload,
                LoopMessageSuccess loop => loop.Message,
                ReplayedMessage replayed => replayed.Persistent.Payload,
                IJournalResponse or ISnapshotResponse => null,
                _ => message,
            };
            base.AroundPreRestart(cause, payload!);
        }
    }

    public override void AroundPostRestart(Exception cause, object? message)
    {
        RequestRecoveryPermit();
        base.AroundPostRestart(cause, message!);
    }

    public override void AroundPostStop()
    {
        try
        {
            UnstashEverything();
        }
        finally
        {
            base.AroundPostStop();
        }
    }

    /// <summary>Before the first message, after the constructors of derived classes.</summary>
    internal virtual void ConstructionEnded()
    {
    }

    internal void Enter(Phase phase) => _phase = phase;

    internal void BeginProcessing()
    {
        FlushCommand();
        if (Writes.HoldCommands)
        {
            Enter(new PersistingEvents(this));
        }
        else
        {
            Enter(new ProcessingCommands(this));
            _internalStash.Unstash(all: true);
        }
    }

    internal void FinishReplay(long highestSequenceNr)
    {
        OnReplaySuccess();
        _sequenceNr = Math.Max(highestSequenceNr, LastSequenceNr);
        LastSequenceNr = _sequenceNr;
    }

    internal void AbandonRecovery(Exception cause, object? @event)
    {
        try
        {
            OnRecoveryFailure(cause, @event);
        }
        finally
        {
            OwnContext.Stop(OwnRef);
            ReturnRecoveryPermit();
        }
    }

    internal void ReturnRecoveryPermit() => Extension.RecoveryPermitter.Tell(ReturnRecoveryPermitMessage.Instance, OwnRef);

    internal ICancelable ScheduleTick(RecoveryTick tick, TimeSpan timeout, bool repeat) => repeat
        ? OwnContext.System.Scheduler.ScheduleTellRepeatedlyCancelable(timeout, timeout, OwnRef, tick, OwnRef)
        : OwnContext.System.Scheduler.ScheduleTellOnceCancelable(timeout, OwnRef, tick, OwnRef);

    internal bool Deliver(Receive receive, object message) => base.AroundReceive(receive, message);

    internal bool DeliverRecovery(object message) => base.AroundReceive(_recoveryBehavior, message);

    internal void FlushCommand() => Writes.FlushCommand(Journal, OwnRef);

    internal void FlushNextWrite() => Writes.FlushNextWrite(Journal, OwnRef);

    internal void NoteSequenceNr(IPersistentRepresentation persistent)
    {
        if (persistent.SequenceNr > LastSequenceNr)
        {
            LastSequenceNr = persistent.SequenceNr;
        }
    }

    internal void Rejected(WriteMessageRejected rejected) =>
        OnPersistRejected(rejected.Cause, rejected.Persistent.Payload, rejected.Persistent.SequenceNr);

    internal void Failed(WriteMessageFailure failure)
    {
        try
        {
            OnPersistFailure(failure.Cause, failure.Persistent.Payload, failure.Persistent.SequenceNr);
        }
        finally
        {
            OwnContext.Stop(OwnRef);
        }
    }

    internal void StashInternally(object message) =>
        _internalStash.Stash(message, Sender, InternalStashOverflowStrategy);

    internal void UnstashInternally(bool all) => _internalStash.Unstash(all);

    protected abstract bool ReceiveRecover(object message);

    protected abstract bool ReceiveCommand(object message);

    protected override bool AroundReceive(Receive receive, object message)
    {
        _phase.Receive(receive, message);
        return true;
    }

    /// <summary>Runs asynchronous code as part of the command: the next one waits until it has ended.</summary>
    protected void RunTask(Func<Task> action)
    {
        var processing = _phase as ProcessingCommands;
        processing?.TaskStarted();
        Dispatch.ActorTaskScheduler.RunTask(async () =>
        {
            var failed = true;
            try
            {
                await action();
                failed = false;
            }
            finally
            {
                processing?.TaskEnded(failed);
            }
        });
    }

    /// <summary>The write failed and the actor is about to stop. The default logs.</summary>
    protected virtual void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Log.Error(
            cause, "Failed to persist event type [{0}] with sequence number [{1}] for persistence id [{2}]; the actor stops.",
            @event?.GetType(), sequenceNr, PersistenceId);

    /// <summary>The journal refused the event before writing, and its handler will not run. The default logs; the actor goes on.</summary>
    protected virtual void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Log.Error(
            cause, "Rejected to persist event type [{0}] with sequence number [{1}] for persistence id [{2}] due to [{3}].",
            @event?.GetType(), sequenceNr, PersistenceId, cause.Message);

    /// <summary>The recovery failed and the actor is about to stop. The default logs.</summary>
    protected virtual void OnRecoveryFailure(Exception reason, object? message = null)
    {
        var at = message is null ? "after" : "at";
        var what = message is null ? string.Empty : $" with event type [{message.GetType()}]";
        Log.Error(
            reason, "Recovery of persistence id [{0}] failed {1} sequence number [{2}]{3}; the actor stops.",
            PersistenceId, at, LastSequenceNr, what);
    }

    /// <summary>All events are replayed; <see cref="RecoveryCompleted"/> comes next.</summary>
    protected virtual void OnReplaySuccess()
    {
    }

    protected override void Unhandled(object message)
    {
        if (message is RecoveryCompleted)
        {
            return;
        }

        UnhandledFailure.Warn(Log, PersistenceId, message);
        base.Unhandled(message);
    }

    private static string NewWriterGuid() =>
#pragma warning disable RS0030 // the id of this incarnation is what the replay filter tells writers by
        Guid.NewGuid().ToString();
#pragma warning restore RS0030

    private void RequestRecoveryPermit()
    {
        ConstructionEnded();
        _phase = new AwaitingPermit(this, Recovery);
        Extension.RecoveryPermitter.Tell(RequestRecoveryPermitMessage.Instance, OwnRef);
    }

    private void UnstashEverything()
    {
        _internalStash.Unstash(all: true);
        Stash.UnstashAll(UnstashFilterPredicate);
    }

    private void RefuseWhileRecovering(string what)
    {
        if (IsRecovering)
        {
            throw new InvalidOperationException(
                $"Cannot {what} during replay. Events can be persisted when receiving RecoveryCompleted or later.");
        }
    }

    private void AddAll<TEvent>(IEnumerable<TEvent> events, Func<TEvent, IPendingHandlerInvocation> invocation)
    {
        if (events is null)
        {
            return;
        }

        var representations = ImmutableArray.CreateBuilder<IPersistentRepresentation>();
        foreach (var e in events)
        {
            Writes.Expect(invocation(e));
            representations.Add(Represent(e!));
        }

        if (representations.Count > 0)
        {
            Writes.Add(new AtomicWrite(representations.ToImmutable()));
        }
    }

    private Persistent Represent(object @event) => new(
        @event, ++_sequenceNr, PersistenceId, sender: Sender, writerGuid: _writerGuid);
}
