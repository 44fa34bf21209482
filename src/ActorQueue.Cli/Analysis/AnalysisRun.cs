using System.Text.Json;
using ActorQueue.Audio.Decoding;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Output;
using ActorQueue.Contracts;

namespace ActorQueue.Cli.Analysis;

/// <summary>
/// Brings a list of files to one outcome each: attaches to tasks that an earlier run left, answers unchanged files from the cache, submits the rest.
/// </summary>
internal sealed class AnalysisRun(TaskQueue queue, AnalysisCache cache, IRunDisplay display, RunProgress progress, TimeProvider time, int maxRetries)
{
    private const int ChunkSize = 100;

    // A full queue is told of by the watch; the timer only covers a change that was missed.

    // Several times what the queue itself gives one answer, so that one lost answer on an overloaded machine does not end a run.
    private static readonly TimeSpan UnavailablePatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan DrainPollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan UnavailableRetryDelay = TimeSpan.FromMilliseconds(200);

    // Guards the three collections: the watch reports while the submission goes on.
    private readonly Lock _gate = new();
    private readonly Dictionary<TaskId, AudioFile> _assigned = [];
    private readonly Dictionary<FilePath, FileOutcome> _outcomes = [];
    private readonly TaskCompletionSource _allDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing;
    private bool _hasWarnedOfCodec;

    /// <summary>Whether the results of earlier runs are among the outcomes; until then all files look pending, though they need not be.</summary>
    public bool IsCacheRead { get; private set; }

