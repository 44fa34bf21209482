using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>Many actors share the threads of one executor.</summary>
public class Dispatcher : MessageDispatcher
{
    private readonly Lazy<ExecutorService> _executor;

    public Dispatcher(
        MessageDispatcherConfigurator configurator,
        string id,
        int throughput,
        long? throughputDeadlineTime,
        ExecutorServiceFactory executorServiceFactory,
        TimeSpan shutdownTimeout)
        : base(configurator)
    {
        Id = id;
        Throughput = throughput;
        ThroughputDeadlineTime = throughputDeadlineTime;
        ShutdownTimeout = shutdownTimeout;
        _executor = new Lazy<ExecutorService>(() => executorServiceFactory.Produce(id));
    }

    protected override void ExecuteTask(IRunnable run) => _executor.Value.Execute(run);

    protected override void Shutdown()
    {
        if (_executor.IsValueCreated)
        {
            _executor.Value.Shutdown();
        }
    }
}

/// <summary>One actor with a thread of its own. The second actor that asks for it gets a dispatcher of its own.</summary>
public sealed class PinnedDispatcher : Dispatcher
{
    public PinnedDispatcher(
        MessageDispatcherConfigurator configurator,
        string id,
        int throughput,
        long? throughputDeadlineTime,
        ExecutorServiceFactory executorServiceFactory,
        TimeSpan shutdownTimeout)
        : base(configurator, id, throughput, throughputDeadlineTime, executorServiceFactory, shutdownTimeout)
    {
    }

    /// <summary>The thread's only user is gone; what the actor's last words queued still runs.</summary>
    internal override void OnDetached() => ShutdownNow();
}

public sealed class DispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly Lazy<MessageDispatcher> _instance;

    public DispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) => _instance = new Lazy<MessageDispatcher>(() =>
        {
            var settings = DispatcherSettings.Read(config);
            return new Dispatcher(this, settings.Id, settings.Throughput, settings.DeadlineTicks, ConfigureExecutor(), settings.ShutdownTimeout);
        });

    public override MessageDispatcher Dispatcher() => _instance.Value;
}

internal sealed class PinnedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher()
    {
        var settings = DispatcherSettings.Read(Config);
        return new PinnedDispatcher(
            this, settings.Id, int.MaxValue, settings.DeadlineTicks, new SingleThread(), settings.ShutdownTimeout);
    }

    private sealed class SingleThread : ExecutorServiceFactory
    {
        public override ExecutorService Produce(string id) => new DedicatedThreads(id, 1, isBackground: true);
    }
}

internal sealed class ForkJoinDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly Lazy<MessageDispatcher> _instance;

    public ForkJoinDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) => _instance = new Lazy<MessageDispatcher>(() =>
        {
            var settings = DispatcherSettings.Read(config);
            return new Dispatcher(
                this,
                settings.Id,
                settings.Throughput,
                settings.DeadlineTicks,
                new DedicatedThreadsConfigurator(config, prerequisites),
                settings.ShutdownTimeout);
        });

    public override MessageDispatcher Dispatcher() => _instance.Value;
}

internal sealed record DispatcherSettings(string Id, int Throughput, long? DeadlineTicks, TimeSpan ShutdownTimeout)
{
    public static DispatcherSettings Read(Config config)
    {
        var deadline = config.GetTimeSpan("throughput-deadline-time", TimeSpan.Zero);
        return new DispatcherSettings(
            config.GetString("id")!,
            config.GetInt("throughput", MessageDispatcher.DefaultThroughput),
            deadline > TimeSpan.Zero ? deadline.Ticks : null,
            config.GetTimeSpan("shutdown-timeout", TimeSpan.FromSeconds(1)));
    }
}
