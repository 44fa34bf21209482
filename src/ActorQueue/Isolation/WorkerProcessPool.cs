using ActorQueue.Isolation.Memory;
using ActorQueue.Processors;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Isolation;

/// <summary>
/// The worker processes of a started node: as many as attempts run at a time, each used again until it breaks. Their memory limit is fixed when they start, so an
/// attempt that may have more, since its task ran out of memory before, gets one of its own size.
/// </summary>
internal sealed class WorkerProcessPool : IWorkerProcesses, IAsyncDisposable
{
    private readonly WorkerProcessBounds _bounds;
    private readonly WorkerCommandLine _commandLine;
    private readonly string _nodeWorkerId;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IsolationSettings _settings;
    private readonly int _maxProcesses;
    private readonly SemaphoreSlim _slots;
    private readonly Lazy<ControlGroupPlace?> _groups;

    // Guards what follows: attempts run at the same time.
    private readonly Lock _gate = new();
    private readonly HashSet<WorkerProcess> _all = [];
    private readonly List<WorkerProcess> _idle = [];
    private bool _isDisposed;
    private int _started;

    public WorkerProcessPool(
        IsolationSettings settings, WorkerProcessBounds bounds, WorkerCommandLine commandLine, string nodeWorkerId, TimeProvider time, ILogger logger)
    {
        _bounds = bounds;
        _commandLine = commandLine;
        _nodeWorkerId = nodeWorkerId;
        _time = time;
        _logger = logger;
        _settings = settings;
        _maxProcesses = Math.Max(1, bounds.MaxProcesses);
        _slots = new SemaphoreSlim(_maxProcesses);
        _groups = new Lazy<ControlGroupPlace?>(() => settings.UsesControlGroups ? FindGroups() : null);
    }

    public IReadOnlyCollection<int> ProcessIds
    {
        get
        {
            lock (_gate)
            {
                return [.. _all.Select(worker => worker.ProcessId)];
            }
        }
    }

    public async Task<TaskResult> RunAsync(TaskContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await RunInSlotAsync(context, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<WorkerProcess> idle;
        lock (_gate)
        {
            _isDisposed = true;
            idle = [.. _idle];
            _idle.Clear();
            _all.ExceptWith(idle);

            // Those at work are disposed of by their attempts, which see their end.
            foreach (var busy in _all)
            {
                busy.Kill();
            }
        }

        await Task.WhenAll(idle.Select(worker => worker.DisposeAsync().AsTask()));
    }

    private async Task<TaskResult> RunInSlotAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var memoryLimitBytes = _settings.MemoryLimitAfter(context.OutOfMemoryCount);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var worker = await TakeAsync(memoryLimitBytes);
            try
            {
                return await worker.RunAsync(context, _bounds, cancellationToken);
            }
            catch (WorkerGoneException)
            {
                // It went while it waited; each one that did is taken once, so this ends.
            }
            finally
            {
                await GiveBackAsync(worker);
            }
        }
    }

    private async Task<WorkerProcess> TakeAsync(long memoryLimitBytes)
    {
        List<WorkerProcess> surplus = [];
        WorkerProcess? taken;
        int number;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            surplus.AddRange(_idle.Where(worker => !worker.IsUsable));

            // The one used last is the likeliest to have everything in memory.
            taken = _idle.FindLast(worker => worker.IsUsable && worker.MemoryLimitBytes == memoryLimitBytes);
            if (taken is null && _idle.Count > surplus.Count && _all.Count - surplus.Count >= _maxProcesses)
            {
                surplus.Add(_idle.First(worker => worker.IsUsable));
            }

            _idle.RemoveAll(worker => worker == taken || surplus.Contains(worker));
            _all.ExceptWith(surplus);
            number = ++_started;
        }

        await Task.WhenAll(surplus.Select(worker => worker.DisposeAsync().AsTask()));
        return taken ?? Start(number, memoryLimitBytes);
    }

    private static ControlGroupPlace? FindGroups()
    {
        var place = ControlGroupPlace.Find();
        place?.RemoveAbandoned();
        return place;
    }

    private WorkerProcess Start(int number, long memoryLimitBytes)
    {
        var group = _groups.Value is { } place ? ControlGroup.TryCreate(place, ControlGroupPlace.NameOf($"{number}"), memoryLimitBytes) : null;
        WorkerProcess worker;
        try
        {
            worker = WorkerProcess.Start(
                $"{_nodeWorkerId}/{number}", _commandLine.Create(memoryLimitBytes), memoryLimitBytes, group, _bounds.MaxContentBytes, _time, _logger);
        }
        catch
        {
            group?.Dispose();
            throw;
        }

        lock (_gate)
        {
            _all.Add(worker);
            if (_isDisposed)
            {
                worker.Kill();
            }
        }

        return worker;
    }

    private async Task GiveBackAsync(WorkerProcess worker)
    {
        lock (_gate)
        {
            if (worker.IsUsable && !_isDisposed)
            {
                _idle.Add(worker);
                return;
            }
        }

        await worker.DisposeAsync();
        lock (_gate)
        {
            _all.Remove(worker);
        }
    }
}
