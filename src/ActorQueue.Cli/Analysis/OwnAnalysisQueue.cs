using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Hosting;
using ActorQueue.Contracts;
using ActorQueue.Files;

namespace ActorQueue.Cli.Analysis;

/// <summary>The folder's queue, opened and run by this process.</summary>
internal sealed class OwnAnalysisQueue(QueueHost host, FileTaskOptions options, TimeProvider time) : IAnalysisQueue
{
    private static readonly TimeSpan DrainPollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan UnavailableRetryDelay = TimeSpan.FromMilliseconds(200);

    public IFileTaskQueue Tasks => host.Queue;

    public FileTaskOptions Options { get; } = options;

    public bool KeepsResults => true;

    public async Task<IReadOnlyList<TaskView>> ListLiveAsync(CancellationToken cancellationToken)
    {
        // An earlier run may have been stopped while it drained, and a pause outlives the process.
        await Patiently(() => host.Queue.ResumeAsync(cancellationToken), cancellationToken);
        var live = new List<TaskView>();
        string? cursor = null;
        do
        {
            var query = new ListTasks { Kind = AnalysisPayload.Kind, PageSize = ListTasks.MaxPageSize, Cursor = cursor };
            var page = await Patiently(() => host.Queue.ListAsync(query, cancellationToken), cancellationToken);
            live.AddRange(page.Tasks.Where(task => !task.Status.IsFinal()));

            // Live tasks come first, and among them a few finished ones that the history does not have yet: a page without a live one is past them.
            cursor = page.Tasks.Any(task => !task.Status.IsFinal()) ? page.NextCursor : null;
        }
        while (cursor is not null);
        return live;
    }

    public CachedFile? FindResult(AudioFile file, bool withSeries) => host.Cache.FindFile(file, withSeries);

    public byte[]? FindSeries(AudioFile file) => host.Cache.FindSeries(file);

    public async Task DrainAsync(Task running, IRunDisplay display, CancellationToken cancel)
    {
        display.Warn("Stopping: files that are being analysed are finished first. Ctrl-C again cancels them.");
        try
        {
            await host.Queue.PauseAsync(cancel);
            while ((await host.Queue.GetStatisticsAsync(cancel)).ProcessingTasks > 0)
            {
                await Task.Delay(DrainPollInterval, time, cancel);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or QueueUnavailableException)
        {
            // Cancelled, or there is nothing that could be waited for: what runs is handed back when the host stops.
        }
    }

    public void Prune() => host.Cache.Prune();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    /// <summary>Repeats a request while the queue recovers from a storage failure; all of them are safe to repeat.</summary>
    private async Task<T> Patiently<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await request();
            }
            catch (QueueUnavailableException) when (time.GetElapsedTime(since) < AudioFileTasks.Patience)
            {
                await Task.Delay(UnavailableRetryDelay, time, cancellationToken);
            }
        }
    }
}
