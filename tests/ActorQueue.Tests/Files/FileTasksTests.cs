using System.Text;
using ActorQueue.Contracts;
using ActorQueue.Files;
using ActorQueue.Processors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorQueue.Tests.Files;

/// <summary>Lists of files: small ones side by side, large ones one at a time, and both without the queue when that is wanted.</summary>
public sealed class FileTasksTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actorqueue-files-");

    private static FileTaskOptions Options { get; } = new() { Kind = "read", LargeFileBytes = 10 };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_file_has_its_result_in_the_order_of_the_list()
    {
        await using var embedded = await StartAsync();
        string[] paths = [NewFile("a", 1), NewFile("b", 20), "/no/such/file", NewFile("c", 10)];
        var told = new Told();

        var results = await new FileTasks(embedded.Queue, Options).RunAsync(paths, told).WaitAsync(TimeSpan.FromMinutes(1));

        results.Select(result => result.Path).ShouldBe(paths);
        results.Select(result => result.IsLarge).ShouldBe([false, true, false, false]);
        results.Select(result => result.Error?.Code).ShouldBe([null, null, ErrorCodes.FileNotFound, null]);
        Encoding.UTF8.GetString(results[1].Result!.Value.Span).ShouldBe("20");
        results.ShouldAllBe(result => !result.IsDirect);
        told.Results.ShouldBe(results, ignoreOrder: true);
    }

    [Fact]
    public async Task Large_files_are_worked_on_one_at_a_time_whatever_becomes_of_them()
    {
        await using var embedded = await StartAsync();
        var reader = embedded.Services.GetRequiredService<Reader>();
        string[] paths = [.. Enumerable.Range(0, 12).Select(i => NewFile($"large{i}", 100)), .. Enumerable.Range(0, 12).Select(i => NewFile($"small{i}", 1))];
        reader.FailOn = "large3";

        var results = await new FileTasks(embedded.Queue, Options with { Describe = task => task with { Retry = RetryOptions.Fixed(TimeSpan.Zero, 1) } })
            .RunAsync(paths).WaitAsync(TimeSpan.FromMinutes(1));

        reader.MostLarge.ShouldBe(1);
        results.Count(result => result.Status == QueueTaskStatus.Completed).ShouldBe(23);
    }

    [Fact]
    public async Task Large_files_may_have_a_processor_of_their_own_and_run_side_by_side()
    {
        await using var embedded = await StartAsync();
        var reader = embedded.Services.GetRequiredService<Reader>();
        reader.Meeting = 2;
        string[] paths = [NewFile("a", 100), NewFile("b", 100)];

        var results = await new FileTasks(embedded.Queue, Options with { LargeKind = "read-large", OneLargeFileAtATime = false })
            .RunAsync(paths).WaitAsync(TimeSpan.FromMinutes(1));

        results.ShouldAllBe(result => result.Status == QueueTaskStatus.Completed);
        (await embedded.Queue.GetAsync(results[0].Id))!.Kind.ShouldBe("read-large");
        reader.MostLarge.ShouldBe(2);
    }

    [Fact]
    public async Task Large_files_of_runs_beside_each_other_are_kept_apart_too()
    {
        await using var embedded = await StartAsync();
        var reader = embedded.Services.GetRequiredService<Reader>();
        var runs = Enumerable.Range(0, 3).Select(run => new FileTasks(embedded.Queue, Options)
            .RunAsync([.. Enumerable.Range(0, 8).Select(i => NewFile($"large{run}-{i}", 100))]));

        var results = await Task.WhenAll(runs).WaitAsync(TimeSpan.FromMinutes(1));

        reader.MostLarge.ShouldBe(1);
        results.SelectMany(result => result).ShouldAllBe(result => result.Status == QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task How_many_large_files_run_at_a_time_is_a_setting()
    {
        await using var embedded = await StartAsync("actorqueue { analysis.large-files-at-a-time = 2, workers.max = 4 }");
        var reader = embedded.Services.GetRequiredService<Reader>();
        reader.Meeting = 2;

        await new FileTasks(embedded.Queue, Options).RunAsync([.. Enumerable.Range(0, 8).Select(i => NewFile($"large{i}", 100))]).WaitAsync(TimeSpan.FromMinutes(1));

        reader.MostLarge.ShouldBe(2);
    }

    [Fact]
    public async Task Large_files_do_not_take_the_places_of_small_ones()
    {
        // With a place for each of them, the last small file would wait until few large ones are left.
        await using var embedded = await StartAsync("actorqueue { queue.max-length = 20, workers.max = 2 }");
        var told = new Told();
        string[] paths = [.. Enumerable.Range(0, 60).Select(i => NewFile($"large{i}", 100)), .. Enumerable.Range(0, 20).Select(i => NewFile($"small{i}", 1))];

        await new FileTasks(embedded.Queue, Options).RunAsync(paths, told).WaitAsync(TimeSpan.FromMinutes(1));

        told.Results.TakeWhile(result => told.Results.SkipWhile(other => other != result).Any(other => !other.IsLarge)).Count(result => result.IsLarge).ShouldBeLessThan(50);
    }

    [Fact]
    public async Task A_stop_begins_nothing_more_and_brings_what_was_begun_to_its_end()
    {
        await using var embedded = await StartAsync("actorqueue { queue.max-length = 3, workers.max = 1 }");
        using var stop = new CancellationTokenSource();
        var stopping = new Told { OnResult = _ => stop.Cancel() };
        FileTask[] files = [.. Enumerable.Range(0, 200).Select(i => new FileTask(NewFile($"f{i}", 1)))];

        var results = await new FileTasks(embedded.Queue, Options).RunAsync(files, stopping, stop.Token, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        results.Count.ShouldBeInRange(1, 199);
        results.ShouldBe(stopping.Results, ignoreOrder: true);
        (await embedded.Queue.GetStatisticsAsync()).PendingTasks.ShouldBe(0);
    }

    [Fact]
    public async Task A_task_that_an_earlier_run_left_is_followed_in_place_of_a_new_one()
    {
        await using var embedded = await StartAsync();
        var path = NewFile("a", 3);
        var earlier = (await new FileTasks(embedded.Queue, Options).RunAsync([path]))[0];

        var results = await new FileTasks(embedded.Queue, Options)
            .RunAsync([new FileTask(path) { SubmittedAs = earlier.Id }], null, CancellationToken.None, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        results.ShouldHaveSingleItem().Id.ShouldBe(earlier.Id);
        Encoding.UTF8.GetString(results[0].Result!.Value.Span).ShouldBe("3");
        (await embedded.Queue.GetStatisticsAsync()).TotalTasks.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_whose_work_another_task_does_has_the_end_of_that_one()
    {
        await using var embedded = await StartAsync();
        var path = NewFile("a", 3);
        var options = Options with { Describe = task => task with { Dedup = new DedupOptions("same", TimeSpan.FromHours(1), DedupPolicy.ReturnExisting) } };
        var first = await new FileTasks(embedded.Queue, options).RunAsync([path]);

        var second = await new FileTasks(embedded.Queue, options).RunAsync([path]).WaitAsync(TimeSpan.FromMinutes(1));

        second[0].Id.ShouldBe(first[0].Id);
        second[0].Status.ShouldBe(QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task More_files_than_the_queue_holds_wait_for_room()
    {
        await using var embedded = await StartAsync("actorqueue.queue.max-length = 3");
        string[] paths = [.. Enumerable.Range(0, 100).Select(i => NewFile($"f{i}", i % 7 == 0 ? 50 : 1))];

        var results = await new FileTasks(embedded.Queue, Options).RunAsync(paths).WaitAsync(TimeSpan.FromMinutes(1));

        results.ShouldAllBe(result => result.Status == QueueTaskStatus.Completed);
    }

    [Fact]
    public async Task Without_the_queue_the_files_are_worked_on_directly_when_that_is_chosen()
    {
        using var host = NotStarted();
        var reader = host.Services.GetRequiredService<Reader>();
        string[] paths = [.. Enumerable.Range(0, 5).Select(i => NewFile($"large{i}", 100)), .. Enumerable.Range(0, 20).Select(i => NewFile($"small{i}", 1)), "/no/such/file"];

        var results = await new FileTasks(
                host.Services.GetRequiredService<TaskQueue>(), Options with { Fallback = FileFallback.Direct, FallbackAfter = TimeSpan.Zero, DirectParallelism = 3 })
            .RunAsync(paths).WaitAsync(TimeSpan.FromMinutes(1));

        results.ShouldAllBe(result => result.IsDirect);
        results.Select(result => result.Path).ShouldBe(paths);
        results.Count(result => result.Status == QueueTaskStatus.Completed).ShouldBe(25);
        results[^1].Error!.Code.ShouldBe(ErrorCodes.FileNotFound);
        reader.MostLarge.ShouldBe(1);
        reader.Most.ShouldBeInRange(1, 4);
    }

    [Fact]
    public async Task Direct_work_of_runs_beside_each_other_keeps_large_files_apart_and_tells_how_far_it_is()
    {
        using var host = NotStarted();
        var reader = host.Services.GetRequiredService<Reader>();
        var changes = new Changes();
        var options = Options with { Fallback = FileFallback.Direct, FallbackAfter = TimeSpan.Zero, Changes = changes };
        var queue = host.Services.GetRequiredService<TaskQueue>();
        var runs = Enumerable.Range(0, 3).Select(run => new FileTasks(queue, options)
            .RunAsync([.. Enumerable.Range(0, 8).Select(i => NewFile($"large{run}-{i}", 100))]));

        var results = await Task.WhenAll(runs).WaitAsync(TimeSpan.FromMinutes(1));

        reader.MostLarge.ShouldBe(1);
        var id = results[0][0].Id;
        changes.Seen.Where(change => change.Task!.Id == id).Select(change => change.Kind)
            .ShouldBe([TaskChangeKind.Started, TaskChangeKind.Progressed, TaskChangeKind.Completed]);
    }

    [Fact]
    public async Task Direct_work_begins_nothing_more_once_it_is_stopped()
    {
        using var host = NotStarted();
        using var stop = new CancellationTokenSource();
        var stopping = new Told { OnResult = _ => stop.Cancel() };
        var options = Options with { Fallback = FileFallback.Direct, FallbackAfter = TimeSpan.Zero, DirectParallelism = 1 };
        FileTask[] files = [.. Enumerable.Range(0, 50).Select(i => new FileTask(NewFile($"f{i}", 1)))];

        var results = await new FileTasks(host.Services.GetRequiredService<TaskQueue>(), options)
            .RunAsync(files, stopping, stop.Token, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        results.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_the_queue_and_without_that_choice_the_caller_is_told()
    {
        using var host = NotStarted();

        await Should.ThrowAsync<QueueUnavailableException>(() =>
            new FileTasks(host.Services.GetRequiredService<TaskQueue>(), Options with { FallbackAfter = TimeSpan.Zero }).RunAsync([NewFile("a", 1)]));
    }

    [Fact]
    public async Task The_limit_between_small_and_large_is_a_setting()
    {
        await using var embedded = await StartAsync("actorqueue.analysis.large-file = 5 B");

        var results = await new FileTasks(embedded.Queue, Options with { LargeFileBytes = null }).RunAsync([NewFile("a", 5), NewFile("b", 6)]);

        results.Select(result => result.IsLarge).ShouldBe([false, true]);
    }

    private static Task<EmbeddedQueue> StartAsync(string hocon = "") => EmbeddedQueue.StartAsync((_, queue) => Register(queue), hocon);

    private static void Register(ActorQueueBuilder queue) => queue.AddProcessor<Reader>("read").AddProcessor<Reader>("read-large");

    private IHost NotStarted()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        Register(builder.Services.AddActorQueue(options => options.DataDirectory = _folder.FullName));
        return builder.Build();
    }

    private string NewFile(string name, int bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, new byte[bytes]);
        return path;
    }

    private sealed class Told : IProgress<FileTaskResult>
    {
        public System.Collections.Concurrent.ConcurrentQueue<FileTaskResult> Results { get; } = new();

        public Action<FileTaskResult> OnResult { get; init; } = _ => { };

        public void Report(FileTaskResult value)
        {
            Results.Enqueue(value);
            OnResult(value);
        }
    }

    private sealed class Changes : IProgress<TaskChange>
    {
        public System.Collections.Concurrent.ConcurrentQueue<TaskChange> Seen { get; } = new();

        public void Report(TaskChange value) => Seen.Enqueue(value);
    }

    private sealed class Reader : ISyncTaskProcessor
    {
        private readonly object _gate = new();
        private int _running;
        private int _runningLarge;

        public int Most { get; private set; }

        public int MostLarge { get; private set; }

        public string? FailOn { get; set; }

        /// <summary>How many large files must be in work together before any goes on.</summary>
        public int Meeting { get; set; } = 1;

        public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
        {
            var path = System.Text.Json.JsonDocument.Parse(context.Payload).RootElement.GetProperty("path").GetString()!;
            var length = new FileInfo(path).Length;
            Enter(length > 10);
            try
            {
                Thread.Yield();
                context.ReportProgress(1, 2);
                return FailOn is not null && path.EndsWith(FailOn, StringComparison.Ordinal)
                    ? throw new InvalidOperationException("broken")
                    : new TaskResult(Encoding.UTF8.GetBytes(length.ToString(System.Globalization.CultureInfo.InvariantCulture)), "text/plain");
            }
            finally
            {
                Leave(length > 10);
            }
        }

        private void Enter(bool isLarge)
        {
            lock (_gate)
            {
                Most = Math.Max(Most, ++_running);
                _runningLarge += isLarge ? 1 : 0;
                MostLarge = Math.Max(MostLarge, _runningLarge);
                Monitor.PulseAll(_gate);
                while (isLarge && MostLarge < Meeting && Monitor.Wait(_gate, TimeSpan.FromSeconds(30)))
                {
                    // Until the other one is here.
                }
            }
        }

        private void Leave(bool isLarge)
        {
            lock (_gate)
            {
                _running--;
                _runningLarge -= isLarge ? 1 : 0;
            }
        }
    }
}
