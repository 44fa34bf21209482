using ActorQueue.Cli.Analysis;
using ActorQueue.Cli.Discovery;
using ActorQueue.Isolation;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Workers;

/// <summary>The work on a file's bytes, done by <see cref="AudioFileProcessor"/> in a worker process.</summary>
internal sealed class IsolatedAudioFileWork(IWorkerProcesses workers) : IAudioFileWork
{
    public byte[] Hash(FilePath path, TaskContext context, CancellationToken cancellationToken) =>
        Run(new AudioFileRequest(AudioFileOperation.Hash, AnalysisPayload.For(path)), context, cancellationToken);

    public MeasuredFile Measure(FilePath path, bool withSeries, TaskContext context, CancellationToken cancellationToken)
    {
        var content = Run(new AudioFileRequest(AudioFileOperation.Measure, AnalysisPayload.For(path, withSeries)), context, cancellationToken);
        return withSeries ? MeasuredFile.FromBytes(content) : new MeasuredFile(content, null);
    }

    // On a thread of the bounded set, which is there to wait.
    private byte[] Run(AudioFileRequest request, TaskContext context, CancellationToken cancellationToken)
    {
        var attempt = new TaskContext(
            context.Id, AudioFileRequest.Kind, context.Name, context.Attempt, request.ToJson(), "application/json",
            progress => context.ReportProgress(progress.Current, progress.Total, progress.Message))
        {
            OutOfMemoryCount = context.OutOfMemoryCount,
        };
        return workers.RunAsync(attempt, cancellationToken).GetAwaiter().GetResult().Content.ToArray();
    }
}
