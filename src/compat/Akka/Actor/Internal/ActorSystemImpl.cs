using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor.Internal;

public class ActorSystemImpl : ExtendedActorSystem
{
    private readonly ExtensionRegistry _extensions;
    private readonly TerminationCallbacks _terminationCallbacks = new();
    private readonly TaskCompletionSource _whenTerminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IActorRefProvider _provider = null!;
    private Serialization.Serialization _serialization = null!;
    private Dispatchers _dispatchers = null!;
    private Mailboxes _mailboxes = null!;
    private IScheduler _scheduler = null!;
    private int _isTerminating;

    public ActorSystemImpl(string name)
        : this(name, ConfigurationFactory.Default(), ActorSystemSetup.Empty, Option<Props>.None)
    {
    }

    public ActorSystemImpl(string name, Config config, ActorSystemSetup setup, Option<Props>? guardianProps = null)
    {
        if (!IsValidName(name))
        {
            throw new ArgumentException(
                $"Invalid actor system name '{name}': it must begin with a letter or digit and hold only those, '-' and '_'.", nameof(name));
        }

        Name = name;
        GuardianProps = guardianProps ?? Option<Props>.None;
        Settings = new Settings(this, config, setup);
        EventStream = new EventStream(Settings.DebugEventStream);
        EventStream.StartStdoutLogger(Settings);
        Log = Logging.GetLogger(EventStream, $"ActorSystem({name})");
        _scheduler = CreateScheduler();
        _provider = CreateProvider();
        _mailboxes = new Mailboxes(this);
        _dispatchers = new Dispatchers(
            this, new DefaultDispatcherPrerequisites(EventStream, _scheduler, Settings, _mailboxes), Log);
        _extensions = new ExtensionRegistry(this);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override EventStream EventStream { get; }

    public override ILoggingAdapter Log { get; }

    public Option<Props> GuardianProps { get; }

    public override IActorRefProvider Provider => _provider;

    public override Serialization.Serialization Serialization => _serialization;

    public override Dispatchers Dispatchers => _dispatchers;

    public override Mailboxes Mailboxes => _mailboxes;

    public override IScheduler Scheduler => _scheduler;

    public override IActorRef DeadLetters => _provider.DeadLetters;

    public override IActorRef IgnoreRef => _provider.IgnoreRef;

    public override IInternalActorRef Guardian => _provider.Guardian;

    public override IInternalActorRef SystemGuardian => _provider.SystemGuardian;

    public override IInternalActorRef LookupRoot => _provider.RootGuardian;

    public override Task WhenTerminated => _whenTerminated.Task;

    /// <summary>Makes the guardians and loggers. Until then there is nobody to talk to.</summary>
    public void Start()
    {
        try
        {
            _provider.Init(this);
            _serialization = new Serialization.Serialization(this);
            _ = ReleaseWhenTerminatedAsync();
            EventStream.StartUnsubscriber(this);
            EventStream.StartDefaultLoggers(this);
            if (Settings.LogDeadLetters > 0)
            {
                SystemActorOf<DeadLetterListener>("deadLetterListener");
            }

            _extensions.LoadConfigured();
            if (Settings.LogConfigOnStart)
            {
                Log.Info(Settings.ToString());
            }

            // Made now, so that the end of the process finds its hook in place.
            CoordinatedShutdown.Get(this);
        }
        catch
        {
            Abort();
            throw;
        }
    }

    public override IActorRef ActorOf(Props props, string? name = null) =>
        _provider.Guardian.Cell.AttachChild(props, isSystemService: false, name);

    public override IActorRef SystemActorOf(Props props, string? name = null) =>
        _provider.SystemGuardian.Cell.AttachChild(props, isSystemService: true, name);

    public override IActorRef SystemActorOf<TActor>(string? name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) =>
        ActorRefFactoryShared.ActorSelection(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) =>
        ActorRefFactoryShared.ActorSelection(actorPath, this, _provider.RootGuardian);

    public override void Stop(IActorRef actor)
    {
        var parent = actor.Path.Parent;
        if (parent == Guardian.Path)
        {
            Guardian.Tell(new StopChild(actor), ActorRefs.NoSender);
        }
        else if (parent == SystemGuardian.Path)
        {
            SystemGuardian.Tell(new StopChild(actor), ActorRefs.NoSender);
        }
        else
        {
            ((IInternalActorRef)actor).Stop();
        }
    }

    public override object GetExtension(IExtensionId extensionId) => _extensions.Register(extensionId);

    public override T GetExtension<T>() => _extensions.TryGet(typeof(T), out var extension) ? (T)extension : null!;

    public override bool HasExtension(Type type) => _extensions.TryGet(type, out _);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override bool TryGetExtension(Type extensionType, out object extension) =>
        _extensions.TryGet(extensionType, out extension!);

    public override bool TryGetExtension<T>(out T extension)
    {
        var found = _extensions.TryGet(typeof(T), out var known);
        extension = (T)known!;
        return found;
    }

    public override object RegisterExtension(IExtensionId extension) => _extensions.Register(extension);

    public override void RegisterOnTermination(Action code) => _terminationCallbacks.Add(code);

    public override Task Terminate()
    {
        if (Settings.CoordinatedShutdownRunByActorSystemTerminate && _serialization is not null)
        {
            _ = CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        }
        else
        {
            FinalTerminate();
        }

        return WhenTerminated;
    }

    public override void Abort() => FinalTerminate();

    public override string PrintTree() => ActorTree.Print(LookupRoot);

    public override string ToString() => LookupRoot.Path.Root.Address.ToString();

    internal void FinalTerminate()
    {
        if (Interlocked.Exchange(ref _isTerminating, 1) != 0)
        {
            return;
        }

        if (_provider.Guardian is null)
        {
            // It never came to life.
            ReleaseResources();
            _whenTerminated.TrySetResult();
            return;
        }

        _provider.Guardian.Stop();
    }

    private static bool IsValidName(string name) => !string.IsNullOrEmpty(name)
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private async Task ReleaseWhenTerminatedAsync()
    {
        await _provider.TerminationTask.ConfigureAwait(false);
        _terminationCallbacks.Run(Log);
        EventStream.StopDefaultLoggers(this);
        ReleaseResources();
        _whenTerminated.TrySetResult();
    }

    private void ReleaseResources()
    {
        (_scheduler as IDisposable)?.Dispose();
        _dispatchers?.Shutdown();
    }

    private IScheduler CreateScheduler()
    {
        var type = Type.GetType(Settings.SchedulerClass) ?? throw new ConfigurationException(
            $"akka.scheduler.implementation names '{Settings.SchedulerClass}', which cannot be loaded.");
        return (IScheduler)Activator.CreateInstance(type, Settings.Config, Log)!;
    }

    private IActorRefProvider CreateProvider()
    {
        if (Settings.ProviderClass is "Akka.Actor.LocalActorRefProvider")
        {
            return new LocalActorRefProvider(Name, Settings, EventStream);
        }

        var type = Type.GetType(Settings.ProviderClass) ?? throw new ConfigurationException(
            $"akka.actor.provider names '{Settings.ProviderClass}', which cannot be loaded.");
        return (IActorRefProvider)Activator.CreateInstance(type, Name, Settings, EventStream)!;
    }
}
