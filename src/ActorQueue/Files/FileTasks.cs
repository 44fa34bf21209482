using ActorQueue.Contracts;

namespace ActorQueue.Files;

/// <summary>
/// Works through lists of files: each is a task of the queue, small ones side by side, large ones one at a time beside them or by a processor of their own; and, when that is wanted,
/// without the queue while it is unavailable. Safe for any number of runs at the same time.
/// </summary>
public sealed class FileTasks
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly TaskQueue _queue;
    private readonly FileTaskOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a worker-through of lists.</summary>
    /// <param name="queue">The queue; its host need not run when <see cref="FileTaskOptions.Fallback"/> allows work without it.</param>
    /// <param name="options">How files become work.</param>
    /// <param name="time">Measures how long the queue is unavailable; null: the system's.</param>
    public FileTasks(TaskQueue queue, FileTaskOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Kind);
        (_queue, _options, _time) = (queue, options, time ?? TimeProvider.System);
    }

    /// <summary>Brings every file to its end. A full queue is waited for.</summary>
    /// <param name="paths">The files. One that is missing fails as its processor says.</param>
    /// <param name="progress">Told of each file's end, from any thread.</param>
    /// <param name="cancellationToken">Gives up waiting; tasks that were accepted stay in the queue.</param>
    /// <returns>One result for each path, in their order.</returns>
    /// <exception cref="QueueUnavailableException">The queue is unavailable, and <see cref="FileTaskOptions.Fallback"/> is <see cref="FileFallback.None"/>.</exception>
    public async Task<IReadOnlyList<FileTaskResult>> RunAsync(
        IReadOnlyList<string> paths, IProgress<FileTaskResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var run = new FileRun(Plan(paths), progress);
        try
        {
            await ThroughQueueAsync(run, cancellationToken);
        }
        catch (QueueUnavailableException) when (_options.Fallback == FileFallback.Direct)
        {
            await _queue.RunDirectAsync(run, _options, _time, cancellationToken);
        }

        return run.Results;
    }

    private List<PlannedFile> Plan(IReadOnlyList<string> paths)
    {
        var limit = _options.LargeFileBytes ?? _queue.LargeFileBytes;
        List<PlannedFile> files = new(paths.Count);
        PlannedFile? largeBefore = null;
        foreach (var path in paths)
        {
            var file = new FileInfo(path);
            var isLarge = file.Exists && file.Length > limit;
            var task = _options.Describe(new TaskSpec
            {
                Id = TaskId.New(_time),
                Kind = isLarge ? _options.LargeKind ?? _options.Kind : _options.Kind,
                Name = path.Length > TaskSpec.MaxNameLength ? path[^TaskSpec.MaxNameLength..] : path,
                Payload = _options.Payload(path),
                SizeHint = file.Exists ? file.Length : null,
            });
            if (isLarge && _options.OneLargeFileAtATime && largeBefore is not null)
            {
                // After its end, whatever that is: the chain is no dependency of the work.
                task = task with { DependsOn = [.. task.DependsOn, new TaskDependency(largeBefore.Task.Id, DependencyCondition.End)] };
            }

            var planned = new PlannedFile(files.Count, path, task, isLarge);
            largeBefore = isLarge ? planned : largeBefore;
            files.Add(planned);
        }

        return files;
    }

    private async Task ThroughQueueAsync(FileRun run, CancellationToken cancellationToken)
    {
        var unavailableSince = (long?)null;
        while (true)
        {
            try
            {
                await TryThroughQueueAsync(run, () => unavailableSince = null, cancellationToken);
                return;
            }
            catch (QueueUnavailableException) when (_time.GetElapsedTime(unavailableSince ??= _time.GetTimestamp()) < _options.FallbackAfter)
            {
                // The same tasks again: the queue knows those that it has accepted.
                await Task.Delay(RetryDelay, _time, cancellationToken);
            }
        }
    }

    private async Task TryThroughQueueAsync(FileRun run, Action answered, CancellationToken cancellationToken)
    {
        await using var watch = await _queue.StartWatchAsync(cancellationToken);
        using var submitted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAsync(run, watch.ReadAllAsync(submitted.Token), submitted.Token);
        try
        {
            // Large files first: they take longest, and each can wait for the one before while that is known to the queue.
            var open = run.Open.OrderByDescending(file => file.IsLarge).ToArray();
            var outcomes = await _queue.EnqueueWhenRoomAsync([.. open.Select(file => file.Task)], cancellationToken);
            answered();
            foreach (var (file, outcome) in open.Zip(outcomes))
            {
                if (outcome.Result == EnqueueResult.Rejected)
                {
                    run.Finish(file, QueueTaskStatus.Failed, new TaskError(ErrorCodes.Rejected, outcome.Message ?? outcome.Reason ?? "The queue refused the task."), null, isDirect: false);
                }
            }

            // Ends that came before the watch did, in an earlier try.
            await LookAsync(run, cancellationToken);
            await await Task.WhenAny(run.AllEnded, following).WaitAsync(cancellationToken);
            if (!run.AllEnded.IsCompleted)
            {
                throw new QueueUnavailableException("it stopped before every file was done");
            }
        }
        finally
        {
            await submitted.CancelAsync();

            // Its own failure is this run's only when nothing failed before; waited for without it.
            await Task.WhenAny(following);
        }
    }

    private async Task FollowAsync(FileRun run, IAsyncEnumerable<TaskChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in changes)
            {
                if (change.Kind == TaskChangeKind.Lagged)
                {
                    await LookAsync(run, cancellationToken);
                }
                else if (change.Task is { } task)
                {
                    run.Finish(task);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task LookAsync(FileRun run, CancellationToken cancellationToken)
    {
        foreach (var file in run.Open)
        {
            if (await _queue.GetAsync(file.Task.Id, cancellationToken) is { } task)
            {
                run.Finish(task);
            }
        }
    }
}
