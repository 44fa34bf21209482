using ActorQueue.Contracts;
using ActorQueue.Hosting;

namespace ActorQueue;

/// <summary>
/// The queues of a host application: independent sets of tasks with their own settings, limits, workers and statistics, in one folder and one process. There is the default
/// queue, and those that <c>actorqueue.queues</c> or <see cref="ActorQueueOptions.Queues"/> name.
/// </summary>
public sealed class TaskQueues
{
    private readonly ActorQueueHost _queue;

    internal TaskQueues(ActorQueueHost host) => _queue = host;

    /// <summary>Their names, the default one first.</summary>
    /// <exception cref="QueueConfigurationException">The host does not run, and its configuration cannot be read.</exception>
    public IReadOnlyList<string> Names => _queue.QueueNames;

    /// <summary>The queue of those who name none.</summary>
    public TaskQueue Default => _queue.Queue;

    /// <summary>A queue by its name.</summary>
    /// <exception cref="QueueException">There is none of this name; the message lists those that there are.</exception>
    public TaskQueue this[string name] => Find(name) ?? throw new QueueException(Unknown(name));

    /// <summary>A queue by its name; null when there is none of this name.</summary>
    public TaskQueue? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _queue.Find(name);
    }

    /// <summary>How the host is: as the worst of its queues, each reason with the queue that it is about where there are several. Does not throw.</summary>
    public async Task<QueueHealth> GetHealthAsync(CancellationToken cancellationToken = default)
    {
        if (Names is not { Count: > 1 } names)
        {
            return await Default.GetHealthAsync(cancellationToken);
        }

        var healths = await Task.WhenAll(names.Select(name => this[name].GetHealthAsync(cancellationToken)));
        return QueueHealth.Of(
            healths.SelectMany((health, index) => health.Reasons.Select(reason => reason with { Queue = names[index] })),
            healths.Max(health => health.StatusTime));
    }

    /// <summary>Every queue with its mode and its counts.</summary>
    public async Task<IReadOnlyList<QueueSummary>> ListAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(Names.Select((name, index) => SummariseAsync(name, index == 0, cancellationToken)));

    /// <summary>
    /// Registers a worker that is not the host's with the queue that it names (<see cref="WorkerRegistration.Queue"/>), or with the default one. Its further calls go to
    /// that queue.
    /// </summary>
    public async Task<WorkerAnswered> RegisterWorkerAsync(WorkerRegistration registration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        var queue = registration.Queue is { } name ? Find(name) : Default;
        return queue is null
            ? new WorkerAnswered { Reason = WorkerRefusals.WrongQueue, Message = Unknown(registration.Queue!) }
            : await queue.RegisterWorkerAsync(registration, cancellationToken);
    }

    private async Task<QueueSummary> SummariseAsync(string name, bool isDefault, CancellationToken cancellationToken)
    {
        try
        {
            return QueueSummary.Of(name, isDefault, await this[name].GetStatisticsAsync(cancellationToken));
        }
        catch (QueueUnavailableException e)
        {
            return new QueueSummary(name, isDefault) { Problem = e.Message };
        }
    }

    /// <summary>What is told to those who name a queue that there is not.</summary>
    internal string Unknown(string name) => $"There is no queue '{name}' here; there are: {string.Join(", ", Names)}.";
}
