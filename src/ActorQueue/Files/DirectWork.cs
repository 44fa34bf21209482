using ActorQueue.Contracts;
using ActorQueue.Processors;

namespace ActorQueue.Files;

/// <summary>The registered processors without the queue: small files in parallel, large ones one at a time beside them, one attempt each.</summary>
internal sealed class DirectWork(ProcessorRegistry processors, FileTaskOptions options, TimeProvider time)
{
    // There are as many threads as files at a time, so no work waits for one.
    private static readonly TimeSpan Admission = TimeSpan.FromMinutes(1);

    // Of all runs: what large files may not share is this process' memory.
    private static readonly SemaphoreSlim LargeTurn = new(1);

    public async Task RunAsync(FileRun run, CancellationToken stop, CancellationToken cancellationToken)
    {
        var parallelism = Math.Max(1, options.DirectParallelism ?? Environment.ProcessorCount);
        using var threads = new SyncThreads(parallelism + 1, Admission, time);
        var open = run.Open.ToLookup(file => file.IsLarge && options.OneLargeFileAtATime);
        var side = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
        var beside = Parallel.ForEachAsync(open[false], side, async (file, token) => await RunUnlessStoppedAsync(run, file, threads, stop, token));
        try
        {
            foreach (var file in open[true])
            {
                await LargeTurn.WaitAsync(cancellationToken);
                try
                {
                    await RunUnlessStoppedAsync(run, file, threads, stop, cancellationToken);
                }
                finally
                {
                    LargeTurn.Release();
                }
            }
        }
        finally
        {
            await beside;
        }
    }

    private Task RunUnlessStoppedAsync(FileRun run, PlannedFile file, SyncThreads threads, CancellationToken stop, CancellationToken cancellationToken)
    {
        if (stop.IsCancellationRequested)
        {
            run.GiveUp(file);
            return Task.CompletedTask;
        }

        return RunAsync(run, file, threads, cancellationToken);
    }

    private async Task RunAsync(FileRun run, PlannedFile file, SyncThreads threads, CancellationToken cancellationToken)
    {
        var task = run.Begin(file, time);
        var seen = new TaskView { Id = task.Id, Kind = processors.NameOf(task.Kind), Name = task.Name, Status = QueueTaskStatus.Processing, Priority = task.Priority, Attempts = 1 };
        options.Changes?.Report(new TaskChange(TaskChangeKind.Started, seen));
        var context = new TaskContext(
            task.Id, seen.Kind, task.Name, 1, task.Payload, task.ContentType,
            progress => options.Changes?.Report(new TaskChange(TaskChangeKind.Progressed, seen with { Progress = progress })));
        try
        {
            var result = await processors.StartDirectAsync(context, threads, cancellationToken);
            Finish(QueueTaskStatus.Completed, null, result.Content);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Finish(QueueTaskStatus.Failed, FailureClassifier.Classify(e).Error, null);
        }

        void Finish(QueueTaskStatus status, TaskError? error, ReadOnlyMemory<byte>? content)
        {
            var kind = status == QueueTaskStatus.Completed ? TaskChangeKind.Completed : TaskChangeKind.Failed;
            options.Changes?.Report(new TaskChange(kind, seen with { Status = status, Error = error, Result = content }));
            run.Finish(file, new FileTaskResult(file.File.Path, task.Id, status, error, content, file.IsLarge, IsDirect: true) { Attempts = 1 });
        }
    }
}
