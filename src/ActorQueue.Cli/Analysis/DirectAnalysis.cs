using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Hosting;
using ActorQueue.Contracts;
using ActorQueue.Files;

namespace ActorQueue.Cli.Analysis;

/// <summary>No queue: the processors of a host that is never started, each file tried once, nothing kept.</summary>
internal sealed class DirectAnalysis(QueueHost host, FileTaskOptions options) : IAnalysisQueue
{
    public IFileTaskQueue Tasks => host.Queue;

    public FileTaskOptions Options { get; } = options with { Fallback = FileFallback.Direct, FallbackAfter = TimeSpan.Zero };

    public bool KeepsResults => false;

    public Task<IReadOnlyList<TaskView>> ListLiveAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<TaskView>>([]);

    public CachedFile? FindResult(AudioFile file, bool withSeries) => null;

    // For as long as the run lasts, where a report is wanted.
    public byte[]? FindSeries(AudioFile file) => host.HasCache ? host.Cache.FindSeries(file) : null;

    public async Task DrainAsync(Task running, IRunDisplay display, CancellationToken cancel)
    {
        display.Warn("Stopping: files that are being analysed are finished first. Ctrl-C again cancels them.");

        // Cancelled or failed, the run itself says so.
        await Task.WhenAny(running.WaitAsync(cancel));
    }

    public void Prune()
    {
        // Nothing is kept.
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
