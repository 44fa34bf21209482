using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Pattern;
using ActorQueue.Gateway;
using ActorQueue.History;
using ActorQueue.Journal;
using ActorQueue.Processors;
using ActorQueue.Processors.Commands;
using ActorQueue.Resources;
using ActorQueue.Supervision;
using ActorQueue.Workers;
using ActorQueue.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Hosting;

/// <summary>
/// The queue inside a host: builds the actor system at start and takes it down in stages. Actors: <c>/user/gateway</c>, <c>/user/queue/supervisor</c> with its
/// <c>journal</c>, <c>/user/workers</c> with its router <c>analyzers</c>, <c>/user/resource-monitor</c>, <c>/user/history</c>.
/// </summary>
internal sealed class ActorQueueHost : IHostedService, IAsyncDisposable
{
    private const string SystemName = "actorqueue";

    // Recovery of a large queue takes seconds; an answer of a running one milliseconds. Past this something is broken.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly ActorQueueOptions _options;
    private readonly ProcessorRegistry _processors;
    private readonly ILoggerFactory _loggerFactory;
    private Running? _running;

    public ActorQueueHost(ActorQueueOptions options, ProcessorRegistry processors, ILoggerFactory loggerFactory)
    {
        _options = options;
        _processors = processors;
        _loggerFactory = loggerFactory;
    }

    /// <summary>The finished tasks.</summary>
    public HistoryReader History => Started.History;

    /// <summary>The queue's clock.</summary>
    public TimeProvider Time => Started.Time;

    /// <summary>Whether tasks of the kind <c>command</c> run here.</summary>
    public bool RunsCommands => Started.Settings.Command.IsEnabled;

    /// <summary>How taken the threads for synchronous processors are.</summary>
    public ProcessorThreads ThreadLoad => Started.Threads.Load;

    /// <summary>The settings it runs with.</summary>
    public ActorQueueSettings Settings => Started.Settings;

    /// <summary>The actor system, for tests and for applications that have actors of their own.</summary>
    public ActorSystem System => Started.System;

