using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>The provider for actors of this process: guardians, children, temporary references, path lookup.</summary>
public sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly string _systemName;
    private readonly Dictionary<string, IInternalActorRef> _extraNames = new(StringComparer.Ordinal);
    private readonly ActorPath _tempNode;
    private readonly IInternalActorRef _deadLetters;
    private readonly TaskCompletionSource<Status> _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ActorSystemImpl _system = null!;
    private RootGuardianActorRef _rootGuardian = null!;
    private VirtualPathContainer _tempContainer = null!;
    private MailboxType _defaultMailbox = null!;
    private long _tempNumber;

    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream)
        : this(systemName, settings, eventStream, null, null)
    {
    }

    public LocalActorRefProvider(
        string systemName,
        Settings settings,
        EventStream eventStream,
        Deployer? deployer,
        Func<ActorPath, IInternalActorRef>? deadLettersFactory)
    {
        _systemName = systemName;
        Settings = settings;
        EventStream = eventStream;
        Deployer = deployer ?? new Deployer(settings);
        RootPath = new RootActorPath(new Address("akka", _systemName));
        Log = Logging.GetLogger(eventStream, $"LocalActorRefProvider({RootPath.Address})");
        var deadLettersPath = RootPath / "deadLetters";
        _deadLetters = deadLettersFactory?.Invoke(deadLettersPath)
            ?? new DeadLetterActorRef(this, deadLettersPath, eventStream);
        IgnoreRef = new IgnoreActorRef(this);
        _tempNode = RootPath / "temp";
    }

    public ActorPath RootPath { get; }

    public Settings Settings { get; }

    public EventStream EventStream { get; }

    public Deployer Deployer { get; }

    public ILoggingAdapter Log { get; }

    public IActorRef DeadLetters => _deadLetters;

    public IActorRef IgnoreRef { get; }

    public IInternalActorRef RootGuardian => _rootGuardian;

    public LocalActorRef Guardian { get; private set; } = null!;

    public LocalActorRef SystemGuardian { get; private set; } = null!;

    public IInternalActorRef TempContainer => _tempContainer;

    public Task TerminationTask => _terminated.Task;

    public Address DefaultAddress => RootPath.Address;

    public Serialization.Information SerializationInformation =>
        field ??= new Serialization.Information(DefaultAddress, _system);

    public void Init(ActorSystemImpl system)
    {
        _system = system;
        _defaultMailbox = system.Mailboxes.Lookup(Mailboxes.DefaultMailboxId);
        var dispatcher = system.Dispatchers.DefaultGlobalDispatcher;
        var supervisor = new RootGuardianSupervisor(
            new RootActorPath(RootPath.Address, "/bubble-walker"), this, _terminated, Log);
        var rootStrategy = new OneForOneStrategy(_ => Directive.Stop);
        var rootProps = Props.Create<GuardianActor>().WithSupervisorStrategy(rootStrategy);
        _rootGuardian = new RootGuardianActorRef(
            system, rootProps, dispatcher, _defaultMailbox, supervisor, RootPath, _deadLetters, _extraNames);
        _tempContainer = new VirtualPathContainer(this, _tempNode, _rootGuardian);
        _rootGuardian.SetTempContainer(_tempContainer);
        Guardian = CreateGuardian("user", UserGuardianProps(), dispatcher);
        SystemGuardian = CreateGuardian(
            "system",
            Props.Create<SystemGuardianActor>(Guardian).WithSupervisorStrategy(SystemStrategy()),
            dispatcher);

        // The user's actors end first, then the system's, then the root.
        SystemGuardian.SendSystemMessage(new Watch(Guardian, SystemGuardian));
        _rootGuardian.SendSystemMessage(new Watch(SystemGuardian, _rootGuardian));
        _rootGuardian.Start();
        Guardian.Start();
        SystemGuardian.Start();
    }

    /// <summary>Names directly under the root that are no children of it.</summary>
    public void RegisterExtraName(string name, IInternalActorRef actor) => _extraNames.Add(name, actor);

    public IActorRef RootGuardianAt(Address address) => address == RootPath.Address ? _rootGuardian : DeadLetters;

    public ActorPath TempPath() =>
        _tempNode / CellChildren.Base64Name(Interlocked.Increment(ref _tempNumber), "$");

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) =>
        _tempContainer.AddChild(path.Name, actorRef);

    public void UnregisterTempActor(ActorPath path) => _tempContainer.RemoveChild(path.Name);

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => new(tcs, null!, this);

    public IInternalActorRef ActorOf(
        ActorSystemImpl system,
        Props props,
        IInternalActorRef supervisor,
        ActorPath path,
        bool systemService,
        Deploy deploy,
        bool lookupDeploy,
        bool async)
    {
        var effective = lookupDeploy && Deployer.Lookup(path) is { } configured
            ? props.WithDeploy(deploy is null ? configured : deploy.WithFallback(configured))
            : deploy is null ? props : props.WithDeploy(deploy);
        if (effective.RouterConfig is NoRouter or null)
        {
            return ActorWithCell(system, effective, supervisor, path);
        }

        return RoutedActors.Create(system, effective, supervisor, path);
    }

    public IActorRef ResolveActorRef(string path) =>
        ActorPath.TryParse(path, out var actorPath) && actorPath.Address == RootPath.Address
            ? Resolve(actorPath)
            : DeadLetters;

    public IActorRef ResolveActorRef(ActorPath path) =>
        path.Root.Equals(RootPath) ? Resolve(path) : DeadLetters;

    public Address GetExternalAddressFor(Address address) => address == RootPath.Address ? address : null!;

    private static OneForOneStrategy SystemStrategy() => new(cause =>
        cause is ActorKilledException or ActorInitializationException ? Directive.Stop : Directive.Restart);

    private static LocalActorRef ActorWithCell(
        ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path)
    {
        var dispatcher = system.Dispatchers.Lookup(props.Dispatcher);
        var mailbox = system.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config);
        return new LocalActorRef(system, props, dispatcher, mailbox, supervisor, path);
    }

    private Props UserGuardianProps()
    {
        var strategy = SupervisorStrategyConfigurator.CreateConfigurator(Settings.SupervisorStrategyClass).Create();
        return _system.GuardianProps.HasValue
            ? _system.GuardianProps.Value
            : Props.Create<GuardianActor>().WithSupervisorStrategy(strategy);
    }

    private LocalActorRef CreateGuardian(string name, Props props, MessageDispatcher dispatcher)
    {
        var cell = _rootGuardian.Cell;
        cell.Children().Reserve(name);
        var guardian = new LocalActorRef(
            _system, props, dispatcher, _defaultMailbox, _rootGuardian, new ChildActorPath(RootPath, name, 0));
        cell.Children().Init(guardian);
        return guardian;
    }

    private IActorRef Resolve(ActorPath path)
    {
        var elements = path.Elements;
        if (path.Uid != ActorCell.UndefinedUid && elements.Count > 0)
        {
            elements = [.. elements.Take(elements.Count - 1), $"{path.Name}#{path.Uid}"];
        }

        if (elements.Count == 0)
        {
            return _rootGuardian;
        }

        if (elements.Count == 2 && elements[0] == "temp")
        {
            return _tempContainer.GetChild([elements[1]]) is var temp && !temp.IsNobody() ? temp : Empty(path);
        }

        var found = _rootGuardian.GetChild(elements);
        return found.IsNobody() && found is not DeadLetterActorRef ? Empty(path) : found;
    }

    private EmptyLocalActorRef Empty(ActorPath path) => new(this, path, EventStream);
}
