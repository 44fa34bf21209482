using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Pattern;
using ActorQueue.Callbacks;
using ActorQueue.Gateway;
using ActorQueue.History;
using ActorQueue.Isolation;
using ActorQueue.Journal;
using ActorQueue.Metrics;
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
    private readonly HostParts _parts;
    private readonly ILoggerFactory _loggerFactory;
    private Running? _running;

    public ActorQueueHost(ActorQueueOptions options, HostParts parts, ILoggerFactory loggerFactory)
    {
        _parts = parts;
        Queue = new TaskQueue(this, parts.Payloads, parts.QueueWide);
        _options = options;
        _loggerFactory = loggerFactory;
        Logger = loggerFactory.CreateLogger("ActorQueue.Host");
    }

    /// <summary>The queue as the application sees it; one for all starts.</summary>
    public TaskQueue Queue { get; }

    /// <summary>For what is said outside the actors.</summary>
    public ILogger Logger { get; }

    /// <summary>The finished tasks.</summary>
    public HistoryReader History => Started.History;

    /// <summary>The queue's clock.</summary>
    public TimeProvider Time => Started.Time;

    /// <summary>The processors; also while the host does not run.</summary>
    public ProcessorRegistry Processors => _parts.Processors.Value;

    /// <summary>Above this a file is large; also while the host does not run.</summary>
    public long LargeFileBytes => (_running?.Settings ?? SettingsReader.Read(QueueConfiguration.Build(_options))).LargeFileBytes;

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
        var settings = SettingsReader.Read(config, _options.OrderPolicies);
        var directoryLock = DataDirectoryLock.Acquire(settings.DataDirectory);
        try
        {
            var system = ActorSystem.Create(SystemName, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new HostLoggerSetup(_loggerFactory)));
            var time = new SchedulerTimeProvider(system.Scheduler);
            _running = new Running(settings, directoryLock, system, time, new SyncThreads(settings.Workers.SyncThreads, settings.Workers.SyncAdmission, time))
            {
                Metrics = new QueueMetrics(settings.QueueName, _loggerFactory.CreateLogger<QueueMetrics>()),
            };
        }
        catch
        {
            directoryLock.Dispose();
            throw;
        }

        try
        {
            // The tables stand before anybody can ask: a reader would otherwise race the projection that makes them.
            HistoryStore.Open(settings.ConnectionString, settings.Cipher).Dispose();
            if (!OpensGate)
            {
                _running.Gate.Close();
            }

            StartActors(_running);
            await AwaitQueueAsync(_running.Gateway, cancellationToken);
            DefaultQueue.OfThisProcess.Add(Queue);
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
            await StopReportsAsync(running);
            if (!await running.Processing.StopAsync(cancellationToken))
            {
                HostLog.AttemptsLeft(Logger);
            }

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
            try
            {
                await running.System.Terminate().WaitAsync(StopTimeout, TimeProvider.System);
            }
            catch (TimeoutException)
            {
                // Actors that do not end must not keep the host from ending. They may still write, so the folder stays theirs.
                HostLog.NotTerminated(Logger, StopTimeout.TotalSeconds);
                return;
            }
            finally
            {
                DefaultQueue.OfThisProcess.Remove(Queue);
                running.Webhooks.Dispose();
                running.Metrics.Dispose();
                running.Threads.Dispose();
                await _parts.WorkerProcesses.StopAsync();
            }

            running.DirectoryLock.Dispose();
        }
    }

    /// <summary>Takes attempts again, and has somebody told how far the queue is.</summary>
    /// <param name="report">Starts to tell, at the interval it is given; null: nobody is told.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<bool> StartProcessingAsync(Func<TimeSpan, ProgressReports>? report, CancellationToken cancellationToken)
    {
        var running = Started;
        if (!await running.Processing.StartAsync(cancellationToken))
        {
            return false;
        }

        await StopReportsAsync(running);
        running.Reports = report?.Invoke(running.Settings.ProgressInterval);
        return true;
    }

    /// <summary>Takes no further attempts and waits for those that run.</summary>
    public async Task<bool> StopProcessingAsync(CancellationToken cancellationToken)
    {
        var running = Started;
        var isStopped = await running.Processing.StopAsync(cancellationToken);
        await StopReportsAsync(running);
        return isStopped;
    }

    /// <summary>Whether the pool takes attempts from the start on; not, when a test harness lets them through one by one.</summary>
    public bool OpensGate { get; set; } = true;

    /// <summary>Lets exactly one attempt start, when one is ready, while the gate is closed.</summary>
    public async Task AllowOneAsync(CancellationToken cancellationToken)
    {
        Started.Gate.Allow(1);
        await AskPoolAsync(cancellationToken);
    }

    /// <summary>Closes the gate; true when everything that was allowed has passed it.</summary>
    public bool CloseGate()
    {
        var isSpent = Started.Gate.Limit(1) == 0;
        Started.Gate.Close();
        return isSpent;
    }

    /// <summary>What the pool runs, after it has handled what it was sent before and has offered the queue its room.</summary>
    public Task<PoolResumed> AskPoolAsync(CancellationToken cancellationToken) => Started.Workers.Ask<PoolResumed>(ResumePool.Instance, AnswerTimeout, cancellationToken);

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

    private static async Task StopReportsAsync(Running running)
    {
        if (running.TakeReports() is { } reports)
        {
            await reports.DisposeAsync();
        }
    }

    private void StartActors(Running running)
    {
        var (settings, system) = (running.Settings, running.System);
        var time = running.Time;
        var connectionString = settings.ConnectionString;
        var persistenceId = $"actorqueue-{settings.QueueName}-0";
        var workerId = $"{Environment.MachineName}-{Environment.ProcessId}-{time.GetUtcNow().ToUnixTimeMilliseconds():x}";

        ThreadMetrics.AddTo(running.Metrics.Meter, running.Threads);
        var subjects = new CallbackSubjects(this);
        var processors = _parts.Processors.Value;
        processors.AddBuiltIn(CommandPayload.Kind, new CommandProcessor(settings.Command, time));
        processors.AddBuiltIn(CallbackTask.Kind, new CallbackProcessor(_parts.Handlers.Value, subjects));
        processors.AddBuiltIn(WebhookTask.Kind, new WebhookProcessor(running.Webhooks, subjects));
        running.History = new HistoryReader(connectionString, settings.QueueName, settings.Cipher);
        running.Gateway = system.ActorOf(QueueGateway.Props(settings.Gateway), "gateway");
        var history = system.ActorOf(
            Restarting(HistoryProjection.Props(connectionString, settings.QueueName, settings.History, settings.Cipher, time), "projection", running), "history");
        if (settings.Workers.Analyzers > 0)
        {
            _parts.WorkerProcesses.Start(CreateWorkerProcesses(settings, workerId));
            running.Workers = system.ActorOf(WorkerPool.Props(workerId, settings.Workers, processors, running.Threads, running.Gate), "workers");
            var memory = SystemMemory.ForThisProcess();
            system.ActorOf(ResourceMonitor.Props(running.Workers, settings.Workers, settings.Memory, memory.Read, memory.ReadStalledPercent), "resource-monitor");
        }

        running.Processing = new LocalProcessing(running.Workers, running.Gate, settings.Shutdown);
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
            Metrics = running.Metrics,
            Snapshots = new QueueSnapshots(system, persistenceId, settings.Queue.Order),
        };
        running.Queue = system.ActorOf(Restarting(QueueSupervisor.Props(setup), "supervisor", running), "queue");
    }

    // Made without starting any: most queues have no kind that is isolated by process.
    private WorkerProcessPool CreateWorkerProcesses(ActorQueueSettings settings, string workerId)
    {
        var logger = _loggerFactory.CreateLogger<WorkerProcess>();
        var lowest = Enum.GetValues<LogLevel>().First(level => level == LogLevel.None || logger.IsEnabled(level));
        return new WorkerProcessPool(
            settings.Isolation,
            new WorkerProcessBounds(settings.Workers.Analyzers, settings.Queue.MaxResultBytes, settings.Queue.MaxCheckpointBytes),
            new WorkerCommandLine(_options.WorkerCommand ?? WorkerCommandLine.ThisProgram(), lowest),
            workerId,
            TimeProvider.System,
            logger);
    }

    /// <summary>A parent that starts its child again after a pause, and ends with it when the stop was asked for.</summary>
    private static Props Restarting(Props child, string name, Running running) =>
        Restarting(child, name, running.Settings.Journal, running.Metrics);

    /// <inheritdoc cref="Restarting(Props, string, Running)"/>
    internal static Props Restarting(Props child, string name, JournalSettings settings, QueueMetrics metrics) => BackoffSupervisor.Props(
        Backoff.OnStop(child, name, settings.RestartDelay, settings.RestartMaxDelay, randomFactor: 0.2)
            .WithAutoReset(settings.RestartMaxDelay)
            .WithSupervisorStrategy(new OneForOneStrategy(_ =>
            {
                metrics.CountSystemError(name);
                return Directive.Stop;
            }))
            .WithFinalStopMessage(message => message is StopQueue));

    private sealed class Running(ActorQueueSettings settings, DataDirectoryLock directoryLock, ActorSystem system, TimeProvider time, SyncThreads threads)
    {
        private ProgressReports? _reports;

        public ActorQueueSettings Settings { get; } = settings;

        public DataDirectoryLock DirectoryLock { get; } = directoryLock;

        public ActorSystem System { get; } = system;

        /// <summary>The clock and the timers of the actor system.</summary>
        public TimeProvider Time { get; } = time;

        public SyncThreads Threads { get; } = threads;

        public required QueueMetrics Metrics { get; init; }

        public ProcessingGate Gate { get; } = new();

        public WebhookSender Webhooks { get; } = new(settings.Webhooks, time);

        public LocalProcessing Processing { get; set; } = null!;

        public ProgressReports? Reports
        {
            set => _reports = value;
        }

        public ProgressReports? TakeReports() => Interlocked.Exchange(ref _reports, null);

        public HistoryReader History { get; set; } = null!;

        public IActorRef Gateway { get; set; } = ActorRefs.Nobody;

        public IActorRef Workers { get; set; } = ActorRefs.Nobody;

        public IActorRef Queue { get; set; } = ActorRefs.Nobody;
    }
}
