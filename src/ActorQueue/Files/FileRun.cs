using ActorQueue.Contracts;

namespace ActorQueue.Files;

/// <summary>The files of one run and what became of each; the first end of a file counts.</summary>
internal sealed class FileRun
{
    // Guards the planned files and the index: the queue's changes and the submit report at the same time.
    private readonly Lock _gate = new();
    private readonly PlannedFile[] _files;
    private readonly Dictionary<TaskId, PlannedFile> _byTask = [];
    private readonly FileTaskOptions _options;
    private readonly IProgress<FileTaskResult>? _progress;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SemaphoreSlim? _largeRoom;
    private int _missing;

    public FileRun(IReadOnlyList<FileTask> files, long largeFileBytes, FileTaskOptions options, IProgress<FileTaskResult>? progress)
    {
        (_options, _progress, _missing) = (options, progress, files.Count);
        _files = [.. files.Select((file, index) => Plan(index, file, largeFileBytes))];
        foreach (var file in _files.Where(file => file.Id is not null))
        {
            _byTask.Add(file.Id!.Value, file);
        }

        if (files.Count == 0)
        {
            _over.SetResult();
        }
    }

    /// <summary>Done when every file has its result or was given up.</summary>
    public Task Over => _over.Task;

    public IReadOnlyList<PlannedFile> Open
    {
        get
        {
            lock (_gate)
            {
                return [.. _files.Where(file => !file.IsOver)];
            }
        }
    }

    public IReadOnlyList<FileTaskResult> Results
    {
        get
        {
            lock (_gate)
            {
                return [.. _files.Select(file => file.Result).OfType<FileTaskResult>()];
            }
        }
    }

    /// <summary>Where a place becomes free whenever a large file has ended.</summary>
    public void FreeLargeRoomIn(SemaphoreSlim room) => Volatile.Write(ref _largeRoom, room);

    /// <summary>The task of a file that is about to be submitted; the same id each time.</summary>
    public TaskSpec Begin(PlannedFile file, TimeProvider time)
    {
        TaskId id;
        lock (_gate)
        {
            // Not when the run is planned: a queue forgets ids after some days, and a long list may take longer than that to be submitted.
            id = file.Id ??= TaskId.New(time);
            _byTask[id] = file;
        }

        var path = file.File.Path;
        var task = _options.Describe(new TaskSpec
        {
            Id = id,
            Kind = file.IsLarge ? _options.LargeKind ?? _options.Kind : _options.Kind,
            Name = path.Length > TaskSpec.MaxNameLength ? path[^TaskSpec.MaxNameLength..] : path,
            Payload = _options.Payload(path),
            SizeHint = file.SizeBytes,
            ConcurrencyKey = file.IsLarge && _options.OneLargeFileAtATime ? FileTaskOptions.LargeFileKey : null,
        });
        return file.File.Describe is { } describe ? describe(task) : task;
    }

    /// <summary>Notes that the queue has a file's task: the one that was submitted, or one that was found to be the same work.</summary>
    public void Accept(PlannedFile file, TaskId id)
    {
        lock (_gate)
        {
            (file.Id, file.IsAccepted) = (id, true);
            _byTask[id] = file;
        }
    }

    /// <summary>Notes what happened to a task, if it is one of a file.</summary>
    public void Note(TaskChange change)
    {
        if (change.Task is { } task && IsOurs(task.Id))
        {
            _options.Changes?.Report(change);
            Finish(task);
        }
    }

    /// <summary>Notes a task's end, if it has ended and is one of a file.</summary>
    public void Finish(TaskView task)
    {
        if (!task.Status.IsFinal())
        {
            return;
        }

        PlannedFile? file;
        lock (_gate)
        {
            file = _byTask.GetValueOrDefault(task.Id);
        }

        if (file is not null)
        {
            var error = task.Status == QueueTaskStatus.Completed ? null : task.Error;
            Finish(file, new FileTaskResult(file.File.Path, task.Id, task.Status, error, task.Result, file.IsLarge, IsDirect: false) { Attempts = task.Attempts });
        }
    }

    public void Finish(PlannedFile file, FileTaskResult result)
    {
        lock (_gate)
        {
            if (file.IsOver)
            {
                return;
            }

            (file.IsOver, file.Result) = (true, result);
        }

        _progress?.Report(result);
        if (file.IsLarge)
        {
            Volatile.Read(ref _largeRoom)?.Release();
        }

        CountDown();
    }

    /// <summary>Waits no longer for a file; it has no result.</summary>
    public void GiveUp(PlannedFile file)
    {
        lock (_gate)
        {
            if (file.IsOver)
            {
                return;
            }

            file.IsOver = true;
        }

        CountDown();
    }

    private static PlannedFile Plan(int index, FileTask file, long largeFileBytes)
    {
        var size = file.SizeBytes ?? (new FileInfo(file.Path) is { Exists: true } found ? found.Length : null);
        return new PlannedFile(index, file, size, size > largeFileBytes);
    }

    private bool IsOurs(TaskId id)
    {
        lock (_gate)
        {
            return _byTask.ContainsKey(id);
        }
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _over.TrySetResult();
        }
    }
}
