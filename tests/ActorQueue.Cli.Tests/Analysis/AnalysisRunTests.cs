using ActorQueue.Cli.Analysis;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Hosting;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Tests.Analysis;

public sealed class AnalysisRunTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_was_stopped_at_once_says_that_it_did_not_read_earlier_results(bool isStopped)
    {
        using var folder = new TemporaryFolder();
        await using var host = await QueueHost.StartAsync(new QueueHostOptions(folder["data"]) { Workers = 0 });
        var display = new PlainDisplay(TextWriter.Null, TextWriter.Null, TimeProvider.System, TimeSpan.FromHours(1));
        var queue = new OwnAnalysisQueue(host, AudioFileTasks.Options(ProcessorIsolation.Thread), TimeProvider.System);
        var run = new AnalysisRun(queue, display, new RunProgress(TimeProvider.System), TimeProvider.System, maxRetries: 0);
        IReadOnlyList<AudioFile> files = isStopped ? [new AudioFile(new FilePath("/a.wav"), new FileFacts(FileType.Regular, "", 1, 0))] : [];

        (await run.RunAsync(files, new CancellationToken(isStopped), CancellationToken.None)).ShouldBe(!isStopped);

        run.IsCacheRead.ShouldBe(!isStopped);
    }
}
