using ActorQueue.Contracts;

namespace ActorQueue;

/// <summary>Workers: those of the queue are listed here too; those that are not the queue's own register, and take attempts by lease.</summary>
public sealed partial class TaskQueue
{
    /// <summary>Registers a worker; the answer has its identity, or says why not.</summary>
    public Task<WorkerAnswered> RegisterWorkerAsync(WorkerRegistration registration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        return _host.AskAsync<WorkerAnswered>(new RegisterWorker(registration), cancellationToken);
    }

    /// <summary>Ends a registration; what the worker holds waits again, at no cost of an attempt.</summary>
    public Task<WorkerAnswered> UnregisterWorkerAsync(WorkerIdentity worker, CancellationToken cancellationToken = default) =>
        CallAsync(new UnregisterWorker(worker), cancellationToken);

    /// <summary>Renews all leases of a worker and lists them; to be called at the interval that the registration named, from beside the work.</summary>
    /// <param name="worker">Who calls.</param>
    /// <param name="status"><see cref="WorkerStatus.Stopped"/> or <see cref="WorkerStatus.Error"/> where it is so; null: it works.</param>
    /// <param name="progress">How far its attempts are.</param>
    /// <param name="cancellationToken">Gives up the wait for the answer.</param>
    public Task<WorkerAnswered> HeartbeatAsync(
        WorkerIdentity worker, WorkerStatus? status = null, IReadOnlyList<AttemptProgress>? progress = null, CancellationToken cancellationToken = default) =>
        CallAsync(new WorkerHeartbeat(worker, status, progress), cancellationToken);

    /// <summary>Leases one attempt; the answer's leases are empty when there is nothing for this worker.</summary>
    public Task<WorkerAnswered> GetNextTaskAsync(WorkerIdentity worker, CancellationToken cancellationToken = default) =>
        CallAsync(new GetNextTask(worker), cancellationToken);

    /// <summary>Reports an attempt's success. Safe to repeat.</summary>
    public Task<WorkerAnswered> CompleteTaskAsync(
        WorkerIdentity worker, TaskId id, int attempt, ReadOnlyMemory<byte> result = default, CancellationToken cancellationToken = default) =>
        CallAsync(new CompleteTask(worker, id, attempt, result), cancellationToken);

    /// <summary>Reports an attempt's failure, which is retried as its class and the task's options say. Safe to repeat.</summary>
    public Task<WorkerAnswered> FailTaskAsync(
        WorkerIdentity worker, TaskId id, int attempt, TaskError error, FailureClass failureClass = FailureClass.Retryable, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(error);
        return CallAsync(new FailTask(worker, id, attempt, error, failureClass), cancellationToken);
    }

    /// <summary>Hands an attempt back unfinished; the task waits again, at no cost of an attempt.</summary>
    public Task<WorkerAnswered> ReleaseTaskAsync(WorkerIdentity worker, TaskId id, int attempt, CancellationToken cancellationToken = default) =>
        CallAsync(new ReleaseTask(worker, id, attempt), cancellationToken);

    /// <summary>All workers, the queue's own pool included.</summary>
    public async Task<IReadOnlyList<WorkerView>> ListWorkersAsync(CancellationToken cancellationToken = default) =>
        (await _host.AskAsync<WorkerList>(ListWorkers.Instance, cancellationToken)).Workers;

    /// <summary>Holds a worker back: what it runs goes on, and it starts nothing new.</summary>
    public Task<WorkerControlled> PauseWorkerAsync(string workerId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workerId);
        return _host.AskAsync<WorkerControlled>(new PauseWorker(workerId), cancellationToken);
    }

    /// <summary>Lets a worker take tasks again.</summary>
    public Task<WorkerControlled> ResumeWorkerAsync(string workerId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workerId);
        return _host.AskAsync<WorkerControlled>(new ResumeWorker(workerId), cancellationToken);
    }

    private Task<WorkerAnswered> CallAsync(IWorkerCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call.Worker);
        return _host.AskAsync<WorkerAnswered>(call, cancellationToken);
    }
}
