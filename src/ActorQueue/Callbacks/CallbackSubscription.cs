using ActorQueue.Contracts;
using ActorQueue.Gateway;
using ActorQueue.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Callbacks;

/// <summary>Calls an application's callbacks until it is disposed, the queue stops, or the one task that they are about has ended.</summary>
internal sealed class CallbackSubscription : IAsyncDisposable
{
    private readonly TaskCallbacks _callbacks;
    private readonly TaskId? _id;
    private readonly Func<TaskId, CancellationToken, Task<TaskView?>> _find;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _calling;

    public CallbackSubscription(TaskWatch watch, TaskCallbacks callbacks, TaskId? id, Func<TaskId, CancellationToken, Task<TaskView?>> find, ILogger logger)
    {
        (_callbacks, _id, _find, _logger) = (callbacks, id, find, logger);
        _calling = CallAsync(watch);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _calling;
        _stop.Dispose();
    }

    private async Task CallAsync(TaskWatch watch)
    {
        await using (watch)
        {
            try
            {
                // It may have ended before the watch began, or while changes were missed.
                if (await HasEndedAsync())
                {
                    return;
                }

                await foreach (var change in watch.ReadAllAsync(_stop.Token))
                {
                    if (change.Kind == TaskChangeKind.Lagged)
                    {
                        HostLog.CallbacksLag(_logger);
                        if (await HasEndedAsync())
                        {
                            return;
                        }
                    }
                    else if (change.Task is { } task && (_id is null || task.Id == _id))
                    {
                        await CallAsync(change, task);
                        if (_id is not null && task.Status.IsFinal())
                        {
                            return;
                        }
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or QueueUnavailableException)
            {
                // Disposed, or the queue has stopped.
            }
        }
    }

    private async Task<bool> HasEndedAsync()
    {
        if (_id is not { } id || await _find(id, _stop.Token) is not { } task || !task.Status.IsFinal())
        {
            return false;
        }

        await CallAsync(new TaskChange(task.Status == QueueTaskStatus.Completed ? TaskChangeKind.Completed : TaskChangeKind.Failed, task), task);
        return true;
    }

    private async Task CallAsync(TaskChange change, TaskView task)
    {
        try
        {
            if (_callbacks.For(change) is { } callback)
            {
                await callback(task);
            }
        }
        catch (Exception e)
        {
            HostLog.CallbackFailed(_logger, change.Kind.ToString(), e);
        }
    }
}
