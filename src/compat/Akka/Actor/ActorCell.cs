using System.Runtime.CompilerServices;
using Akka.Actor.Internal;
using Akka.Actor.Scheduler;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// The running part of one actor, across its incarnations: behaviour, current message, and the ways in. What belongs
/// to supervision stands in <see cref="FaultHandling"/>, to death watch in <see cref="DeathWatch"/>, to children in
/// <see cref="Children"/>.
/// </summary>
public class ActorCell : IUntypedActorContext, ICell
{
    public const int UndefinedUid = 0;

    private readonly IInternalActorRef _self;
    private readonly ActorSystemImpl _systemImpl;
    private readonly MessageDispatcher _dispatcher;
    private readonly FaultHandling _faults;
    private Props _props;
    private Mailbox _mailbox = null!;
    private ActorBase? _actor;
    private Receive? _behavior;
    private Stack<Receive>? _behaviorsBelow;
    private Envelope _current;
    private ChildrenOfCell? _children;
    private DeathWatch? _deathWatch;
    private ReceiveTimeoutTimer? _receiveTimeout;
    private TimerScheduler? _timers;
    private ActorTaskScheduler? _taskScheduler;
    private int _currentEnvelopeId;
    private int _pendingTasks;
    private long _lastAnonymousName = -1;

    public ActorCell(
        ActorSystemImpl system,
        IInternalActorRef self,
        Props props,
        MessageDispatcher dispatcher,
        IInternalActorRef parent)
    {
        _systemImpl = system;
        _self = self;
        _props = props;
        _dispatcher = dispatcher;
        Parent = parent;
        _faults = new FaultHandling(this);
    }

    public ActorSystem System => _systemImpl;

    public ActorSystemImpl SystemImpl => _systemImpl;

    public IActorRef Self => _self;

    public IInternalActorRef Parent { get; }

    IActorRef IActorContext.Parent => Parent;

    public Props Props => _props;

    public MessageDispatcher Dispatcher => _dispatcher;

    public Mailbox Mailbox => Volatile.Read(ref _mailbox);

    public object CurrentMessage => _current.Message;

    /// <summary>Changes with every message, so that a stash can tell whether it has seen this one.</summary>
    public int CurrentEnvelopeId => _currentEnvelopeId;

    public IActorRef Sender => _current.Sender is { } sender && !ReferenceEquals(sender, ActorRefs.Nobody)
        ? sender
        : _systemImpl.DeadLetters;

    public bool IsLocal => true;

    public bool IsTerminated => Mailbox.IsClosed;

    public bool HasMessages => Mailbox.HasMessages;

    public int NumberOfMessages => Mailbox.NumberOfMessages;

    public TimeSpan? ReceiveTimeout => _receiveTimeout?.Timeout;

    public ActorTaskScheduler TaskScheduler => _taskScheduler ??= new ActorTaskScheduler(this);

    internal ActorBase? Actor => _actor;

    internal bool HasBeenTerminated => _props is TerminatedProps;

    internal IInternalActorRef SelfInternal => _self;

    internal ChildrenOfCell? ChildrenOrNull => Volatile.Read(ref _children);

    internal DeathWatch DeathWatch => _deathWatch ??= new DeathWatch(this);

    internal DeathWatch? DeathWatchOrNull => _deathWatch;

    protected bool IsNormal => ChildrenOrNull?.IsNormal ?? true;

    protected internal bool IsTerminating => ChildrenOrNull?.IsTerminating ?? false;

    public static IActorRef GetCurrentSelfOrNoSender() =>
        InternalCurrentActorCellKeeper.Current?.Self ?? ActorRefs.NoSender;

    public static IActorRef GetCurrentSenderOrNoSender() =>
        InternalCurrentActorCellKeeper.Current?.Sender ?? ActorRefs.NoSender;

    /// <summary>Makes the mailbox and puts the message that creates the actor into it.</summary>
    public void Init(bool sendSupervise, MailboxType mailboxType)
    {
        var mailbox = _dispatcher.CreateMailbox(this, mailboxType);
        mailbox.SetActor(this);
        Volatile.Write(ref _mailbox, mailbox);
        mailbox.SystemEnqueue(_self, new Create(null));
        if (sendSupervise)
        {
            Parent.SendSystemMessage(new Supervise(_self, async: false));
        }
    }

    public virtual void Start()
    {
        PreStart();
        _dispatcher.Attach(this);
    }

    public void Suspend() => SendSystemMessage(new Suspend());

    public void Resume(Exception causedByFailure) => SendSystemMessage(new Resume(causedByFailure));

    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public void Stop() => SendSystemMessage(new Terminate());

    public virtual void SendMessage(Envelope message)
    {
        if (message.Message is null)
        {
            InvalidMessage.ThrowIfNull(message.Message);
        }

        _dispatcher.Dispatch(this, message);
    }

    public virtual void SendMessage(IActorRef sender, object message) => SendMessage(new Envelope(message, sender));

