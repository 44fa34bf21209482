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

        public void Report(FileTaskResult value) => Results.Enqueue(value);
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
