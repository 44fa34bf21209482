using ActorQueue.Contracts;

namespace ActorQueue.Files;

/// <summary>
/// Works through lists of files: each is a task of the queue, small ones side by side, large ones one at a time beside them or by a processor of their own; and, when that is wanted,
/// without the queue while it is unavailable. Safe for any number of runs at the same time; their large files wait for one another, too.
/// </summary>
public sealed class FileTasks
{
    private const int ChunkSize = 64;

    // Large files wait for one another in the queue, and more of them would only take its places from the small ones.
    private const int MaxLargeSubmitted = 16;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly IFileTaskQueue _queue;
    private readonly FileTaskOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a worker-through of lists.</summary>
    /// <param name="queue">The queue; its host need not run when <see cref="FileTaskOptions.Fallback"/> allows work without it.</param>
    /// <param name="options">How files become work.</param>
    /// <param name="time">Measures how long the queue is unavailable; null: the system's.</param>
    /// <exception cref="ArgumentException">Work without the queue is wanted, and the queue is not a <see cref="TaskQueue"/>, whose processors would do it.</exception>
    public FileTasks(IFileTaskQueue queue, FileTaskOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Kind);
        if (options.Fallback == FileFallback.Direct && queue is not TaskQueue)
        {
            throw new ArgumentException("The processors of another process' queue cannot be run here: FileFallback.Direct needs a TaskQueue.", nameof(options));
        }

