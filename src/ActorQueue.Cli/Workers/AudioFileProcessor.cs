using ActorQueue.Cli.Analysis;
using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Cli.Workers;

/// <summary>The work on a file's bytes inside a worker process. Which file was seen before, and what is kept, stays with the queue's own process.</summary>
internal sealed class AudioFileProcessor : ISyncTaskProcessor
{
    private readonly AudioFileWork _work = new();

    public TaskResult Process(TaskContext context, CancellationToken cancellationToken)
    {
        var request = AudioFileRequest.TryParse(context.Payload.Span)
            ?? throw new TaskFailedException(ErrorCodes.Failed, "The task's payload is not {\"operation\": \"Hash\" or \"Measure\", \"file\": {\"path\": …}}.", FailureClass.Permanent);
        var path = request.File.ToFilePath();
        var withSeries = request.File.WithSeries is true;
        return request.Operation switch
        {
            AudioFileOperation.Hash => new TaskResult(_work.Hash(path, context, cancellationToken), "application/octet-stream"),
            AudioFileOperation.Measure when withSeries => new TaskResult(_work.Measure(path, withSeries, context, cancellationToken).ToBytes(), "application/octet-stream"),
            AudioFileOperation.Measure => new TaskResult(_work.Measure(path, withSeries, context, cancellationToken).Report, "application/json"),
            _ => throw new TaskFailedException(ErrorCodes.Failed, $"{request.Operation} is nothing to do with a file.", FailureClass.Permanent),
        };
    }
}