    public virtual void SendSystemMessage(ISystemMessage systemMessage) =>
        _dispatcher.SystemDispatch(this, (SystemMessage)systemMessage);

    /// <summary>Processes one message. Called by the mailbox; never throws what the actor throws.</summary>
    public void Invoke(Envelope envelope)
    {
        var message = envelope.Message;
        if (message is IWrappedMessage)
        {
            message = Unwrap(message);
            if (message is null)
            {
                return;
            }
        }

        _current = ReferenceEquals(message, envelope.Message) ? envelope : new Envelope(message, envelope.Sender);
        _currentEnvelopeId++;
        _receiveTimeout?.BeforeMessage(message);
        try
        {
            if (message is IAutoReceivedMessage)
            {
                AutoReceiveMessage(_current);
            }
            else
            {
                ReceiveMessage(message);
            }

            if (_pendingTasks == 0)
            {
                _current = default;
            }
        }
        catch (Exception e)
        {
            _faults.HandleInvokeFailure(e, null);
        }

        if (_pendingTasks == 0)
        {
            _receiveTimeout?.AfterMessage(message);
        }
    }

    public void ReceiveMessageForTest(Envelope envelope)
    {
        var message = envelope.Message;
        _current = envelope;
        _currentEnvelopeId++;
        if (message is IAutoReceivedMessage)
        {
            AutoReceiveMessage(envelope);
        }
        else
        {
            ReceiveMessage(message);
        }
    }

    public void UseThreadContext(Action action)
    {
        var previous = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        try
        {
            action();
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = previous;
        }
    }

    public void Become(Receive receive)
    {
        // The actor's own Receive stays at the bottom; becoming replaces what is above it.
        if (_behaviorsBelow is null or { Count: 0 })
        {
            BecomeStacked(receive);
        }
        else
        {
            _behavior = receive;
        }
    }

    public void BecomeStacked(Receive receive)
    {
        (_behaviorsBelow ??= new Stack<Receive>(1)).Push(_behavior!);
        _behavior = receive;
    }

    public void UnbecomeStacked()
    {
        if (_behaviorsBelow is { Count: > 0 })
        {
            _behavior = _behaviorsBelow.Pop();
        }
    }

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(AsReceive(receive));

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(AsReceive(receive));

    public virtual IActorRef ActorOf(Props props, string? name = null) =>
        CellChildren.Make(this, props, name, isAsync: false, isSystemService: false);

    public virtual IActorRef AttachChild(Props props, bool isSystemService, string? name = null) =>
        CellChildren.Make(this, props, name, isAsync: true, isSystemService);

    public ActorSelection ActorSelection(string path) =>
        ActorRefFactoryShared.ActorSelection(path, _systemImpl, _self);

    public ActorSelection ActorSelection(ActorPath path) => ActorRefFactoryShared.ActorSelection(path, _systemImpl);

    public IEnumerable<IInternalActorRef> GetChildren() => ChildrenOrNull?.Refs() ?? [];

    IEnumerable<IActorRef> IActorContext.GetChildren() => GetChildren();

    IActorRef IActorContext.Child(string name) => GetChildByName(name);

    public IInternalActorRef GetChildByName(string name) =>
        ChildrenOrNull is { } children && children.TryGetByName(name, out var stats) && stats is ChildRestartStats child
            ? child.Child
            : ActorRefs.Nobody;

    /// <summary>The child of that name, which may carry its uid after a hash sign.</summary>
    public IInternalActorRef GetSingleChild(string name) => CellChildren.Find(this, name);

    public void Stop(IActorRef child)
    {
        if (ChildrenOrNull is { } children && children.TryGetByRef(child, out var stats))
        {
            // A repointable child that is not started yet dies unseen: nobody would ever report its end.
            if (stats.Child is not IRepointableRef { IsStarted: false })
            {
                children.ShallDie(child);
            }
        }

        ((IInternalActorRef)child).Stop();
    }

