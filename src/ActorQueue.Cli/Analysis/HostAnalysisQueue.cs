using ActorQueue.Cli.Access;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Files;

namespace ActorQueue.Cli.Analysis;

/// <summary>The queue that a host runs in the folder. The host decides how many files are worked on and where, and has the results of earlier runs.</summary>
internal sealed class HostAnalysisQueue(ApiClient api, ApiFileTaskQueue tasks, FileTaskOptions options, Lazy<AnalysisCache> series) : IAnalysisQueue
{
    public IFileTaskQueue Tasks => tasks;

    public FileTaskOptions Options { get; } = options;

    public bool KeepsResults => true;

    public async Task<IReadOnlyList<TaskView>> ListLiveAsync(CancellationToken cancellationToken)
    {
        var statuses = Enum.GetValues<QueueTaskStatus>().Where(status => status != QueueTaskStatus.None && !status.IsFinal()).Select(status => status.ToWord());
        var live = new List<TaskView>();
        await foreach (var task in TaskPages.ReadAllAsync(api, $"&kind={AnalysisPayload.Kind}&status={string.Join(',', statuses)}", cancellationToken))
        {
            live.Add(task);
        }

        return live;
    }

    // Its tables are the host's alone; it answers known content from them itself.
    public CachedFile? FindResult(AudioFile file, bool withSeries) => null;

    // Too much for the API's answers, so read where the host keeps it; its tables are not changed from here.
    public byte[]? FindSeries(AudioFile file) => series.Value.FindSeries(file);

    public Task DrainAsync(Task running, IRunDisplay display, CancellationToken cancel)
    {
        display.Warn("Stopping: nothing more is submitted. What was submitted is the host's, and goes on.");
        return Task.CompletedTask;
    }

    public void Prune()
    {
        // What is kept is the host's.
    }

    public ValueTask DisposeAsync()
    {
        if (series.IsValueCreated)
        {
            series.Value.Dispose();
        }

        api.Dispose();
        return ValueTask.CompletedTask;
    }
}
