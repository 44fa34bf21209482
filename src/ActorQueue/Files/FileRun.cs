using ActorQueue.Contracts;

namespace ActorQueue.Files;

/// <summary>A file and the task that it becomes.</summary>
internal sealed record PlannedFile(int Index, string Path, TaskSpec Task, bool IsLarge);

/// <summary>The files of one run and what became of each; the first end of a file counts.</summary>
internal sealed class FileRun
{
    // Guards the results: the queue's changes and the submit report at the same time.
    private readonly Lock _gate = new();
    private readonly List<PlannedFile> _files;
    private readonly Dictionary<TaskId, PlannedFile> _byTask;
    private readonly FileTaskResult?[] _results;
    private readonly IProgress<FileTaskResult>? _progress;
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing;

    public FileRun(List<PlannedFile> files, IProgress<FileTaskResult>? progress)
    {
        (_files, _progress, _missing) = (files, progress, files.Count);
        _byTask = files.ToDictionary(file => file.Task.Id);
        _results = new FileTaskResult?[files.Count];
        if (files.Count == 0)
        {
            _allEnded.SetResult();
        }
    }

    public Task AllEnded => _allEnded.Task;

    public IReadOnlyList<PlannedFile> Open
    {
        get
        {
            lock (_gate)
            {
                return [.. _files.Where(file => _results[file.Index] is null)];
            }
        }
    }

    public IReadOnlyList<FileTaskResult> Results
    {
        get
        {
            lock (_gate)
            {
                return [.. _results.OfType<FileTaskResult>()];
            }
        }
    }

    /// <summary>Notes a task's end, if it is one of a file.</summary>
    public void Finish(TaskView task)
    {
        if (task.Status.IsFinal() && _byTask.TryGetValue(task.Id, out var file))
        {
            Finish(file, task.Status, task.Status == QueueTaskStatus.Completed ? null : task.Error, task.Result, isDirect: false);
        }
    }

    public void Finish(PlannedFile file, QueueTaskStatus status, TaskError? error, ReadOnlyMemory<byte>? content, bool isDirect)
    {
        var result = new FileTaskResult(file.Path, file.Task.Id, status, error, content, file.IsLarge, isDirect);
        lock (_gate)
        {
            if (_results[file.Index] is not null)
            {
                return;
            }

            _results[file.Index] = result;
        }

        _progress?.Report(result);
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _allEnded.TrySetResult();
        }
    }
}
