using ActorQueue.Contracts;
using ActorQueue.Hosting;

namespace ActorQueue;

/// <summary>Holding back, reordering and ending tasks.</summary>
public sealed partial class TaskQueue
{
    /// <summary>
    /// Holds a waiting task back until <see cref="ResumeTaskAsync"/>, also after a restart; asks a running one to save its state and yield, at no cost of an
    /// attempt (<see cref="Processors.TaskContext.PauseRequested"/>). A processor that does not look simply completes.
    /// </summary>
    public Task<TaskControlled> PauseTaskAsync(TaskId id, CancellationToken cancellationToken = default) =>
        _queue.AskAsync<TaskControlled>(new PauseTask(id), cancellationToken);

    /// <summary>Lets a paused task go on where it was, with its due time; takes back the pause of a running one that has not yielded.</summary>
    public Task<TaskControlled> ResumeTaskAsync(TaskId id, CancellationToken cancellationToken = default) =>
        _queue.AskAsync<TaskControlled>(new ResumeTask(id), cancellationToken);

    /// <summary>Starts no task of this kind until <see cref="ResumeKindAsync"/>, also after a restart; running attempts go on.</summary>
    /// <exception cref="ArgumentException">The kind is empty or too long.</exception>
    /// <exception cref="QueueException">As many kinds as may be (1000) are held back already.</exception>
    public async Task<KindControlled> PauseKindAsync(string kind, CancellationToken cancellationToken = default)
    {
        var answer = await _queue.AskAsync<KindControlled>(new PauseKind(CheckedKind(kind)), cancellationToken);
        return answer.IsPaused ? answer : throw new QueueException($"The kind '{kind}' is not paused: 1000 kinds are held back already; resume some of them.");
    }

    /// <summary>Ends a kind's pause.</summary>
    /// <exception cref="ArgumentException">The kind is empty or too long.</exception>
    public Task<KindControlled> ResumeKindAsync(string kind, CancellationToken cancellationToken = default) =>
        _queue.AskAsync<KindControlled>(new ResumeKind(CheckedKind(kind)), cancellationToken);

    /// <summary>Gives a waiting task another priority; a running one keeps its own.</summary>
    public Task<TaskControlled> ReprioritiseAsync(TaskId id, int priority, CancellationToken cancellationToken = default) =>
        _queue.AskAsync<TaskControlled>(new ReprioritiseTask(id, priority), cancellationToken);

    /// <summary>Cancels every task that fits: waiting ones at once, running ones by asking them to stop.</summary>
    /// <returns>How many were cancelled or asked.</returns>
    public async Task<int> CancelAsync(TaskFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return (await _queue.AskAsync<TasksAffected>(new CancelTasks(filter), cancellationToken)).Count;
    }

    /// <summary>
    /// Empties the queue of what fits: waiting tasks end as cancelled; finished ones are deleted when <see cref="TaskFilter.Statuses"/> names their status.
    /// Running ones are left alone.
    /// </summary>
    /// <returns>How many tasks went.</returns>
    public async Task<int> PurgeAsync(TaskFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var waiting = (await _queue.AskAsync<TasksAffected>(new PurgeTasks(filter), cancellationToken)).Count;
        return filter.Statuses.Any(status => status.IsFinal())
            ? waiting + await FinishedDeletion.DeleteAsync(_queue, filter, cancellationToken)
            : waiting;
    }

    /// <summary>How the queue is, and why it is not simply healthy. Does not throw: a queue that does not answer is offline.</summary>
    public async Task<QueueHealth> GetHealthAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _queue.AskAsync<QueueHealth>(GetHealth.Instance, cancellationToken);
        }
        catch (QueueUnavailableException e)
        {
            return QueueHealth.Of([new HealthReason(HealthStatus.Offline, HealthCodes.Offline, e.Message)], TimeProvider.System.GetUtcNow());
        }
    }

    private static string CheckedKind(string kind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kind.Length, TaskSpec.MaxKindLength, nameof(kind));
        return kind;
    }
}
