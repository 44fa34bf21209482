using ActorQueue.Contracts;
using ActorQueue.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Testing;

/// <summary>
/// A whole queue for the tests of an application's processors and of what submits to them: the real one, in a folder of its own, in time that the test moves. Tasks run as soon
/// as they are ready, or one at a time when the test says so.
/// </summary>
/// <example><code>
/// await using var harness = await ActorQueueTestHarness.StartAsync(queue => queue.AddProcessor&lt;SendMail&gt;("mail"));
/// var task = await harness.RunAsync(harness.NewTask("mail", payload));      // its first attempt fails
/// task.Status == QueueTaskStatus.Retry
/// await harness.AdvanceAsync(TimeSpan.FromSeconds(6));                      // its backoff is over
/// (await harness.Queue.GetAsync(task.Id)).Status == QueueTaskStatus.Completed
/// </code></example>
public sealed class ActorQueueTestHarness : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    private readonly Action<ActorQueueBuilder> _configure;
    private readonly TestHarnessOptions _options;
    private readonly VirtualTime _time;
    private string _connectionString = "";
    private readonly string _folder = Directory.CreateTempSubdirectory("actorqueue-harness-").FullName;
    private IHost? _host;

    private ActorQueueTestHarness(Action<ActorQueueBuilder> configure, TestHarnessOptions options)
    {
        (_configure, _options) = (configure, options);
        _time = new VirtualTime(options.StartTime ?? TimeProvider.System.GetUtcNow());
    }

    /// <summary>The queue, for the code under test.</summary>
    public TaskQueue Queue => Services.GetRequiredService<TaskQueue>();

    /// <summary>What is injected into processors; <see cref="TimeProvider"/> is among it, and is the harness' time.</summary>
    public IServiceProvider Services => (_host ?? throw new ObjectDisposedException(nameof(ActorQueueTestHarness))).Services;

    /// <summary>The time that <see cref="AdvanceAsync"/> moves. Ids of tasks are made with it: <c>TaskId.New(harness.Time)</c>.</summary>
    public TimeProvider Time => _time;

    private ActorQueueHost Host => Services.GetRequiredService<ActorQueueHost>();

    private QueueRuntime Runtime => Host.Runtime(null);

    /// <summary>Starts a queue.</summary>
    public static async Task<ActorQueueTestHarness> StartAsync(Action<ActorQueueBuilder> configure, TestHarnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var harness = new ActorQueueTestHarness(configure, options ?? new TestHarnessOptions());
        try
        {
            await harness.StartHostAsync();
            return harness;
        }
        catch
        {
            await harness.DisposeAsync();
            throw;
        }
    }

    /// <summary>A task with an id of the harness' time.</summary>
    public TaskSpec NewTask(string kind, ReadOnlyMemory<byte> payload = default) => new() { Id = TaskId.New(_time), Kind = kind, Payload = payload };

    /// <summary>Submits a task, lets everything run that is ready, and returns the task as it is then: ended, or waiting for time to pass or for others.</summary>
    /// <exception cref="InvalidOperationException">It was not accepted.</exception>
    public async Task<TaskView> RunAsync(TaskSpec task)
    {
        var outcome = await Queue.EnqueueAsync(task);
        if (outcome.Result != EnqueueResult.Accepted)
        {
            throw new InvalidOperationException($"The task was not accepted: {outcome}");
        }

        await SettleAsync();
        return (await Queue.GetAsync(task.Id))!;
    }

    /// <summary>Waits until nothing runs and nothing more starts by itself.</summary>
    /// <exception cref="TimeoutException">An attempt still runs after <see cref="TestHarnessOptions.Patience"/>: one that waits for time to pass needs <see cref="AdvanceAsync"/>.</exception>
    public Task SettleAsync() => SettleAsync(allowed: 0);

    /// <summary>
    /// Moves the time, from one thing that is due to the next, and lets everything run that becomes ready on the way. What already runs when it is called may
    /// go on running: its end may be what the time brings. Call <see cref="SettleAsync()"/> first when it is to end before the time moves.
    /// </summary>
    /// <param name="by">0 or more.</param>
    public async Task AdvanceAsync(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var until = _time.GetUtcNow() + by;

        // The queue's own count: an analyzer that is between two attempts is busy, too, and would let one of those go on that start on the way.
        var (_, running) = await LookAsync();
        do
        {
            await SettleAsync(running);
        }
        while (_time.RunNext(until));
        await SettleAsync(running);
    }

    /// <summary>With <see cref="TestExecution.Manual"/>: runs the attempt that is next, to its end.</summary>
    /// <returns>Its task as it is then; null when nothing is ready.</returns>
    /// <exception cref="TimeoutException">The attempt still runs after <see cref="TestHarnessOptions.Patience"/>.</exception>
    public async Task<TaskView?> StepAsync()
    {
        if (_options.Execution != TestExecution.Manual)
        {
            throw new InvalidOperationException($"Only a harness with {nameof(TestExecution)}.{nameof(TestExecution.Manual)} steps.");
        }

        using var patience = new CancellationTokenSource(_options.Patience);
        await using var watch = await Runtime.WatchAsync(patience.Token);
        await Runtime.AllowOneAsync(patience.Token);
        await SettleAsync();
        if (!Runtime.CloseGate())
        {
            return null;
        }

        await foreach (var change in watch.ReadAllAsync(patience.Token))
        {
            if (change.Kind == TaskChangeKind.Started)
            {
                return await Queue.GetAsync(change.Task!.Id, patience.Token);
            }
        }

        throw new QueueUnavailableException("it stopped under the harness");
    }

    /// <summary>With <see cref="TestExecution.Manual"/>: steps until nothing is ready.</summary>
    /// <returns>How many attempts ran.</returns>
    public async Task<int> StepAllAsync()
    {
        var steps = 0;
        while (await StepAsync() is not null)
        {
            steps++;
        }

        return steps;
    }

    /// <summary>Stops the queue and starts it again from what is on disk, with everything made anew, as a restart of the application does.</summary>
    public async Task RestartAsync()
    {
        await StopHostAsync();
        await StartHostAsync();
    }

    /// <summary>Stops the queue and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopHostAsync();
        _time.Dispose();
        using (var connection = new SqliteConnection(_connectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartHostAsync()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        _options.Services?.Invoke(builder.Services);
        _configure(builder.Services.AddActorQueue(options =>
        {
            options.DataDirectory = _folder;
            options.Workers = 4;
            options.Hocon = _options.Hocon + $$"""

                akka.scheduler { implementation = "{{typeof(VirtualScheduler).FullName}}, ActorQueue", {{VirtualScheduler.TimeKey}} = "{{_time.Name}}" }
                # What only repeats itself would make a moment of every few seconds that a test moves.
                actorqueue { workers.monitoring.enabled = off, progress.update-interval = 0s, shutdown.drain-timeout = 0s }
                """;
        }));
        _host = builder.Build();
        var host = Host;
        host.OpensGate = _options.Execution == TestExecution.Inline;
        await _host.StartAsync();
        _connectionString = Runtime.Settings.ConnectionString;

        // The queue answers before the pool has found it: until then nothing starts, and everything would look settled.
        var waited = TimeProvider.System.GetTimestamp();
        while (!(await Runtime.AskPoolAsync(CancellationToken.None)).IsComplete)
        {
            if (TimeProvider.System.GetElapsedTime(waited) > StartPatience)
            {
                throw new TimeoutException($"The analyzers have not started within {StartPatience}.");
            }

            await Task.Yield();
        }
    }

    private async Task StopHostAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.StopAsync();
            host.Dispose();
        }
    }

    // A pool that has nothing left has offered its room before it answers, and the queue answers a question after everything that it was told before it: one look is enough.
    private async Task SettleAsync(int allowed)
    {
        var waited = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (running, processing) = await LookAsync();
            if (running <= allowed && processing <= allowed)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(waited) > _options.Patience)
            {
                throw new TimeoutException($"{Math.Max(running, processing)} attempts still run after {_options.Patience}; one that waits for time to pass needs {nameof(AdvanceAsync)}.");
            }

            await Task.Yield();
        }
    }

    private async Task<(int Running, int Processing)> LookAsync()
    {
        var load = await Runtime.AskPoolAsync(CancellationToken.None);
        return (load.Busy, (int)(await Queue.GetStatisticsAsync()).ProcessingTasks);
    }
}
