using System.Text.Json;
using ActorQueue.Audio.Decoding;
using ActorQueue.Cli.CommandLine;
using ActorQueue.Cli.Discovery;
using ActorQueue.Cli.Display;
using ActorQueue.Cli.Output;
using ActorQueue.Contracts;
using ActorQueue.Files;

namespace ActorQueue.Cli.Analysis;

/// <summary>
/// Brings a list of files to one outcome each: attaches to tasks that an earlier run left, answers unchanged files from the cache, has <see cref="FileTasks"/> work on the rest.
/// </summary>
internal sealed class AnalysisRun(IAnalysisQueue queue, IRunDisplay display, RunProgress progress, TimeProvider time, int maxRetries, bool withSeries = false)
{
    // Guards the two collections: changes are reported while the submission goes on.
    private readonly Lock _gate = new();
    private readonly Dictionary<TaskId, AudioFile> _assigned = [];
    private readonly Dictionary<FilePath, FileOutcome> _outcomes = [];
    private bool _hasWarnedOfCodec;

    /// <summary>Whether the results of earlier runs are among the outcomes; until then all files look pending, though they need not be.</summary>
    public bool IsCacheRead { get; private set; }

    /// <summary>Runs until every file has its outcome, or until it is stopped.</summary>
    /// <param name="stop">Start nothing new, let finish what runs, then return.</param>
    /// <param name="cancel">Don't even wait for what runs.</param>
    /// <returns>True when every file has its outcome.</returns>
    /// <exception cref="CommandFailedException">The queue stopped in between.</exception>
    public async Task<bool> RunAsync(IReadOnlyList<AudioFile> files, CancellationToken stop, CancellationToken cancel)
    {
        progress.Begin(files);
        using var over = new CancellationTokenSource();
        var running = Task.CompletedTask;
        try
        {
            var tasks = Plan(files, await queue.ListLiveAsync(stop));
            IsCacheRead = true;
            var options = queue.Options with { Changes = new Told<TaskChange>(Follow) };
            running = new FileTasks(queue.Tasks, options, time).RunAsync(tasks, new Told<FileTaskResult>(Finish), stop, over.Token);
            await running.WaitAsync(stop);
            return HasAll(files);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await queue.DrainAsync(running, display, cancel);
            await LookAgainAsync(cancel);
            return HasAll(files) && IsCacheRead;
        }
        catch (QueueUnavailableException exception)
        {
            throw new CommandFailedException(ExitCode.Environment, $"{exception.Message} The same command continues.", exception);
        }
        finally
        {
            await over.CancelAsync();

            // Its failure is told above, unless it was stopped.
            await Task.WhenAny(running);
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

    private bool HasAll(IReadOnlyList<AudioFile> files)
    {
        lock (_gate)
        {
            return files.All(file => _outcomes.ContainsKey(file.Path));
        }
    }

    /// <summary>What ended during the drain, and was not told before the run was over.</summary>
    private async Task LookAgainAsync(CancellationToken cancel)
    {
        List<KeyValuePair<TaskId, AudioFile>> open;
        lock (_gate)
        {
            open = [.. _assigned.Where(assigned => !_outcomes.ContainsKey(assigned.Value.Path))];
        }

        try
        {
            foreach (var (id, file) in open)
            {
                if (await queue.Tasks.GetAsync(id, cancel) is { } task && task.Status.IsFinal())
                {
                    Finish(file, new FileOutcome(file.Path, id, task.Status, task.Attempts, task.Status == QueueTaskStatus.Completed ? null : task.Error, Parse(task.Result)));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or QueueUnavailableException)
        {
            // The next run asks.
        }
    }

    /// <summary>What is left to do: files whose tasks an earlier run left, and files that nobody has measured.</summary>
    private List<FileTask> Plan(IReadOnlyList<AudioFile> files, IReadOnlyList<TaskView> liveTasks)
    {
        var live = new Dictionary<string, TaskView>(StringComparer.Ordinal);
        foreach (var (task, tag) in liveTasks.SelectMany(task => task.Tags.Select(tag => (task, tag))))
        {
            live[tag] = task;
        }

        var rest = new List<FileTask>();
        foreach (var file in files)
        {
            var entry = new FileTask(file.Path.Text) { SizeBytes = file.Facts.SizeBytes };
            if (live.Count > 0 && live.TryGetValue(AnalysisPayload.TagFor(file.Path), out var task))
            {
                Attach(task, file);
                rest.Add(entry with { SubmittedAs = task.Id });
            }
            else if (file.Facts.Type == FileType.Regular && queue.FindResult(file, withSeries) is { } cached)
            {
                Finish(file, new FileOutcome(file.Path, cached.TaskId, QueueTaskStatus.Completed, cached.Attempts, null, Parse(cached.Result), IsCached: true));
            }
            else
            {
                rest.Add(entry with { Describe = described => Describe(described, file) });
            }
        }

        return rest;
    }

    private void Attach(TaskView task, AudioFile file)
    {
        Assign(task.Id, file);
        if (task.Status == QueueTaskStatus.Processing)
        {
            progress.Started(task.Id, task.Attempts);
        }
    }

    private TaskSpec Describe(TaskSpec task, AudioFile file)
    {
        // Before the submit: a change of the task may be told before the submit's own answer is here.
        Assign(task.Id, file);
        return AnalysisTask.Describe(task, file, maxRetries, withSeries);
    }

    private void Follow(TaskChange change)
    {
        if (change.Task is not { } task || FileOf(task.Id) is not { } file)
        {
            return;
        }

        switch (change.Kind)
        {
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
            case TaskChangeKind.Returned or TaskChangeKind.Paused:
                progress.Returned(task.Id);
                break;
            default:
                // Ends come as results; nothing else moves a file.
                break;
        }
    }

    private void Finish(FileTaskResult result)
    {
        if (FileOf(result.Id) is { } file)
        {
            Finish(file, new FileOutcome(file.Path, result.Id, result.Status, result.Attempts, result.Error, Parse(result.Result)));
        }
    }

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
    }

    private void Assign(TaskId id, AudioFile file)
    {
        lock (_gate)
        {
            if (!_assigned.TryAdd(id, file))
            {
                // The same task is submitted again.
                return;
            }
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

    /// <summary>Told at once and in order, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
