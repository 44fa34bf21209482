using Akka.Actor;
using Akka.Pattern;
using ActorQueue.Callbacks;
using ActorQueue.Contracts;
using ActorQueue.Gateway;
using ActorQueue.History;
using ActorQueue.Journal;
using ActorQueue.Metrics;
using ActorQueue.Processors;
using ActorQueue.Supervision;
using ActorQueue.Workers;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Hosting;

/// <summary>What the queues of a node share.</summary>
/// <param name="System">Their actors' system.</param>
/// <param name="Time">Its clock and timers.</param>
/// <param name="Threads">The threads for synchronous processors.</param>
/// <param name="Processors">The processors; complete.</param>
/// <param name="Callbacks">The named callbacks.</param>
/// <param name="WorkerId">Unique for each start of a process.</param>
/// <param name="LoggerFactory">Where what is said outside the actors goes.</param>
internal sealed record NodeParts(
    ActorSystem System, TimeProvider Time, SyncThreads Threads, ProcessorRegistry Processors, HostCallbacks Callbacks, string WorkerId, ILoggerFactory LoggerFactory);

/// <summary>
/// One queue of a started host: its actors, its part of the pool of workers, and what is asked of them. What happens to one queue's actors is nothing to those of another.
/// </summary>
internal sealed class QueueRuntime : IDisposable
{
    // Recovery of a large queue takes seconds; an answer of a running one milliseconds. Past this something is broken.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly NodeParts _node;
    private readonly ILogger _logger;
    private readonly ProcessingGate _gate = new();
    private readonly IActorRef _gateway;
    private readonly IActorRef _supervisor;
    private readonly IActorRef _progressCalls;
    private readonly LocalProcessing _processing;
    private ProgressReports? _reports;
    private StatisticsCalls? _statistics;

    /// <param name="settings">The queue's.</param>
    /// <param name="node">What it shares with others.</param>
    /// <param name="opensGate">Whether its pool takes attempts from the start on.</param>
    public QueueRuntime(ActorQueueSettings settings, NodeParts node, bool opensGate)
    {
        _node = node;
        _logger = node.LoggerFactory.CreateLogger("ActorQueue.Host");
        Settings = settings;
        Metrics = new QueueMetrics(settings.QueueName, node.LoggerFactory.CreateLogger<QueueMetrics>());
        History = new HistoryReader(settings.ConnectionString, settings.QueueName, settings.Cipher);
        if (!opensGate)
        {
            _gate.Close();
        }

        var persistenceId = PersistenceIdOf(settings.QueueName);
        var workerId = settings.IsDefaultQueue ? node.WorkerId : $"{node.WorkerId}-{settings.QueueName}";
        _gateway = Start(QueueActors.Gateway, QueueGateway.Props(settings.Gateway));
        var history = Start(QueueActors.History, Restarting(HistoryProjection.Props(settings, node.Time), "projection", settings.Journal, Metrics));
        if (settings.Workers.Analyzers > 0)
        {
            Workers = Start(QueueActors.Workers, WorkerPool.Props(workerId, settings.Workers, node.Processors, node.Threads, _gate));
        }

        _progressCalls = Start(QueueActors.ProgressCalls, ProgressCalls.Props(node.Callbacks.Progress, settings.ProgressCallInterval, Metrics));
        _processing = new LocalProcessing(Workers, _gate, settings.Shutdown);
        var setup = new QueueSetup
        {
            Settings = settings,
            Time = node.Time,
            Jitter = new Random(),
            PersistenceId = persistenceId,
            LocalWorkerId = workerId,
            Gateway = _gateway,
            Workers = Workers,
            History = history,
            Metrics = Metrics,
            ProgressCalls = _progressCalls,
            Snapshots = new QueueSnapshots(node.System, persistenceId, settings.Queue.Order),
        };
        _supervisor = Start(QueueActors.Queue, Restarting(QueueSupervisor.Props(setup), "supervisor", settings.Journal, Metrics));
    }

    public ActorQueueSettings Settings { get; }

    public QueueMetrics Metrics { get; }

    /// <summary>The finished tasks.</summary>
    public HistoryReader History { get; }

    /// <summary>The queue's pool on this node; nobody where it runs nothing.</summary>
    public IActorRef Workers { get; } = ActorRefs.Nobody;

    /// <summary>The queue's clock.</summary>
    public TimeProvider Time => _node.Time;

    /// <summary>What a queue's journal is kept under.</summary>
    public static string PersistenceIdOf(string queueName) => $"actorqueue-{queueName}-0";

    /// <summary>A parent that starts its child again after a pause, and ends with it when the stop was asked for.</summary>
    internal static Props Restarting(Props child, string name, JournalSettings settings, QueueMetrics metrics) => BackoffSupervisor.Props(
        Backoff.OnStop(child, name, settings.RestartDelay, settings.RestartMaxDelay, randomFactor: 0.2)
            .WithAutoReset(settings.RestartMaxDelay)
            .WithSupervisorStrategy(new OneForOneStrategy(_ =>
            {
                metrics.CountSystemError(name);
                return Directive.Stop;
            }))
            .WithFinalStopMessage(message => message is StopQueue));