    private Running Started => _running ?? throw new QueueUnavailableException("its host has not been started, or has been stopped");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var config = QueueConfiguration.Build(_options);
        var settings = SettingsReader.Read(config);
        var directoryLock = DataDirectoryLock.Acquire(settings.DataDirectory);
        try
        {
            var system = ActorSystem.Create(SystemName, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new HostLoggerSetup(_loggerFactory)));
            var time = new SchedulerTimeProvider(system.Scheduler);
            _running = new Running(settings, directoryLock, system, time, new SyncThreads(settings.Workers.SyncThreads, settings.Workers.SyncAdmission, time));
        }
        catch
        {
            directoryLock.Dispose();
            throw;
        }

        try
        {
            // The tables stand before anybody can ask: a reader would otherwise race the projection that makes them.
            HistoryStore.Open(QueueConfiguration.ConnectionString(QueueConfiguration.DatabasePath(settings.DataDirectory))).Dispose();
            StartActors(_running);
            await AwaitQueueAsync(_running.Gateway, cancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_running is not { } running)
        {
            return;
        }

        try
        {
            await DrainAsync(running, cancellationToken);
            await running.Queue.GracefulStop(StopTimeout, StopQueue.Instance);
        }
        catch (OperationCanceledException)
        {
            // The queue could not write what it had left. Nothing of that was promised, and the folder must not stay locked for it.
        }
        finally
        {
            await DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _running, null) is { } running)
        {
            await running.System.Terminate();
            running.Metrics.Dispose();
            running.Threads.Dispose();
            running.DirectoryLock.Dispose();
        }
    }

    /// <summary>Asks the queue and returns its answer.</summary>
    /// <exception cref="QueueUnavailableException">It cannot answer now.</exception>
    public async Task<T> AskAsync<T>(object request, CancellationToken cancellationToken)
    {
        object answer;
        try
        {
            answer = await Started.Gateway.Ask<object>(request, AnswerTimeout, cancellationToken);
        }
        catch (AskTimeoutException e)
        {
            throw new QueueUnavailableException($"it has not answered within {AnswerTimeout.TotalSeconds:F0} s", e);
        }

        return answer switch
        {
            QueueUnavailable unavailable => throw new QueueUnavailableException(unavailable.Reason),
            T expected => expected,
            _ => throw new InvalidOperationException($"A {request.GetType().Name} was answered with a {answer.GetType().Name}."),
        };
    }

    /// <summary>Starts to watch every change.</summary>
    public Task<TaskWatch> WatchAsync(CancellationToken cancellationToken) =>
        TaskWatch.StartAsync(Started.System, Started.Gateway, AnswerTimeout, cancellationToken);

    private static async Task AwaitQueueAsync(IActorRef gateway, CancellationToken cancellationToken)
    {
        try
        {
            if (await gateway.Ask<object>(AwaitQueue.Instance, StartTimeout, cancellationToken) is QueueUnavailable unavailable)
            {
                throw new QueueUnavailableException(unavailable.Reason);
            }
        }
        catch (AskTimeoutException e)
        {
            throw new QueueUnavailableException($"it has not recovered within {StartTimeout.TotalSeconds:F0} s; the log says what holds it up", e);
        }
    }

    private static async Task DrainAsync(Running running, CancellationToken cancellationToken)
    {
        var shutdown = running.Settings.Shutdown;
        if (await IsDrainedWithinAsync(running.Workers, shutdown.DrainTimeout, cancellationToken))
        {
            return;
        }

        running.Workers.Tell(CancelRunning.Instance);
        await IsDrainedWithinAsync(running.Workers, shutdown.CancelTimeout, CancellationToken.None);
    }

    // A host that is told to hurry cancels the wait for running attempts, not the steps after it.
    private static async Task<bool> IsDrainedWithinAsync(IActorRef workers, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (workers.Equals(ActorRefs.Nobody))
        {
            return true;
        }

        try
        {
            await workers.Ask<PoolDrained>(DrainPool.Instance, timeout, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is AskTimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private void StartActors(Running running)
    {
        var (settings, system) = (running.Settings, running.System);
        var time = running.Time;
        var connectionString = QueueConfiguration.ConnectionString(QueueConfiguration.DatabasePath(settings.DataDirectory));
        var persistenceId = $"actorqueue-{settings.QueueName}-0";
        var workerId = $"{Environment.MachineName}-{Environment.ProcessId}-{time.GetUtcNow().ToUnixTimeMilliseconds():x}";

        _processors.AddBuiltIn(CommandPayload.Kind, new CommandProcessor(settings.Command, time));
        running.History = new HistoryReader(connectionString, settings.QueueName);
        running.Gateway = system.ActorOf(QueueGateway.Props(settings.Gateway), "gateway");
        var history = system.ActorOf(
            Restarting(HistoryProjection.Props(connectionString, settings.QueueName, settings.History, time), "projection", settings.Journal), "history");
        if (settings.Workers.Analyzers > 0)
        {
            running.Workers = system.ActorOf(WorkerPool.Props(workerId, settings.Workers, _processors, running.Threads), "workers");
            var memory = SystemMemory.ForThisProcess();
            system.ActorOf(ResourceMonitor.Props(running.Workers, settings.Workers, settings.Memory, memory.Read, memory.ReadStalledPercent), "resource-monitor");
        }

        var setup = new QueueSetup
        {
            Settings = settings,
            Time = time,
            Jitter = new Random(),
            PersistenceId = persistenceId,
            LocalWorkerId = workerId,
            Gateway = running.Gateway,
            Workers = running.Workers,
            History = history,
            Snapshots = new QueueSnapshots(system, persistenceId, settings.Queue.Order),
        };
        running.Queue = system.ActorOf(Restarting(QueueSupervisor.Props(setup), "supervisor", settings.Journal), "queue");
    }

    /// <summary>A parent that starts its child again after a pause, and ends with it when the stop was asked for.</summary>
    private static Props Restarting(Props child, string name, JournalSettings settings) => BackoffSupervisor.Props(
        Backoff.OnStop(child, name, settings.RestartDelay, settings.RestartMaxDelay, randomFactor: 0.2)
            .WithAutoReset(settings.RestartMaxDelay)
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop))
            .WithFinalStopMessage(message => message is StopQueue));

    private sealed class Running(ActorQueueSettings settings, DataDirectoryLock directoryLock, ActorSystem system, TimeProvider time, SyncThreads threads)
    {
        public ActorQueueSettings Settings { get; } = settings;

        public DataDirectoryLock DirectoryLock { get; } = directoryLock;

        public ActorSystem System { get; } = system;

        /// <summary>The clock and the timers of the actor system.</summary>
        public TimeProvider Time { get; } = time;

        public SyncThreads Threads { get; } = threads;

        public ThreadMetrics Metrics { get; } = new(threads);

        public HistoryReader History { get; set; } = null!;

        public IActorRef Gateway { get; set; } = ActorRefs.Nobody;

        public IActorRef Workers { get; set; } = ActorRefs.Nobody;

        public IActorRef Queue { get; set; } = ActorRefs.Nobody;
    }
}
