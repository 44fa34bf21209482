using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Routing;

internal sealed class RoutedActorRef(
    ActorSystemImpl system,
    RouterProps props,
    MessageDispatcher dispatcher,
    MailboxType mailboxType,
    IInternalActorRef supervisor,
    ActorPath path)
    : LocalActorRef(system, props, dispatcher, mailboxType, supervisor, path)
{
    protected override ActorCell NewActorCell(
        ActorSystemImpl system,
        IInternalActorRef self,
        Props props,
        MessageDispatcher dispatcher,
        IInternalActorRef supervisor) => new RoutedActorCell(system, self, (RouterProps)props, dispatcher, supervisor);
}

/// <summary>
/// The cell of a router. Messages for routees never enter its mailbox: each sender's thread picks the routee and hands
/// over. The router's actor only changes who the routees are.
/// </summary>
internal sealed class RoutedActorCell : ActorCell
{
    /// <summary>Senders may still hold the old router; what they send must reach the routee before the pill does.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    // Guards the list of routees: the thread that creates the router fills it, and a routee that fails at once makes
    // the router's own thread look at it meanwhile.
    private readonly Lock _lock = new();
    private readonly Resizer? _resizer;
    private bool _isWatching;
    private long _messageCount;
    private int _isResizing;
    private volatile Router _router;

    public RoutedActorCell(
        ActorSystemImpl system,
        IInternalActorRef self,
        RouterProps props,
        MessageDispatcher dispatcher,
        IInternalActorRef supervisor)
        : base(system, self, props, dispatcher, supervisor)
    {
        RouterConfig = props.RouterConfig;
        RouteeProps = props.RouteeProps;
        _resizer = (RouterConfig as Pool)?.Resizer;
        _router = RouterConfig.CreateRouter(system);
    }

    public RouterConfig RouterConfig { get; }

    public Props RouteeProps { get; }

    public Router Router => _router;

    public override void Start()
    {
        lock (_lock)
        {
            AddRoutees(RouterConfig.InitialRoutees(this));
            if (_resizer is not null && _resizer.IsTimeForResize(Interlocked.Increment(ref _messageCount) - 1))
            {
                Resize();
            }
        }

        base.Start();
    }

    /// <summary>Death watch belongs to the router's own thread, so it begins when its actor starts.</summary>
    public void WatchRoutees()
    {
        lock (_lock)
        {
            _isWatching = true;
            Watch(_router.Routees);
        }
    }

    public override void SendMessage(Envelope message)
    {
        if (RouterConfig.IsManagementMessage(message.Message))
        {
            base.SendMessage(message);
            return;
        }

        if (_resizer is not null
            && _resizer.IsTimeForResize(Interlocked.Increment(ref _messageCount) - 1)
            && Interlocked.Exchange(ref _isResizing, 1) == 0)
        {
            base.SendMessage(new Envelope(new Resize(), Self));
        }

        _router.Route(message.Message, message.Sender);
    }

    public void AddRoutees(IEnumerable<Routee> routees)
    {
        lock (_lock)
        {
            var added = routees.ToArray();
            if (_isWatching)
            {
                Watch(added);
            }

            _router = _router.WithRoutees([.. _router.Routees, .. added]);
        }
    }

    public void RemoveRoutees(IReadOnlyCollection<Routee> routees, bool stopChildren)
    {
        lock (_lock)
        {
            _router = _router.WithRoutees([.. _router.Routees.Where(one => !routees.Contains(one))]);
        }

        foreach (var routee in routees.OfType<ActorRefRoutee>())
        {
            Unwatch(routee.Actor);
            if (stopChildren && IsChild(routee.Actor))
            {
                System.Scheduler.ScheduleTellOnce(Grace, routee.Actor, PoisonPill.Instance, Self);
            }
        }
    }

    /// <summary>Positive adds routees, negative takes them from the tail.</summary>
    public void AdjustPoolSize(int change)
    {
        if (change > 0)
        {
            AddRoutees(((Pool)RouterConfig).NewRoutees(this, change));
        }
        else if (change < 0)
        {
            RemoveRoutees([.. _router.Routees.Reverse().Take(-change)], stopChildren: true);
        }
    }

    public void Resize()
    {
        try
        {
            AdjustPoolSize(_resizer!.Resize(_router.Routees));
        }
        finally
        {
            Volatile.Write(ref _isResizing, 0);
        }
    }

    private void Watch(IEnumerable<Routee> routees)
    {
        foreach (var routee in routees.OfType<ActorRefRoutee>())
        {
            Watch(routee.Actor);
        }
    }

    private bool IsChild(IActorRef actor) => actor.Path.Parent == Self.Path && GetSingleChild(actor.Path.Name).Equals(actor);
}
