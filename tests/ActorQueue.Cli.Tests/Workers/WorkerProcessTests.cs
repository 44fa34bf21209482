using System.Diagnostics;
using ActorQueue.Cli.Analysis;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Hosting;
using ActorQueue.Cli.Tests.Commands;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Tests.Workers;

/// <summary>Audio work in real worker processes, under the queue as <c>analyze --isolation process</c> has it.</summary>
public sealed class WorkerProcessTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private QueueHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await QueueHost.StartAsync(new QueueHostOptions(_folder["data"]) { Workers = 1, Isolation = ProcessorIsolation.Process });

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_measured_there_as_here()
    {
        foreach (var piece in MusicFolder.WritePieces(_folder, 2))
        {
            var path = new FilePath(piece);

            var done = await RunAsync(TaskFor(path));

            done.Status.ShouldBe(QueueTaskStatus.Completed, done.Error?.Message);
            done.Result!.Value.ToArray().ShouldBe(new AudioFileWork().Measure(path, withSeries: false, Attempt, default).Report);
        }

        _host.Workers.ProcessIds.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_pictures_need_comes_back_with_the_report()
    {
        var path = new FilePath(MusicFolder.WritePieces(_folder, 1)[0]);
        var file = new AudioFile(path, FileTree.Current.Stat(path));
        var task = TaskFor(path) with { Payload = AnalysisPayload.For(path, withSeries: true).ToJson() };

        var done = await RunAsync(task);

        var here = new AudioFileWork().Measure(path, withSeries: true, Attempt, default);
        done.Status.ShouldBe(QueueTaskStatus.Completed, done.Error?.Message);
        done.Result!.Value.ToArray().ShouldBe(here.Report);
        _host.Cache.FindSeries(file).ShouldBe(here.Series);
    }

    [Fact]
    public async Task A_broken_file_fails_there_as_here()
    {
        foreach (var name in MusicFolder.WriteBroken(_folder))
        {
            var path = new FilePath(name);
            var here = Should.Throw<TaskFailedException>(() => new AudioFileWork().Measure(path, withSeries: false, Attempt, default));

            var failed = await RunAsync(TaskFor(path));

            failed.Error.ShouldBe(new TaskError(here.Code, here.Message));
        }

        _host.Workers.ProcessIds.Count.ShouldBe(1);
    }

    [LinuxFact]
    public async Task A_file_that_takes_too_long_is_given_up_with_its_process_and_the_run_goes_on()
    {
        var slow = TaskFor(LongFile()) with { AttemptTimeout = TimeSpan.FromSeconds(1) };
        var piece = TaskFor(new FilePath(MusicFolder.WritePieces(_folder, 1)[0]));
        await _host.Queue.EnqueueAsync([slow, piece]);

        (await FinishedAsync(slow)).Error!.Code.ShouldBe(ErrorCodes.Timeout);
        var done = await FinishedAsync(piece);
        done.Status.ShouldBe(QueueTaskStatus.Completed, done.Error?.Message);
    }

    [LinuxFact]
    public async Task A_task_whose_process_dies_is_run_again_by_a_new_one()
    {
        var task = TaskFor(LongFile(hours: 1));
        using var timeout = new CancellationTokenSource(Patience);
        await _host.Queue.EnqueueAsync([task]);
        var crashes = 0;
        await foreach (var change in _host.Queue.WatchAsync(timeout.Token))
        {
            if (change.Kind == TaskChangeKind.Progressed && crashes == 0)
            {
                Kill(_host.Workers.ProcessIds.Single());
            }
            else if (change.Kind == TaskChangeKind.RetryScheduled)
            {
                crashes++;
                change.Task!.Error!.Code.ShouldBe(ErrorCodes.Crashed);
            }
            else if (change.Kind is TaskChangeKind.Completed or TaskChangeKind.Failed)
            {
                break;
            }
        }

        var done = await FinishedAsync(task);
        done.Status.ShouldBe(QueueTaskStatus.Completed, done.Error?.Message);
        (crashes, done.Attempts).ShouldBe((1, 2));
    }

    [LinuxFact]
    public async Task A_run_that_is_killed_takes_its_workers_with_it()
    {
        MusicFolder.WritePieces(_folder, 1);
        File.Move(LongFile().Text, _folder["music/zz long.wav"]);
        using var run = CommandProcess.Start(_folder.Path, "analyze", "music", "--plain", "--workers", "1", "--isolation", "process");
        while (await run.ReadLineAsync() is { } line && !line.Contains("1/2]", StringComparison.Ordinal))
        {
        }

        using var worker = ProcessEnd.Watch(ChildrenOf(run.Id).ShouldHaveSingleItem());
        run.Kill();

        worker.Wait(Patience).ShouldBeTrue("the worker outlived its parent");
    }

    [Fact]
    public async Task A_worker_by_itself_says_who_starts_it()
    {
        var (exitCode, output) = await CommandProcess.RunAsync(_folder.Path, "worker");

        output.ShouldContain("is started by `actorqueue analyze --isolation process`");
        exitCode.ShouldBe(2);
    }

    private static TaskContext Attempt => new(TaskId.New(TimeProvider.System), "audio-file", "any", 1, default, "application/json");

    private async Task<TaskView> RunAsync(TaskSpec task)
    {
        await _host.Queue.EnqueueAsync([task]);
        return await FinishedAsync(task);
    }

    private async Task<TaskView> FinishedAsync(TaskSpec task) => (await _host.Queue.WaitAsync(task.Id).WaitAsync(Patience)).ShouldNotBeNull();

    private static TaskSpec TaskFor(FilePath path) =>
        AnalysisTask.For(new AudioFileFinder(FileTree.Current).Find([path.Text]).Files.Single(), maxRetries: 0, TimeProvider.System);

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        process.WaitForExit();
    }

    // Linux lists them by the thread that started them.
    private static List<int> ChildrenOf(int processId) =>
        [.. Directory.GetDirectories($"/proc/{processId}/task").SelectMany(thread => File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];

    /// <summary>Hours of silence that take no room on the disk.</summary>
    private FilePath LongFile(int hours = 12)
    {
        const int SampleRateHz = 22_050;
        var bytes = hours * 3600 * SampleRateHz * 2;
        var path = _folder["long.wav"];
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("RIFF"u8);
        writer.Write(bytes + 36);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(SampleRateHz);
        writer.Write(SampleRateHz * 2);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        writer.BaseStream.SetLength(bytes + 44L);
        return new FilePath(path);
    }
}
