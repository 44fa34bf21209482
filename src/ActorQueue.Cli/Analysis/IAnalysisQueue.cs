using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Contracts;
using ActorQueue.Files;

namespace ActorQueue.Cli.Analysis;

/// <summary>Who works on the files of a run: a queue of this process, the host that runs in the folder, or nobody's queue.</summary>
internal interface IAnalysisQueue : IAsyncDisposable
{
    /// <summary>Where the files' tasks go.</summary>
    IFileTaskQueue Tasks { get; }

    /// <summary>How the files become work; the run adds who is told.</summary>
    FileTaskOptions Options { get; }

    /// <summary>Whether what was done is known to another run of the same command.</summary>
    bool KeepsResults { get; }

    /// <summary>Tasks of files that an earlier run left.</summary>
    Task<IReadOnlyList<TaskView>> ListLiveAsync(CancellationToken cancellationToken);

    /// <summary>The result of a file that was measured before and has not changed; null when it is to be measured, or the one who works on it knows.</summary>
    /// <param name="file">The file as it is now.</param>
    /// <param name="withSeries">Whether a result without its series is none.</param>
    CachedFile? FindResult(AudioFile file, bool withSeries);

    /// <summary>The series of a file that was measured with one and has not changed; empty when it has none, null when there is no telling.</summary>
    byte[]? FindSeries(AudioFile file);

    /// <summary>After the first signal: has what runs finished, where that is this process' own.</summary>
    /// <param name="running">The run, which begins nothing more.</param>
    /// <param name="display">Where it is said what happens.</param>
    /// <param name="cancel">The second signal.</param>
    Task DrainAsync(Task running, IRunDisplay display, CancellationToken cancel);

    /// <summary>After a run that was done.</summary>
    void Prune();
}
