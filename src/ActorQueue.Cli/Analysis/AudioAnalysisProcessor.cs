using ActorQueue.Audio.Decoding;
using ActorQueue.Cli.Discovery;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Analysis;

/// <summary>
/// Runs one <c>audio-analysis</c> task: hashes the file, answers known content from the cache, measures the rest and keeps the result. This is the
/// one place where the queue and the audio code meet. Without a cache, which is where nothing is kept, it only measures.
/// </summary>
internal sealed class AudioAnalysisProcessor(Lazy<AnalysisCache?> cache, IAudioFileWork work) : ISyncTaskProcessor
{
    public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
    {
        var payload = AnalysisPayload.TryParse(context.Payload.Span)
            ?? throw new TaskFailedException(ErrorCodes.Failed, "The task's payload is not {\"path\": …}.", FailureClass.Permanent);
        var (path, withSeries) = (payload.ToFilePath(), payload.WithSeries is true);
        var before = Inspect(path);
        if (cache.Value is not { } kept)
        {
            return new TaskResult(work.Measure(path, withSeries, context, cancellationToken).Report, "application/json");
        }

        var hash = work.Hash(path, context, cancellationToken);
        var measured = kept.FindResult(hash, withSeries) is { } known ? new MeasuredFile(known, null) : work.Measure(path, withSeries, context, cancellationToken);
        kept.Store(hash, measured, FileTree.Current.Stat(path) == before.Facts ? before : null, context.Id, context.Attempt);
        return new TaskResult(measured.Report, "application/json");
    }

    private static AudioFile Inspect(FilePath path)
    {
        var facts = FileTree.Current.Stat(path);
        return facts.Type switch
        {
            FileType.Missing => throw AudioFileWork.Missing(path, null),
            FileType.Directory => throw new TaskFailedException(ErrorCodes.DecodeFailed, $"Not a file but a folder: {path}", FailureClass.Permanent),
            FileType.Special => throw new TaskFailedException(ErrorCodes.DecodeFailed, $"Not a file but a pipe, socket or device: {path}", FailureClass.Permanent),
            FileType.Inaccessible => throw new TaskFailedException(AudioErrorCodes.AccessDenied, $"May not be looked at: {path}"),
            _ => new AudioFile(path, facts),
        };
    }
}
