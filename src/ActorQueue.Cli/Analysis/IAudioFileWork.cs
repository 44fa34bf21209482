using ActorQueue.Cli.Discovery;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Analysis;

/// <summary>Everything that reads a file's bytes: what a damaged file may hurt. Runs here or in a process of its own.</summary>
internal interface IAudioFileWork
{
    /// <summary>The SHA-256 of the file's content.</summary>
    /// <exception cref="TaskFailedException">The file cannot be read.</exception>
    byte[] Hash(FilePath path, TaskContext context, CancellationToken cancellationToken);

    /// <summary>The report as JSON, and its series when that is asked for. Progress is reported in whole percents.</summary>
    /// <exception cref="TaskFailedException">The file cannot be read or decoded.</exception>
    MeasuredFile Measure(FilePath path, bool withSeries, TaskContext context, CancellationToken cancellationToken);
}
