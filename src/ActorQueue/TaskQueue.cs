using System.Runtime.CompilerServices;
using ActorQueue.Contracts;
using ActorQueue.Gateway;
using ActorQueue.Hosting;
using ActorQueue.Processors.Payloads;

namespace ActorQueue;

/// <summary>
/// One queue as a host application sees it. Safe for any number of callers; made by <c>services.AddActorQueue(...)</c>. Injected as it is, it is the default queue;
/// <c>[FromKeyedServices("video")]</c> names another, and <see cref="TaskQueues"/> has them all.
/// </summary>
/// <remarks>
/// Every answer that says something happened is given after it is on disk. Methods throw <see cref="QueueUnavailableException"/> while the queue cannot answer;
/// a call that was cancelled or answered so may still have taken effect, and repeating it with the same task ids is safe.
/// </remarks>
public sealed partial class TaskQueue
{
    private readonly HostedQueue _queue;
    private readonly PayloadFormats _payloads;
    private readonly FollowUp[] _queueWide;

    internal TaskQueue(HostedQueue queue, PayloadFormats payloads, IEnumerable<FollowUp> queueWide) =>
        (_queue, _payloads, _queueWide) = (queue, payloads, [.. queueWide]);

    /// <summary>The queue's name.</summary>
    /// <exception cref="QueueConfigurationException">The host does not run, and its configuration cannot be read.</exception>
    public string Name => _queue.Name;

    /// <summary>The settings it runs with, for the API around it.</summary>
    internal ActorQueueSettings Settings => _queue.Settings;

    /// <summary>As <see cref="WatchAsync(CancellationToken)"/>, for a caller that must know from when on it sees everything.</summary>
    internal Task<TaskWatch> StartWatchAsync(CancellationToken cancellationToken) => _queue.WatchAsync(cancellationToken);

    /// <summary>Submits one task.</summary>
    public async Task<EnqueueOutcome> EnqueueAsync(TaskSpec task, CancellationToken cancellationToken = default) =>
        (await EnqueueAsync([task], cancellationToken))[0];

    /// <summary>Submits many tasks in one commit, with one outcome each in the same order; some may be refused while others are accepted.</summary>
    public Task<IReadOnlyList<EnqueueOutcome>> EnqueueAsync(IReadOnlyList<TaskSpec> tasks, CancellationToken cancellationToken = default) =>
        EnqueueAsync(tasks, atomic: false, cancellationToken);

    /// <summary>One task with its status, live or finished; null when neither the queue nor its history knows it.</summary>
    public async Task<TaskView?> GetAsync(TaskId id, CancellationToken cancellationToken = default)
    {
        var answer = await _queue.AskAsync<object>(new GetTask(id), cancellationToken);
        return answer is TaskFound found ? found.Task : await _queue.History.FindAsync(id, cancellationToken);
    }

    /// <summary>A page of tasks: live ones first in order of acceptance, then finished ones, newest first. Follow <see cref="TaskPage.NextCursor"/> to its end.</summary>
    public Task<TaskPage> ListAsync(ListTasks query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return TaskListing.ReadAsync(_queue, query, cancellationToken);
    }

    /// <summary>Counts, rates and durations of the whole queue.</summary>
    public Task<QueueStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default) =>
        _queue.AskAsync<QueueStatistics>(GetStatistics.Instance, cancellationToken);

    /// <summary>Cancels a waiting task at once, or asks a running one to stop.</summary>
    public Task<TaskCancelAnswered> CancelAsync(TaskId id, CancellationToken cancellationToken = default) =>
        _queue.AskAsync<TaskCancelAnswered>(new CancelTask(id), cancellationToken);

    /// <summary>Nothing new starts until <see cref="ResumeAsync"/>, also after a restart; running attempts go on.</summary>
    public Task<QueueControlled> PauseAsync(CancellationToken cancellationToken = default) =>
        _queue.AskAsync<QueueControlled>(PauseQueue.Instance, cancellationToken);

    /// <summary>Ends a pause or a drain.</summary>
    public Task<QueueControlled> ResumeAsync(CancellationToken cancellationToken = default) =>
        _queue.AskAsync<QueueControlled>(ResumeQueue.Instance, cancellationToken);

    /// <summary>Submits are refused (<c>draining</c>) and what is waiting is still worked off.</summary>
    public Task<QueueControlled> DrainAsync(CancellationToken cancellationToken = default) =>
        _queue.AskAsync<QueueControlled>(DrainQueue.Instance, cancellationToken);

    /// <summary>Every change of every task from the moment the enumeration starts, until it is cancelled or the queue stops.</summary>
    /// <remarks>Start to enumerate before submitting, to see all of a task. A watcher that is slower than the queue is told <see cref="TaskChangeKind.Lagged"/>.</remarks>
    public async IAsyncEnumerable<TaskChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var watch = await _queue.WatchAsync(cancellationToken);
        await foreach (var change in watch.ReadAllAsync(cancellationToken))
        {
            yield return change;
        }
    }

    /// <summary>Waits until a task has its final status and returns it; null when the task is unknown.</summary>
    public async Task<TaskView?> WaitAsync(TaskId id, CancellationToken cancellationToken = default)
    {
        await using var watch = await _queue.WatchAsync(cancellationToken);
        var task = await GetAsync(id, cancellationToken);
        if (task is null || task.Status.IsFinal())
        {
            return task;
        }

        await foreach (var change in watch.ReadAllAsync(cancellationToken))
        {
            if (change.Kind == TaskChangeKind.Lagged)
            {
                task = await GetAsync(id, cancellationToken);
            }
            else if (change.Task?.Id == id)
            {
                task = change.Task;
            }

            if (task is null || task.Status.IsFinal())
            {
                return task;
            }
        }

        throw new QueueUnavailableException("it stopped before the task had ended");
    }
}
