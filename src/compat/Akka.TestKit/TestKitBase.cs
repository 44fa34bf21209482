using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Configs;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// What every test framework's kit shares: an actor system of its own, a test actor that collects messages, and the
/// expectations on them. The families of expectations stand in files of their own, as the official API puts all of them
/// on this one type.
/// </summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static readonly TimeSpan Epoch = TimeSpan.FromTicks(TimeProvider.System.GetUtcNow().Ticks);
    private static readonly long EpochTimestamp = Stopwatch.GetTimestamp();
    private static int _testActorNumber;

    private readonly ITestKitAssertions _assertions;
    private TestState _testState = null!;

    protected TestKitBase(ITestKitAssertions assertions, ActorSystem? system = null, string? testActorName = null)
        : this(assertions, system, ActorSystemSetup.Empty, null, testActorName)
    {
    }

    protected TestKitBase(
        ITestKitAssertions assertions, ActorSystemSetup setup, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, null, setup, actorSystemName, testActorName)
    {
    }

    protected TestKitBase(
        ITestKitAssertions assertions, Config config, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, null, SetupOf(config), actorSystemName, testActorName)
    {
    }

    protected TestKitBase(
        ITestKitAssertions assertions,
        ActorSystem? system,
        ActorSystemSetup config,
        string? actorSystemName,
        string? testActorName)
    {
        _assertions = assertions ?? throw new ArgumentNullException(nameof(assertions));
        InitializeTest(system, config, actorSystemName, testActorName);
    }

    public static Config DefaultConfig { get; } = TestConfigs.DefaultConfig;

    public static Config FullDebugConfig { get; } = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = DEBUG
          stdout-loglevel = DEBUG
          log-dead-letters = on
          log-dead-letters-during-shutdown = on
          actor.debug {
            receive = on
            autoreceive = on
            lifecycle = on
            event-stream = on
            unhandled = on
            fsm = on
            router-misconfiguration = on
          }
        }
        """);

    /// <summary>The wall clock at the start of the process plus what has passed since, so a corrected clock fails no test.</summary>
    public static TimeSpan Now => Epoch + Stopwatch.GetElapsedTime(EpochTimestamp);

    public ActorSystem Sys => _testState.System;

    public TestKitSettings TestKitSettings => _testState.Settings;

    public ILoggingAdapter Log => _testState.Log;

    public EventFilterFactory EventFilter => _testState.EventFilter;

    public IActorRef TestActor => _testState.TestActor;

    public bool HasMessages => _testState.Queue.Count > 0;

    /// <exception cref="IllegalActorStateException">The last receive took no message.</exception>
    public object LastMessage => _testState.LastMessage.Message;

    /// <exception cref="IllegalActorStateException">The last receive took no message.</exception>
    public IActorRef LastSender => _testState.LastMessage.Sender;

    public EventFilterFactory CreateEventFilter(ActorSystem system) => new(this, system);

    public void SetAutoPilot(AutoPilot pilot) => TestActor.Tell(new TestKit.TestActor.SetAutoPilot(pilot));

    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) =>
        TestActor.Tell(new TestKit.TestActor.SetIgnore(message => shouldIgnoreMessage(message)));

    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage) =>
        IgnoreMessages(message => message is TMsg typed && shouldIgnoreMessage(typed));

    public void IgnoreMessages<TMsg>() => IgnoreMessages(message => message is TMsg);

    public void IgnoreNoMessages() => TestActor.Tell(new TestKit.TestActor.SetIgnore(null));

    /// <summary>Has the test actor watch; the watch stands when this returns.</summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        AskTestActor(new TestKit.TestActor.Watch(actorToWatch)).GetAwaiter().GetResult();
        return actorToWatch;
    }

    public async Task<IActorRef> WatchAsync(IActorRef actorToWatch)
    {
        await AskTestActor(new TestKit.TestActor.Watch(actorToWatch));
        return actorToWatch;
    }

    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        AskTestActor(new TestKit.TestActor.Unwatch(actorToUnwatch)).GetAwaiter().GetResult();
        return actorToUnwatch;
    }

    public async Task<IActorRef> UnwatchAsync(IActorRef actorToUnwatch)
    {
        await AskTestActor(new TestKit.TestActor.Unwatch(actorToUnwatch));
        return actorToUnwatch;
    }

    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false) =>
        Shutdown(Sys, duration, verifySystemShutdown);

    protected virtual void Shutdown(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        system ??= Sys;
        var limit = duration ?? Dilated(TimeSpan.FromSeconds(5)).Min(TimeSpan.FromSeconds(10));
        if (system.Terminate().Wait(limit))
        {
            return;
        }

        var report = $"The actor system [{system.Name}] has not stopped within {limit}. What still runs:\n"
            + ((ExtendedActorSystem)system).PrintTree();
        ((ExtendedActorSystem)system).Guardian.Stop();
        if (verifySystemShutdown)
        {
            throw new TimeoutException(report);
        }

        system.Log.Warning("{0}", report);
    }

    /// <summary>Gives this kit a new state; a framework that reuses the instance calls it before each test.</summary>
    protected void InitializeTest(ActorSystem? system, Config config, string? actorSystemName, string? testActorName) =>
        InitializeTest(system, SetupOf(config), actorSystemName, testActorName);

    protected virtual void InitializeTest(
        ActorSystem? system, ActorSystemSetup config, string? actorSystemName, string? testActorName)
    {
        system ??= ActorSystem.Create(actorSystemName ?? "test", WithDefaults(config));
        system.RegisterExtension(new TestKitExtension());
        system.RegisterExtension(new TestKitAssertionsExtension(_assertions));
        RegisterCallingThreadDispatcher(system);

        _testState = new TestState(system, TestKitExtension.For(system), Logging.GetLogger(system, GetType()));
        _testState.EventFilter = new EventFilterFactory(this, system);
        _testState.TestActor = CreateTestActor(
            string.IsNullOrEmpty(testActorName) ? $"testActor{Interlocked.Increment(ref _testActorNumber)}" : testActorName);

        AwaitCondition(() => TestActor is not IRepointableRef { IsStarted: false }, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(2));
        BecomeImplicitSender();
    }

    private static ActorSystemSetup SetupOf(Config config) =>
        ActorSystemSetup.Empty.WithSetup(BootstrapSetup.Create().WithConfig(config));

    private static ActorSystemSetup WithDefaults(ActorSystemSetup setup)
    {
        var given = setup.Get<BootstrapSetup>();
        var bootstrap = given.HasValue ? given.Value : BootstrapSetup.Create();
        var config = bootstrap.Config.HasValue ? bootstrap.Config.Value.WithFallback(DefaultConfig) : DefaultConfig;
        return setup.WithSetup(bootstrap.WithConfig(config));
    }

    // A system that the test brought along need not have the kit's configuration, so it learns the dispatcher here.
    private static void RegisterCallingThreadDispatcher(ActorSystem system) =>
        system.Dispatchers.RegisterConfigurator(
            CallingThreadDispatcher.Id,
            new CallingThreadDispatcherConfigurator(system.Settings.Config, system.Dispatchers.Prerequisites));

    private void BecomeImplicitSender()
    {
        if (this is not INoImplicitSender)
        {
            InternalCurrentActorCellKeeper.Current = (ActorCell)((ActorRefWithCell)TestActor).Underlying;
        }
        else if (this is not TestProbe)
        {
            // A probe is made inside a test and must leave that test's sender; a test class without one must not inherit any.
            InternalCurrentActorCellKeeper.Current = null!;
        }

        SynchronizationContext.SetSynchronizationContext(
            new ActorCellKeepingSynchronizationContext(InternalCurrentActorCellKeeper.Current));
    }

    private Task<object> AskTestActor(object message) => TestActor.Ask<object>(message, RemainingOrDefault);

    private sealed class TestState(ActorSystem system, TestKitSettings settings, ILoggingAdapter log)
    {
        public ActorSystem System { get; } = system;

        public TestKitSettings Settings { get; } = settings;

        public ILoggingAdapter Log { get; } = log;

        public TestMessageQueue Queue { get; } = new();

        public EventFilterFactory EventFilter { get; set; } = null!;

        public IActorRef TestActor { get; set; } = null!;

        public MessageEnvelope LastMessage { get; set; } = NullMessageEnvelope.Instance;

        /// <summary>Until when the innermost Within lasts.</summary>
        public TimeSpan? End { get; set; }

        /// <summary>The last receive waited its time out, so the end of a Within is not late by it.</summary>
        public bool WaitedItsTimeOut { get; set; }
    }
}
