using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Files;

/// <summary>The registered processors without the queue: small files in parallel, large ones one at a time beside them, one attempt each.</summary>
internal sealed class DirectWork(ProcessorRegistry processors, FileTaskOptions options, TimeProvider time)
{
    // There are as many threads as files at a time, so no work waits for one.
    private static readonly TimeSpan Admission = TimeSpan.FromMinutes(1);

    public async Task RunAsync(FileRun run, CancellationToken cancellationToken)
    {
        var parallelism = Math.Max(1, options.DirectParallelism ?? Environment.ProcessorCount);
        using var threads = new SyncThreads(parallelism + 1, Admission, time);
        var open = run.Open;
        var large = open.Where(file => file.IsLarge && options.OneLargeFileAtATime).ToArray();
        var side = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
        var beside = Parallel.ForEachAsync(open.Except(large), side, async (file, token) => await RunAsync(run, file, threads, token));
        try
        {
            foreach (var file in large)
            {
                await RunAsync(run, file, threads, cancellationToken);
            }
        }
        finally
        {
            await beside;
        }
    }

    private async Task RunAsync(FileRun run, PlannedFile file, SyncThreads threads, CancellationToken cancellationToken)
    {
        var task = file.Task;
        var context = new TaskContext(task.Id, processors.NameOf(task.Kind), task.Name, 1, task.Payload, task.ContentType);
        try
        {
            var result = await processors.StartDirectAsync(context, threads, cancellationToken);
            run.Finish(file, QueueTaskStatus.Completed, null, result.Content, isDirect: true);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            run.Finish(file, QueueTaskStatus.Failed, FailureClassifier.Classify(e).Error, null, isDirect: true);
        }
    }
}
