namespace ActorQueue.Processors;

/// <summary>What stands around each processor: middleware, and the application's own classification of exceptions.</summary>
internal sealed class TaskPipeline(IEnumerable<ITaskMiddleware> middleware, IEnumerable<IFailureClassifier> classifiers)
{
    private readonly ITaskMiddleware[] _middleware = [.. middleware];
    private readonly IFailureClassifier[] _classifiers = [.. classifiers];

    public static TaskPipeline Empty { get; } = new([], []);

    /// <summary>Runs an attempt through everything.</summary>
    public Task<TaskResult> RunAsync(TaskContext context, Func<CancellationToken, Task<TaskResult>> processor, CancellationToken cancellationToken) =>
        _middleware.Length == 0
            ? ClassifiedAsync(context, () => processor(cancellationToken))
            : Task.Run(() => ClassifiedAsync(context, () => InvokeAsync(0, context, processor, cancellationToken).AsTask()), CancellationToken.None);

    /// <summary>Ends as the run does, with its exception classified.</summary>
    public Task<TaskResult> ClassifiedAsync(TaskContext context, Func<Task<TaskResult>> run) => _classifiers.Length == 0 ? run() : ClassifyAsync(context, run);

    private async Task<TaskResult> ClassifyAsync(TaskContext context, Func<Task<TaskResult>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is not (TaskFailedException or OperationCanceledException))
        {
            if (_classifiers.Select(classifier => classifier.Classify(context, e)).FirstOrDefault(failure => failure is not null) is not { } failure)
            {
                throw;
            }

            throw new TaskFailedException(failure.Code, failure.Message ?? $"{e.GetType().Name}: {e.Message}", failure.Class, e);
        }
    }

    private ValueTask<TaskResult> InvokeAsync(int index, TaskContext context, Func<CancellationToken, Task<TaskResult>> processor, CancellationToken cancellationToken) =>
        index == _middleware.Length
            ? new ValueTask<TaskResult>(processor(cancellationToken))
            : _middleware[index].InvokeAsync(context, token => InvokeAsync(index + 1, context, processor, token), cancellationToken);
}