    /// <summary>Runs until every file has its outcome, or until it is stopped.</summary>
    /// <param name="stop">Start nothing new, let finish what runs, then return.</param>
    /// <param name="cancel">Don't even wait for what runs.</param>
    /// <returns>True when every file has its outcome.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<AudioFile> files, CancellationToken stop, CancellationToken cancel)
    {
        _missing = files.Count;
        progress.Begin(files);
        using var ended = new CancellationTokenSource();
        var watching = WatchAsync(ended.Token);
        try
        {
            // An earlier run may have been stopped while it drained, and a pause outlives the process.
            await Patiently(() => queue.ResumeAsync(stop), stop);
            var remaining = AnswerFromCache(await AttachAsync(files, stop));
            IsCacheRead = true;
            await SubmitAsync(remaining, stop);
            await LookAgainAsync(stop);
            if (files.Count > 0)
            {
                await await Task.WhenAny(_allDone.Task, watching).WaitAsync(stop);
            }

            return _allDone.Task.IsCompleted || files.Count == 0
                ? true
                : throw new CommandFailedException(ExitCode.Environment, "The queue stopped before every file was done. The same command continues.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await DrainAsync(cancel);
            return false;
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
        }
    }

    /// <summary>One outcome for each file; those without one yet are pending.</summary>
    public IReadOnlyList<FileOutcome> Outcomes(IReadOnlyList<AudioFile> files)
    {
        lock (_gate)
        {
            var ids = _assigned.ToDictionary(assigned => assigned.Value.Path, assigned => assigned.Key);
            return [.. files.Select(file => _outcomes.TryGetValue(file.Path, out var outcome)
                ? outcome
                : new FileOutcome(file.Path, ids.TryGetValue(file.Path, out var id) ? id : null, QueueTaskStatus.Pending, 0, null, null))];
        }
    }

    private async Task DrainAsync(CancellationToken cancel)
    {
        display.Warn("Stopping: files that are being analysed are finished first. Ctrl-C again cancels them.");
        try
        {
            await queue.PauseAsync(cancel);
            while ((await queue.GetStatisticsAsync(cancel)).ProcessingTasks > 0)
            {
                await Task.Delay(DrainPollInterval, time, cancel);
            }

            await LookAgainAsync(cancel);
        }
        catch (Exception exception) when (exception is OperationCanceledException or QueueUnavailableException)
        {
            // Cancelled, or there is nothing that could be waited for: what runs is handed back when the host stops.
        }
    }

    private async Task<List<AudioFile>> AttachAsync(IReadOnlyList<AudioFile> files, CancellationToken stop)
    {
        var live = new Dictionary<string, TaskView>(StringComparer.Ordinal);
        await foreach (var task in LiveTasksAsync(stop))
        {
            foreach (var tag in task.Tags)
            {
                live[tag] = task;
            }
        }

        var rest = new List<AudioFile>();
        foreach (var file in files)
        {
            if (live.Count > 0 && live.TryGetValue(AnalysisPayload.TagFor(file.Path), out var task))
            {
                Assign(task.Id, file);
                if (task.Status == QueueTaskStatus.Processing)
                {
                    progress.Started(task.Id, task.Attempts);
                }
            }
            else
            {
                rest.Add(file);
            }
        }

        return rest;
    }

    private List<AudioFile> AnswerFromCache(List<AudioFile> files)
    {
        var rest = new List<AudioFile>();
        foreach (var file in files)
        {
            if (file.Facts.Type == FileType.Regular && cache.FindFile(file) is { } cached)
            {
                Finish(file, new FileOutcome(file.Path, cached.TaskId, QueueTaskStatus.Completed, cached.Attempts, null, Parse(cached.Result), IsCached: true));
            }
            else
            {
                rest.Add(file);
            }
        }

        return rest;
    }

    private async Task SubmitAsync(List<AudioFile> files, CancellationToken stop)
    {
        foreach (var chunk in files.Chunk(ChunkSize))
        {
            var waiting = chunk.Select(file => (File: file, Spec: AnalysisTask.For(file, maxRetries, time))).ToList();

            // Before the submit: the watch may tell of a task before the submit's own answer is here.
            waiting.ForEach(task => Assign(task.Spec.Id, task.File));
            var specs = waiting.ConvertAll(task => task.Spec);
            var outcomes = await Patiently(() => queue.EnqueueWhenRoomAsync(specs, stop), stop);
            foreach (var (task, outcome) in waiting.Zip(outcomes).Where(pair => pair.Second.Result == EnqueueResult.Rejected))
            {
                var error = new TaskError(ErrorCodes.Rejected, outcome.Message ?? outcome.Reason ?? "The queue refused the task.");
                Finish(task.File, new FileOutcome(task.File.Path, outcome.Id, QueueTaskStatus.Failed, 0, error, null));
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in queue.WatchAsync(cancellationToken))
            {
                if (change.Kind == TaskChangeKind.Lagged)
                {
                    await LookAgainAsync(cancellationToken);
                }
                else if (change.Task is { } task && FileOf(task.Id) is { } file)
                {
                    Follow(change.Kind, task, file);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private void Follow(TaskChangeKind kind, TaskView task, AudioFile file)
    {
        switch (kind)
        {
            case TaskChangeKind.Enqueued or TaskChangeKind.None or TaskChangeKind.Lagged:
                break;
            case TaskChangeKind.Started:
                progress.Started(task.Id, task.Attempts);
                break;
            case TaskChangeKind.Progressed:
                progress.Progressed(task.Id, task.Progress?.Percent / 100);
                break;
            case TaskChangeKind.RetryScheduled:
                progress.Retrying(task.Id);
                display.Retrying(file.Path, task.Error);
                break;
            case TaskChangeKind.Returned:
                progress.Returned(task.Id);
                break;
            case TaskChangeKind.Completed or TaskChangeKind.Failed or TaskChangeKind.Cancelled:
                Finish(file, ToOutcome(task, file));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a change of a task.");
        }
    }

    /// <summary>Asks for every task that is not known to have ended: for those whose end the watch did not tell.</summary>
    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        List<KeyValuePair<TaskId, AudioFile>> open;
        lock (_gate)
        {
            open = [.. _assigned.Where(assigned => !_outcomes.ContainsKey(assigned.Value.Path))];
        }

        foreach (var (id, file) in open)
        {
            if (await Patiently(() => queue.GetAsync(id, cancellationToken), cancellationToken) is { } task && task.Status.IsFinal())
            {
                Finish(file, ToOutcome(task, file));
            }
        }
    }

    private async IAsyncEnumerable<TaskView> LiveTasksAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        string? cursor = null;
        do
        {
            var query = new ListTasks { Kind = AnalysisPayload.Kind, PageSize = ListTasks.MaxPageSize, Cursor = cursor };
            var page = await Patiently(() => queue.ListAsync(query, stop), stop);
            foreach (var task in page.Tasks.Where(task => !task.Status.IsFinal()))
            {
                yield return task;
            }

            // Live tasks come first, and among them a few finished ones that the history does not have yet: a page without a live one is past them.
            cursor = page.Tasks.Any(task => !task.Status.IsFinal()) ? page.NextCursor : null;
        }
        while (cursor is not null);
    }

    private static FileOutcome ToOutcome(TaskView task, AudioFile file) =>
        new(file.Path, task.Id, task.Status, task.Attempts, task.Status == QueueTaskStatus.Completed ? null : task.Error, Parse(task.Result));

    private static JsonElement? Parse(ReadOnlyMemory<byte>? result) =>
        result is { Length: > 0 } json ? JsonElement.Parse(json.Span) : null;

    private void Finish(AudioFile file, FileOutcome outcome)
    {
        lock (_gate)
        {
            if (!_outcomes.TryAdd(file.Path, outcome))
            {
                return;
            }
        }

        progress.Finished(outcome, file);
        if (outcome.Error?.Code == AudioErrorCodes.CodecMissing && !_hasWarnedOfCodec)
        {
            _hasWarnedOfCodec = true;
            display.Warn(outcome.Error.Message);
        }

        display.Finished(outcome, progress);
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _allDone.TrySetResult();
        }
    }

    private void Assign(TaskId id, AudioFile file)
    {
        lock (_gate)
        {
            _assigned[id] = file;
        }

        progress.Assign(id, file);
    }

    private AudioFile? FileOf(TaskId id)
    {
        lock (_gate)
        {
            return _assigned.GetValueOrDefault(id);
        }
    }

    /// <summary>Repeats a request while the queue recovers from a storage failure; all of them are safe to repeat.</summary>
    private async Task<T> Patiently<T>(Func<Task<T>> request, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await request();
            }
            catch (QueueUnavailableException) when (time.GetElapsedTime(since) < UnavailablePatience)
            {
                await Task.Delay(UnavailableRetryDelay, time, stop);
            }
        }
    }
}