    /// <summary>Waits until the queue has recovered and answers.</summary>
    /// <exception cref="QueueUnavailableException">It cannot.</exception>
    public async Task AwaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _gateway.Ask<object>(AwaitQueue.Instance, StartTimeout, cancellationToken) is QueueUnavailable unavailable)
            {
                throw Unavailable(unavailable.Reason);
            }
        }
        catch (AskTimeoutException e)
        {
            throw Unavailable($"it has not recovered within {StartTimeout.TotalSeconds:F0} s; the log says what holds it up", e);
        }
    }

    /// <summary>Asks the queue and returns its answer.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <param name="patience">For how long the queue may keep the question before it begins to answer.</param>
    /// <exception cref="QueueUnavailableException">It cannot answer now.</exception>
    public async Task<T> AskAsync<T>(object request, CancellationToken cancellationToken, TimeSpan patience = default)
    {
        object answer;
        var timeout = AnswerTimeout + patience;
        try
        {
            answer = await _gateway.Ask<object>(request, timeout, cancellationToken);
        }
        catch (AskTimeoutException e)
        {
            throw Unavailable($"it has not answered within {timeout.TotalSeconds:F0} s", e);
        }

        return answer switch
        {
            QueueUnavailable unavailable => throw Unavailable(unavailable.Reason),
            T expected => expected,
            _ => throw new InvalidOperationException($"A {request.GetType().Name} was answered with a {answer.GetType().Name}."),
        };
    }

    /// <summary>Starts to watch every change.</summary>
    public Task<TaskWatch> WatchAsync(CancellationToken cancellationToken) => TaskWatch.StartAsync(_node.System, _gateway, AnswerTimeout, cancellationToken);

    /// <summary>Waits until all has been told of an ended task's progress that was reported before the call.</summary>
    public async Task FinishProgressAsync(TaskId id, CancellationToken cancellationToken)
    {
        try
        {
            await _progressCalls.Ask<ProgressFinished>(new FinishProgress(id), AnswerTimeout, cancellationToken);
        }
        catch (AskTimeoutException)
        {
            HostLog.ProgressHangs(_logger, id, AnswerTimeout.TotalSeconds);
        }
    }

    /// <summary>Tells the application's statistics callbacks from now on.</summary>
    public void StartStatistics() => _statistics = new StatisticsCalls(
        Settings.QueueName,
        _node.Callbacks.Statistics,
        token => AskAsync<QueueStatistics>(GetStatistics.Instance, token),
        Settings.ProgressInterval,
        Time,
        Metrics,
        _logger);

    /// <summary>Tells them once more, and then no more.</summary>
    public async Task StopStatisticsAsync()
    {
        if (Interlocked.Exchange(ref _statistics, null) is { } statistics)
        {
            await statistics.DisposeAsync();
        }
    }

    /// <summary>Takes attempts again, and has somebody told how far the queue is.</summary>
    /// <param name="report">Starts to tell, at the interval it is given; null: nobody is told.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<bool> StartProcessingAsync(Func<TimeSpan, ProgressReports>? report, CancellationToken cancellationToken)
    {
        if (!await _processing.StartAsync(cancellationToken))
        {
            return false;
        }

        await StopReportsAsync();
        _reports = report?.Invoke(Settings.ProgressInterval);
        return true;
    }

    /// <summary>Takes no further attempts and waits for those that run.</summary>
    /// <returns>Whether nothing runs any more.</returns>
    public async Task<bool> StopProcessingAsync(CancellationToken cancellationToken)
    {
        var isStopped = await _processing.StopAsync(cancellationToken);
        await StopReportsAsync();
        return isStopped;
    }

    /// <summary>Tells nobody any more how far the queue is.</summary>
    public async Task StopReportsAsync()
    {
        if (Interlocked.Exchange(ref _reports, null) is { } reports)
        {
            await reports.DisposeAsync();
        }
    }

    /// <summary>Has the queue write what it has left, and end.</summary>
    public Task EndAsync(TimeSpan timeout) => _supervisor.GracefulStop(timeout, StopQueue.Instance);

    /// <summary>Lets exactly one attempt start, when one is ready, while the gate is closed.</summary>
    public async Task AllowOneAsync(CancellationToken cancellationToken)
    {
        _gate.Allow(1);
        await AskPoolAsync(cancellationToken);
    }

    /// <summary>Closes the gate; true when everything that was allowed has passed it.</summary>
    public bool CloseGate()
    {
        var isSpent = _gate.Limit(1) == 0;
        _gate.Close();
        return isSpent;
    }

    /// <summary>What the pool runs, after it has handled what it was sent before and has offered the queue its room.</summary>
    public Task<PoolResumed> AskPoolAsync(CancellationToken cancellationToken) => Workers.Ask<PoolResumed>(ResumePool.Instance, AnswerTimeout, cancellationToken);

    public void Dispose() => Metrics.Dispose();

    // Of a single queue there is nothing to tell it apart from.
    private QueueUnavailableException Unavailable(string reason, Exception? cause = null) =>
        new(Settings.IsDefaultQueue ? reason : $"{reason} (queue '{Settings.QueueName}')", cause);

    private IActorRef Start(string role, Props props) => _node.System.ActorOf(props, QueueActors.NameOf(role, Settings.IsDefaultQueue ? null : Settings.QueueName));
}
