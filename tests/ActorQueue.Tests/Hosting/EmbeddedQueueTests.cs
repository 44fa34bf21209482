using ActorQueue.Contracts;
using ActorQueue.Hosting;
using ActorQueue.Processors;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Tests.Hosting;

/// <summary>The whole queue on SQLite, as a host application uses it, in real time.</summary>
public sealed class EmbeddedQueueTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorqueue-embedded-").FullName;
    private readonly List<IHost> _hosts = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_submitted_task_runs_and_its_result_is_kept_across_a_restart_of_the_host()
    {
        var host = await StartAsync();
        var task = NewTask("echo", "hello"u8.ToArray());

        (await Queue(host).EnqueueAsync(task)).Result.ShouldBe(EnqueueResult.Accepted);
        (await Queue(host).WaitAsync(task.Id))!.Status.ShouldBe(QueueTaskStatus.Completed);
        await StopAsync(host);

        var kept = (await Queue(await StartAsync()).GetAsync(task.Id)).ShouldNotBeNull();
        kept.Status.ShouldBe(QueueTaskStatus.Completed);
        kept.Result!.Value.ToArray().ShouldBe("hello"u8.ToArray());
    }

    [Fact]
    public async Task What_waits_when_the_host_stops_runs_after_the_next_start()
    {
        var idle = await StartAsync(workers: 0);
        var tasks = Enumerable.Range(0, 100).Select(i => NewTask("echo", BitConverter.GetBytes(i))).ToArray();
        await Queue(idle).EnqueueAsync(tasks);
        await StopAsync(idle);

        var queue = Queue(await StartAsync());

        foreach (var task in tasks)
        {
            (await queue.WaitAsync(task.Id))!.Status.ShouldBe(QueueTaskStatus.Completed);
        }

        var statistics = await queue.GetStatisticsAsync();
        (statistics.TotalTasks, statistics.CompletedTasks).ShouldBe((100, 100));
    }

    [Fact]
    public async Task A_repeated_submit_is_the_same_task()
    {
        var queue = Queue(await StartAsync());
        var task = NewTask("echo", []);

        await queue.EnqueueAsync(task);
        await queue.WaitAsync(task.Id);

        (await queue.EnqueueAsync(task)).Result.ShouldBe(EnqueueResult.Duplicate);
        (await queue.GetStatisticsAsync()).TotalTasks.ShouldBe(1);
    }

    [Fact]
    public async Task A_full_queue_says_so_and_takes_more_when_there_is_room()
    {
        var queue = Queue(await StartAsync(workers: 0, "actorqueue.queue.max-length = 2"));

        var outcomes = await queue.EnqueueAsync([NewTask("echo", []), NewTask("echo", []), NewTask("echo", [])]);

        outcomes.Select(outcome => outcome.Result).ShouldBe([EnqueueResult.Accepted, EnqueueResult.Accepted, EnqueueResult.Rejected]);
        outcomes[2].Reason.ShouldBe(RejectReasons.QueueFull);
        await queue.CancelAsync(outcomes[0].Id);
        (await queue.EnqueueAsync(NewTask("echo", []))).Result.ShouldBe(EnqueueResult.Accepted);
    }

    [Fact]
    public async Task A_failing_task_is_tried_as_often_as_its_class_allows()
    {
        var queue = Queue(await StartAsync(workers: 2, "actorqueue.retry { max-retries = 2, delay = 1ms }"));
        var retryable = NewTask("fail", []);
        var permanent = NewTask("missing", []);

        await queue.EnqueueAsync([retryable, permanent]);

        var failed = (await queue.WaitAsync(retryable.Id))!;
        (failed.Status, failed.Attempts, failed.Error!.Code).ShouldBe((QueueTaskStatus.Failed, 3, ErrorCodes.Failed));
        var missing = (await queue.WaitAsync(permanent.Id))!;
        (missing.Status, missing.Attempts, missing.Error!.Code).ShouldBe((QueueTaskStatus.Failed, 1, ErrorCodes.FileNotFound));
    }

    [Fact]
    public async Task A_second_owner_is_told_who_has_the_folder()
    {
        await StartAsync();

        var refused = await Should.ThrowAsync<DataDirectoryInUseException>(() => StartAsync());

        refused.ProcessId.ShouldBe(Environment.ProcessId);
        refused.Message.ShouldContain($"in use by pid {Environment.ProcessId}");
    }

    [Fact]
    public async Task Live_and_finished_tasks_are_listed_page_by_page_without_gap_or_repetition()
    {
        var queue = Queue(await StartAsync());
        var finished = Enumerable.Range(0, 7).Select(_ => NewTask("echo", [])).ToArray();
        await queue.EnqueueAsync(finished);
        foreach (var task in finished)
        {
            await queue.WaitAsync(task.Id);
        }

        await queue.PauseAsync();
        var waiting = Enumerable.Range(0, 5).Select(_ => NewTask("echo", [])).ToArray();
        await queue.EnqueueAsync(waiting);

        List<TaskId> listed = [];
        string? cursor = null;
        do
        {
            var page = await queue.ListAsync(new ListTasks { PageSize = 3, Cursor = cursor });
            listed.AddRange(page.Tasks.Select(task => task.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        listed.ShouldBe(waiting.Concat(finished).Select(task => task.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task A_watcher_sees_a_task_from_its_submit_to_its_end()
    {
        var queue = Queue(await StartAsync());
        var task = NewTask("echo", []);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var changes = queue.WatchAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        var first = changes.MoveNextAsync();

        // The watch is registered with the first step of the enumeration; a task submitted before that may be missed in part.
        while (!first.IsCompleted)
        {
            await queue.EnqueueAsync(NewTask("echo", []));
        }

        await first;
        await queue.EnqueueAsync(task);
        List<TaskChangeKind> seen = [];
        while (seen.LastOrDefault() != TaskChangeKind.Completed && await changes.MoveNextAsync())
        {
            if (changes.Current.Task?.Id == task.Id)
            {
                seen.Add(changes.Current.Kind);
            }
        }

        seen.ShouldBe([TaskChangeKind.Enqueued, TaskChangeKind.Started, TaskChangeKind.Completed]);
    }

    [Fact]
    public async Task A_stop_lets_running_attempts_finish()
    {
        var host = await StartAsync();
        var task = NewTask("slow", []);
        await Queue(host).EnqueueAsync(task);
        await SlowProcessor.Started.WaitAsync(TimeSpan.FromSeconds(30));

        var stopping = host.StopAsync();
        SlowProcessor.Finish.Release();
        await stopping;
        _hosts.Remove(host);
        host.Dispose();

        (await Queue(await StartAsync(workers: 0)).GetAsync(task.Id))!.Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task The_actors_stand_where_the_map_says()
    {
        var host = await StartAsync();
        var system = host.Services.GetRequiredService<ActorQueueHost>().System;

        foreach (var path in (string[])["gateway", "queue", "queue/supervisor", "queue/supervisor/journal", "workers", "workers/analyzers", "resource-monitor", "history"])
        {
            (await system.ActorSelection("/user/" + path).ResolveOne(TimeSpan.FromSeconds(10))).Path.Name.ShouldBe(path.Split('/')[^1]);
        }
    }

    [Fact]
    public async Task A_start_that_fails_leaves_the_folder_to_the_next_one()
    {
        var database = QueueConfiguration.DatabasePath(_folder);
        Directory.CreateDirectory(database);
        await Should.ThrowAsync<Exception>(() => StartAsync());
        Directory.Delete(database);

        (await Queue(await StartAsync()).GetStatisticsAsync()).TotalTasks.ShouldBe(0);
    }

    [Fact]
    public async Task Old_journal_rows_go_when_snapshots_cover_them_and_nothing_is_lost_by_it()
    {
        const string Often = "actorqueue.journal.snapshot-interval = 10";
        var host = await StartAsync(workers: 2, Often);
        for (var i = 0; i < 200; i++)
        {
            await Queue(host).EnqueueAsync(NewTask("echo", []));
        }

        var waiting = NewTask("echo", []) with { NotBefore = TimeProvider.System.GetUtcNow().AddDays(1) };
        await Queue(host).EnqueueAsync(waiting);

        // Deleting goes on beside the queue, so it may be behind: the last two, and one that is being made.
        const string CountSnapshots = "SELECT count(DISTINCT sequence_number) FROM snapshot";
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (CountRows(CountSnapshots) > 3)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await StopAsync(host);
        CountRows("SELECT count(*) FROM journal").ShouldBeLessThan(200, "each of 200 submits was a row of its own");
        CountRows(CountSnapshots).ShouldBeGreaterThan(0);
        var queue = Queue(await StartAsync(workers: 2, Often));
        (await queue.GetAsync(waiting.Id))!.Status.ShouldBe(QueueTaskStatus.Scheduled);
        (await queue.GetStatisticsAsync()).TotalTasks.ShouldBe(201);
    }

    private static TaskSpec NewTask(string kind, byte[] payload) => new() { Id = TaskId.New(TimeProvider.System), Kind = kind, Payload = payload };

    private static TaskQueue Queue(IHost host) => host.Services.GetRequiredService<TaskQueue>();

    private long CountRows(string sql)
    {
        using var connection = new SqliteConnection(QueueConfiguration.ConnectionString(QueueConfiguration.DatabasePath(_folder), TimeSpan.FromSeconds(30)));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private async Task<IHost> StartAsync(int workers = 4, string hocon = "")
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddActorQueue(options =>
            {
                options.DataDirectory = _folder;
                options.Workers = workers;
                options.Hocon = hocon;
            })
            .AddProcessor<EchoProcessor>("echo")
            .AddProcessor<FailingProcessor>("fail")
            .AddProcessor<MissingFileProcessor>("missing")
            .AddProcessor<SlowProcessor>("slow");
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        _hosts.Add(host);
        return host;
    }

    private async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        _hosts.Remove(host);
        host.Dispose();
    }

    private sealed class EchoProcessor : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new TaskResult(context.Payload, context.ContentType));
    }

    private sealed class FailingProcessor : ITaskProcessor
    {
        public ValueTask<TaskResult> ProcessAsync(TaskContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("always");
    }

    private sealed class MissingFileProcessor : ISyncTaskProcessor
    {
        public TaskResult Process(TaskContext context, CancellationToken cancellationToken) => throw new FileNotFoundException("gone", "/no/such/file");
    }

    private sealed class SlowProcessor : ISyncTaskProcessor
    {
        public static SemaphoreSlim Started { get; } = new(0);

        public static SemaphoreSlim Finish { get; } = new(0);

        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            Started.Release();
            Finish.Wait(cancellationToken);
            return TaskResult.Empty;
        }
    }
}