    public IActorRef Watch(IActorRef subject) => DeathWatch.Watch((IInternalActorRef)subject, null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return DeathWatch.Watch((IInternalActorRef)subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        _deathWatch?.Unwatch((IInternalActorRef)subject);
        return subject;
    }

    public void TerminatedQueuedFor(IActorRef subject, Option<object> customTerminatedMessage) =>
        DeathWatch.TerminatedQueuedFor(subject, customTerminatedMessage.GetOrElse(null!));

    public void SetReceiveTimeout(TimeSpan? timeout = null)
    {
        if (timeout is null)
        {
            _receiveTimeout?.Cancel();
            _receiveTimeout = null;
        }
        else
        {
            (_receiveTimeout ??= new ReceiveTimeoutTimer(this)).Set(timeout.Value);
        }
    }

    public void CheckReceiveTimeout(bool reschedule = true) => _receiveTimeout?.Check(reschedule);

    protected virtual void PreStart()
    {
    }

    protected virtual void AutoReceiveMessage(Envelope envelope)
    {
        if (_systemImpl.Settings.DebugAutoReceive)
        {
            _systemImpl.EventStream.Publish(new Debug(_self.Path.ToString(), _actor!.GetType(), "received AutoReceiveMessage " + envelope.Message));
        }

        switch (envelope.Message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case PoisonPill:
                _self.Stop();
                break;
            case ActorSelectionMessage selection:
                global::Akka.Actor.ActorSelection.DeliverSelection(_self, envelope.Sender, selection);
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, _self), _self);
                break;
            default:
                ReceiveMessage(envelope.Message);
                break;
        }
    }

    protected virtual void ReceiveMessage(object message) => _actor!.InvokeAroundReceive(_behavior!, message);

    protected void ReceivedTerminated(Terminated terminated)
    {
        if (DeathWatch.TakeQueued(terminated.ActorRef, out var custom))
        {
            ReceiveMessage(custom ?? terminated);
        }
    }

    protected virtual ActorBase CreateNewActorInstance() => _props.NewActor();

    /// <summary>Waits for more than its own asynchronous handlers.</summary>
    internal bool IsSuspendedBySupervision => Mailbox.SuspendCount > _pendingTasks;

    /// <summary>Called by the actor's constructor, before that of the subclass, which may become something already.</summary>
    internal void SetInitialBehavior(Receive receive) => _behavior = receive;

    internal void SystemInvoke(SystemMessage message) => _faults.SystemInvoke(message);

    internal Mailbox SwapMailbox(Mailbox mailbox) => Interlocked.Exchange(ref _mailbox, mailbox);

    internal long NextAnonymousNumber() => Interlocked.Increment(ref _lastAnonymousName);

    internal ChildrenOfCell Children()
    {
        var children = ChildrenOrNull;
        if (children is null)
        {
            children = new ChildrenOfCell();
            children = Interlocked.CompareExchange(ref _children, children, null) ?? children;
        }

        return children;
    }

    internal void SetChildrenTerminated()
    {
        var children = Interlocked.CompareExchange(ref _children, CellChildren.Ended, null);
        children?.SetTerminated();
    }

    /// <summary>A new incarnation, with behaviour, stash and timers, before any hook ran.</summary>
    internal ActorBase NewActor()
    {
        PrepareForNewActor();
        var instance = CreateNewActorInstance()
            ?? throw new ActorInitializationException(_self, "The producer of the actor returned null.");
        SetActorFields(instance);
        _actor = instance;
        (instance as IInitializableActor)?.Init();
        return instance;
    }

    internal void ForgetCurrentMessage() => _current = default;

    internal void SetCurrentMessage(object? message) => _current = new Envelope(message!, _current.Sender);

    /// <summary>The mailbox waits for the asynchronous handler of the current message.</summary>
    internal void BeginTask()
    {
        _pendingTasks++;
        _dispatcher.Suspend(this);
    }

    internal void EndTask(ActorTaskCompleted completed)
    {
        _pendingTasks--;
        _dispatcher.Resume(this);
        if (completed.Cause is not null)
        {
            _faults.HandleInvokeFailure(completed.Cause, null);
            return;
        }

        if (_pendingTasks == 0)
        {
            _current = default;
            CheckReceiveTimeout();
        }
    }

    protected void PrepareForNewActor()
    {
        _behavior = null;
        _behaviorsBelow = null;
    }

    protected void SetActorFields(ActorBase actor)
    {
        actor.Unclear();

        // Null when the producer handed out an instance that it had made before.
        _behavior ??= actor.ReceiveBehavior;
        if (actor is IActorStash withStash)
        {
            withStash.Stash ??= this.CreateStash(withStash);
        }

        if (actor is IWithTimers withTimers)
        {
            _timers ??= new TimerScheduler(this);
            withTimers.Timers = _timers;
        }
    }

    protected internal void ClearActor(ActorBase? actor)
    {
        if (actor is not null)
        {
            if (actor is IActorStash { Stash: { } stash })
            {
                stash.UnstashAll();
            }

            _timers?.CancelAll();
            _timers = null;
            _props.Release(actor);
            (actor as IDisposable)?.Dispose();
            actor.Clear(_self);
        }

        _actor = null;
    }

    protected internal void ClearActorCell()
    {
        _props = CellChildren.TerminatedProps;
        _behavior = null;
        _behaviorsBelow = null;
        _current = default;
        _deathWatch = null;
        _receiveTimeout = null;
    }

    private static Receive AsReceive(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    /// <summary>Takes off the scheduler's and the timers' wrappers. Null when a timer was cancelled after it fired.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private object? Unwrap(object message)
    {
        if (message is IScheduledTellMsg scheduled)
        {
            message = scheduled.Message;
        }

        return message is TimerScheduler.TimerMessage timer ? _timers?.Intercept(timer) : message;
    }
}
