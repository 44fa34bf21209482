using ActorQueue.Audio;
using ActorQueue.Audio.Decoding;
using ActorQueue.Audio.Synthesis;
using ActorQueue.Cli.Analysis;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Hosting;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Doctor;

/// <summary>Whether the work itself goes: the analyzer alone, and one real task through the whole queue.</summary>
internal static class WorkChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly MusicPiece Piece = new() { TonicPitchClass = 9, TempoBpm = 120, Duration = TimeSpan.FromSeconds(5), SampleRateHz = 22_050, Channels = 1, Seed = 1 };

    public static Check Analyzer { get; } = new("analyzer starts", _ => Task.FromResult(Analyze()));

    public static Check WorkerProcess { get; } = new("analyzer runs in a worker process", cancellationToken => RunTaskAsync(
        ProcessorIsolation.Process,
        "worker started, measured, ended",
        "analyze works without it; for --isolation process, allow this user more processes and memory",
        cancellationToken));

    public static Check Queue { get; } = new("task through the queue", cancellationToken => RunTaskAsync(
        ProcessorIsolation.Thread, "submitted, journaled, run, completed", "run `actorqueue demo --verbose` and read the log", cancellationToken));

    private static CheckResult Analyze()
    {
        try
        {
            var report = AudioAnalyzer.Analyze(MusicSynthesizer.CreateSamples(Piece));
            return Math.Abs(report.DurationSeconds - Piece.Duration.TotalSeconds) < 0.01
                ? CheckResult.Pass($"measures {report.DurationSeconds:F1} s of synthesised music")
                : CheckResult.Fail($"measured {report.DurationSeconds} s of {Piece.Duration.TotalSeconds} s", "this build is damaged: install it anew");
        }
        catch (Exception exception) when (exception is AudioException or TypeInitializationException or BadImageFormatException or FileNotFoundException)
        {
            return CheckResult.Fail(exception.Message, "this build is damaged or lacks a part: install it anew");
        }
    }

    private static async Task<CheckResult> RunTaskAsync(ProcessorIsolation isolation, string finding, string advice, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("actorqueue-doctor-");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            var path = Path.Combine(folder.FullName, "piece.wav");
            MusicSynthesizer.WriteWave(path, Piece);
            await using var host = await QueueHost.StartAsync(new QueueHostOptions(Path.Combine(folder.FullName, "data")) { Workers = 1, Isolation = isolation }, timeout.Token);
            var file = new AudioFileFinder(FileTree.Current).Find([path]).Files[0];
            var spec = AnalysisTask.For(file, maxRetries: 0, TimeProvider.System);
            await host.Queue.EnqueueAsync([spec], timeout.Token);
            var task = await host.Queue.WaitAsync(spec.Id, timeout.Token);
            return task is { Status: QueueTaskStatus.Completed, Result: not null }
                ? CheckResult.Pass(finding)
                : CheckResult.Fail($"ended as {task?.Status.ToWord()}: {task?.Error?.Message}", advice);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckResult.Fail($"no result within {Patience.TotalSeconds:F0} s", advice);
        }
        catch (Exception exception) when (exception is CommandFailedException or QueueException)
        {
            return CheckResult.Fail(exception.Message, advice);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