        (_queue, _options, _time) = (queue, options, time ?? TimeProvider.System);
    }

    /// <summary>Brings every file to its end. A full queue is waited for.</summary>
    /// <param name="paths">The files. One that is missing fails as its processor says.</param>
    /// <param name="progress">Told of each file's end, from any thread.</param>
    /// <param name="cancellationToken">Gives up waiting; tasks that were accepted stay in the queue.</param>
    /// <returns>One result for each path, in their order.</returns>
    /// <exception cref="QueueUnavailableException">The queue is unavailable, and <see cref="FileTaskOptions.Fallback"/> is <see cref="FileFallback.None"/>.</exception>
    public Task<IReadOnlyList<FileTaskResult>> RunAsync(
        IReadOnlyList<string> paths, IProgress<FileTaskResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return RunAsync([.. paths.Select(path => new FileTask(path))], progress, CancellationToken.None, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync(IReadOnlyList{string}, IProgress{FileTaskResult}, CancellationToken)"/>
    /// <param name="files">The files.</param>
    /// <param name="progress">Told of each file's end, from any thread.</param>
    /// <param name="stop">Begins no further file; those whose tasks were accepted are brought to their end.</param>
    /// <param name="cancellationToken">Gives up waiting; tasks that were accepted stay in the queue.</param>
    /// <returns>One result for each file in their order, those left out that were not begun before <paramref name="stop"/>.</returns>
    public async Task<IReadOnlyList<FileTaskResult>> RunAsync(
        IReadOnlyList<FileTask> files, IProgress<FileTaskResult>? progress, CancellationToken stop, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        var run = new FileRun(files, _options.LargeFileBytes ?? _queue.LargeFileBytes, _options, progress);
        try
        {
            await ThroughQueueAsync(run, stop, cancellationToken);
        }
        catch (QueueUnavailableException) when (_options.Fallback == FileFallback.Direct)
        {
            await ((TaskQueue)_queue).RunDirectAsync(run, _options, _time, stop, cancellationToken);
        }

        return run.Results;
    }

    private async Task ThroughQueueAsync(FileRun run, CancellationToken stop, CancellationToken cancellationToken)
    {
        var unavailableSince = (long?)null;
        while (true)
        {
            try
            {
                await TryThroughQueueAsync(run, () => unavailableSince = null, stop, cancellationToken);
                return;
            }
            catch (QueueUnavailableException) when (_time.GetElapsedTime(unavailableSince ??= _time.GetTimestamp()) < _options.FallbackAfter)
            {
                // The same tasks again: the queue knows those that it has accepted.
                await Task.Delay(RetryDelay, _time, cancellationToken);
            }
        }
    }

    private async Task TryThroughQueueAsync(FileRun run, Action answered, CancellationToken stop, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var changes = await _queue.StartWatchAsync(over.Token);
        var following = FollowAsync(run, changes, over.Token);
        var submitting = SubmitAsync(run, answered, stop, over.Token);
        try
        {
            // Where changes are no longer told, a submit would wait for room for ever.
            if (await Task.WhenAny(submitting, following) == submitting)
            {
                await submitting;
                await Task.WhenAny(run.Over, following).WaitAsync(cancellationToken);
            }

            if (!run.Over.IsCompleted)
            {
                await following;
                throw new QueueUnavailableException("it stopped before every file was done");
            }
        }
        finally
        {
            await over.CancelAsync();

            // Their own failures are this run's only when nothing failed before; waited for without them.
            await Task.WhenAny(following);
            await Task.WhenAny(submitting);
        }
    }

    private async Task SubmitAsync(FileRun run, Action answered, CancellationToken stop, CancellationToken cancellationToken)
    {
        // What ended before the watch began: tasks of an earlier run, or of an earlier try of this one.
        await LookAsync(run, cancellationToken);
        using var submit = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        try
        {
            await SubmitAllAsync(run, answered, submit.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            await GiveUpRestAsync(run, cancellationToken);
        }
    }

    private async Task SubmitAllAsync(FileRun run, Action answered, CancellationToken cancellationToken)
    {
        var open = run.Open.Where(file => file.File.SubmittedAs is null).ToLookup(file => file.IsLarge && _options.OneLargeFileAtATime);
        var (large, others) = (new Queue<PlannedFile>(open[true]), new Queue<PlannedFile>(open[false]));
        var largeRoom = new SemaphoreSlim(MaxLargeSubmitted);
        run.FreeLargeRoomIn(largeRoom);
        while (large.Count + others.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Large ones first: they take longest.
            List<PlannedFile> chunk = [];
            while (chunk.Count < ChunkSize && large.Count > 0
                && await largeRoom.WaitAsync(others.Count + chunk.Count > 0 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellationToken))
            {
                chunk.Add(large.Dequeue());
            }

            while (chunk.Count < ChunkSize && others.TryDequeue(out var file))
            {
                chunk.Add(file);
            }

            var outcomes = await _queue.EnqueueWhenRoomAsync(chunk.ConvertAll(file => run.Begin(file, _time)), cancellationToken);
            answered();
            foreach (var (file, outcome) in chunk.Zip(outcomes))
            {
                await NoteAsync(run, file, outcome, cancellationToken);
            }
        }
    }

    private async Task NoteAsync(FileRun run, PlannedFile file, EnqueueOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Result == EnqueueResult.Rejected)
        {
            var error = new TaskError(ErrorCodes.Rejected, outcome.Message ?? outcome.Reason ?? "The queue refused the task.");
            run.Finish(file, new FileTaskResult(file.File.Path, outcome.Id, QueueTaskStatus.Failed, error, null, file.IsLarge, IsDirect: false));
            return;
        }

        // By a dedup key another task may be the one that does the work, and it may have ended already.
        run.Accept(file, outcome.ExistingId ?? outcome.Id);
        if (outcome.Result == EnqueueResult.Duplicate && await _queue.GetAsync(file.Id!.Value, cancellationToken) is { } task)
        {
            run.Finish(task);
        }
    }

    private async Task GiveUpRestAsync(FileRun run, CancellationToken cancellationToken)
    {
        foreach (var file in run.Open.Where(file => !file.IsAccepted))
        {
            // The submit that the stop cut off may have been accepted.
            if (file.Id is { } id && await _queue.GetAsync(id, cancellationToken) is { } task)
            {
                run.Finish(task);
            }
            else
            {
                run.GiveUp(file);
            }
        }
    }

    private async Task FollowAsync(FileRun run, IAsyncEnumerator<TaskChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            while (await changes.MoveNextAsync())
            {
                if (changes.Current.Kind == TaskChangeKind.Lagged)
                {
                    await LookAsync(run, cancellationToken);
                }
                else
                {
                    run.Note(changes.Current);
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
            if (file.Id is { } id && await _queue.GetAsync(id, cancellationToken) is { } task)
            {
                run.Finish(task);
            }
        }
    }
}
