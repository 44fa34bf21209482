using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Setup;
using ActorQueue.Callbacks;
using ActorQueue.History;
using ActorQueue.Isolation;
using ActorQueue.Journal;
using ActorQueue.Processors;
using ActorQueue.Processors.Commands;
using ActorQueue.Resources;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Hosting;

/// <summary>
/// The queues inside a host: builds the actor system at start and takes it down in stages. Actors of the default queue: <c>/user/gateway</c>,
/// <c>/user/queue/supervisor</c> with its <c>journal</c>, <c>/user/workers</c> with its router <c>analyzers</c>, <c>/user/history</c>; of another queue the same with its
/// name behind (<c>/user/gateway-video</c>); of the node: <c>/user/resource-monitor</c>.
/// </summary>
internal sealed class ActorQueueHost : IHostedService, IAsyncDisposable
{
    private const string SystemName = "actorqueue";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly ActorQueueOptions _options;
    private readonly HostParts _parts;
    private readonly ILoggerFactory _loggerFactory;
    private readonly ConcurrentDictionary<string, TaskQueue> _others = new(StringComparer.Ordinal);
    private Running? _running;

    public ActorQueueHost(ActorQueueOptions options, HostParts parts, ILoggerFactory loggerFactory)
    {
        _parts = parts;
        Queue = new TaskQueue(new HostedQueue(this, null), parts.Payloads, parts.QueueWide);
        Queues = new TaskQueues(this);
        _options = options;
        _loggerFactory = loggerFactory;
        Logger = loggerFactory.CreateLogger("ActorQueue.Host");
    }

    /// <summary>The default queue as the application sees it; one for all starts.</summary>
    public TaskQueue Queue { get; }

    /// <summary>All queues as the application sees them.</summary>
    public TaskQueues Queues { get; }

    /// <summary>Their names, the default one first; also while the host does not run.</summary>
    /// <exception cref="QueueConfigurationException">The configuration cannot be read.</exception>
    public IReadOnlyList<string> QueueNames => _running?.Names ?? QueueBlock.Names(QueueConfiguration.Build(_options).GetConfig("actorqueue")!);

    /// <summary>For what is said outside the actors.</summary>
    public ILogger Logger { get; }

    /// <summary>The processors; also while the host does not run.</summary>
    public ProcessorRegistry Processors => _parts.Processors.Value;

    /// <summary>Above this a file is large; also while the host does not run.</summary>
    public long LargeFileBytes => (_running?.Settings ?? SettingsReader.Read(QueueConfiguration.Build(_options))).LargeFileBytes;

    /// <summary>How taken the threads for synchronous processors are.</summary>
    public ProcessorThreads ThreadLoad => Started.Threads.Load;

    /// <summary>The actor system, for tests and for applications that have actors of their own.</summary>
    public ActorSystem System => Started.System;

    /// <summary>Whether the pools take attempts from the start on; not, when a test harness lets them through one by one.</summary>
    public bool OpensGate { get; set; } = true;

    /// <summary>The queues as they run, the default one first.</summary>
    public IReadOnlyList<QueueRuntime> Runtimes => Started.Queues;

    private Running Started => _running ?? throw new QueueUnavailableException("its host has not been started, or has been stopped");

    /// <summary>One queue as it runs.</summary>
    /// <param name="name">Its name; null: the default one.</param>
    /// <exception cref="QueueUnavailableException">It does not run.</exception>
    public QueueRuntime Runtime(string? name) => Started.Queues.FirstOrDefault(queue => name is null || queue.Settings.QueueName == name)
        ?? throw new QueueUnavailableException($"its host was started without the queue '{name}'");

    /// <summary>A queue as the application sees it; null when there is none of this name.</summary>
    public TaskQueue? Find(string name)
    {
        var names = QueueNames;
        return name == names[0] ? Queue
            : names.Contains(name, StringComparer.Ordinal) ? _others.GetOrAdd(name, _ => new TaskQueue(new HostedQueue(this, name), _parts.Payloads, _parts.QueueWide))
            : null;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var config = QueueConfiguration.Build(_options);
        var settings = SettingsReader.Read(config, _options.OrderPolicies);
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
            var unconfigured = PrepareTables(settings);
            StartActors(_running);
            await Task.WhenAll(_running.Queues.Select(queue => queue.AwaitAsync(cancellationToken)));
            if (unconfigured.Count > 0)
            {
                _running.System.ActorOf(UnconfiguredQueues.Props(unconfigured), "unconfigured-queues");
            }

            foreach (var queue in _running.Queues)
            {
                queue.StartStatistics();
            }

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
            // Each stage for all queues at once: one after another they would take as many times as long as the stage may.
            await Task.WhenAll(running.Queues.Select(queue => queue.StopReportsAsync()));
            var isStopped = await Task.WhenAll(running.Queues.Select(queue => queue.StopProcessingAsync(cancellationToken)));
            if (isStopped.Contains(false))
            {
                HostLog.AttemptsLeft(Logger);
            }

            await Task.WhenAll(running.Queues.Select(queue => queue.StopStatisticsAsync()));
            await Task.WhenAll(running.Queues.Select(queue => queue.EndAsync(StopTimeout)));
        }
        catch (OperationCanceledException)
        {
            // A queue could not write what it had left. Nothing of that was promised, and the folder must not stay locked for it.
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
            await Task.WhenAll(running.Queues.Select(queue => queue.StopStatisticsAsync()));
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
                foreach (var queue in running.Queues)
                {
                    queue.Dispose();
                }

                running.Threads.Dispose();
                await _parts.WorkerProcesses.StopAsync();
            }

            running.DirectoryLock.Dispose();
        }
    }

    /// <summary>Makes the tables before anybody can ask: a reader would otherwise race the projection that makes them.</summary>
    /// <returns>The queues that the database knows and the configuration does not.</returns>
    private static IReadOnlyList<string> PrepareTables(ActorQueueSettings settings)
    {
        using var store = HistoryStore.Open(settings.ConnectionString, settings.Cipher);
        string[] names = [settings.QueueName, .. settings.OtherQueues.Select(other => other.QueueName)];
        foreach (var name in names)
        {
            store.AddQueue(name);
        }

        return [.. store.Queues().Except(names)];
    }

    private void StartActors(Running running)
    {
        var (settings, system, time) = (running.Settings, running.System, running.Time);
        ActorQueueSettings[] queues = [settings, .. settings.OtherQueues];
        var workerId = $"{Environment.MachineName}-{Environment.ProcessId}-{time.GetUtcNow().ToUnixTimeMilliseconds():x}";
        var subjects = new CallbackSubjects(Queues);
        var processors = _parts.Processors.Value;
        var callbacks = _parts.Callbacks.Value;
        processors.AddBuiltIn(CommandPayload.Kind, new CommandProcessor(settings.Command, time));
        processors.AddBuiltIn(CallbackTask.Kind, new CallbackProcessor(callbacks.Tasks, subjects));
        processors.AddBuiltIn(WebhookTask.Kind, new WebhookProcessor(running.Webhooks, subjects));
        if (queues.Any(queue => queue.Workers.Analyzers > 0))
        {
            _parts.WorkerProcesses.Start(CreateWorkerProcesses(queues, workerId));
        }

        var node = new NodeParts(system, time, running.Threads, processors, callbacks, workerId, _loggerFactory);
        foreach (var queue in queues)
        {
            running.Add(new QueueRuntime(queue, node, OpensGate));
        }

        ThreadMetrics.AddTo(running.Queues[0].Metrics.Meter, running.Threads);
        PoolToWatch[] pools = [.. running.Queues.Where(queue => queue.Settings.Workers.Analyzers > 0).Select(queue => new PoolToWatch(queue.Workers, queue.Settings.Workers))];
        if (pools.Length > 0)
        {
            var memory = SystemMemory.ForThisProcess();
            system.ActorOf(ResourceMonitor.Props(pools, settings.Memory, memory.Read, memory.ReadStalledPercent, SystemMemory.Collect), "resource-monitor");
        }
    }

    // Made without starting any: most queues have no kind that is isolated by process.
    private WorkerProcessPool CreateWorkerProcesses(ActorQueueSettings[] queues, string workerId)
    {
        var logger = _loggerFactory.CreateLogger<WorkerProcess>();
        var lowest = Enum.GetValues<LogLevel>().First(level => level == LogLevel.None || logger.IsEnabled(level));
        return new WorkerProcessPool(
            queues[0].Isolation,
            new WorkerProcessBounds(
                queues.Sum(queue => queue.Workers.Analyzers), queues.Max(queue => queue.Queue.MaxResultBytes), queues.Max(queue => queue.Queue.MaxCheckpointBytes)),
            new WorkerCommandLine(_options.WorkerCommand ?? WorkerCommandLine.ThisProgram(), lowest),
            workerId,
            TimeProvider.System,
            logger);
    }

    /// <summary>What there is between a start and a stop, once for all queues.</summary>
    private sealed class Running(ActorQueueSettings settings, DataDirectoryLock directoryLock, ActorSystem system, TimeProvider time, SyncThreads threads)
    {
        // Replaced, never changed: others read it while the host starts.
        private volatile IReadOnlyList<QueueRuntime> _queues = [];

        /// <summary>Those of the default queue, which names the others.</summary>
        public ActorQueueSettings Settings { get; } = settings;

        public IReadOnlyList<string> Names { get; } = [settings.QueueName, .. settings.OtherQueues.Select(other => other.QueueName)];

        public DataDirectoryLock DirectoryLock { get; } = directoryLock;

        public ActorSystem System { get; } = system;

        /// <summary>The clock and the timers of the actor system.</summary>
        public TimeProvider Time { get; } = time;

        public SyncThreads Threads { get; } = threads;

        public WebhookSender Webhooks { get; } = new(settings.Webhooks, time);

        /// <summary>The queues, the default one first; all of them once the host has started.</summary>
        public IReadOnlyList<QueueRuntime> Queues => _queues;

        public void Add(QueueRuntime queue) => _queues = [.. _queues, queue];
    }
}
