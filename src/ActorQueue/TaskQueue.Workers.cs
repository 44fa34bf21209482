using ActorQueue.Contracts;

namespace ActorQueue;

/// <summary>Workers: those of the queue are listed here too; those that are not the queue's own register, and take attempts by lease.</summary>
public sealed partial class TaskQueue
{
    private static long s_lastCall;

    /// <summary>Registers a worker; the answer has its identity, or says why not.</summary>
    public Task<WorkerAnswered> RegisterWorkerAsync(WorkerRegistration registration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        return _queue.AskAsync<WorkerAnswered>(new RegisterWorker(registration), cancellationToken);
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
        GetNextTaskAsync(worker, TimeSpan.Zero, cancellationToken);

    /// <summary>Leases one attempt, and waits for a task when there is none.</summary>
    /// <param name="worker">Who calls.</param>
    /// <param name="wait">For how long, 0 to <see cref="GetNextTask.MaxWait"/>; then the answer's leases are empty.</param>
    /// <param name="cancellationToken">Gives up the wait. What is leased all the same is handed back, at no cost of an attempt.</param>
    public async Task<WorkerAnswered> GetNextTaskAsync(WorkerIdentity worker, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wait, GetNextTask.MaxWait);
        cancellationToken.ThrowIfCancellationRequested();
        var call = new GetNextTask(worker) { Wait = wait, CallId = Interlocked.Increment(ref s_lastCall) };

        // The answer is awaited to its end whatever the caller does: a lease in it that nobody takes would be held until it runs out.
        var answer = _queue.AskAsync<WorkerAnswered>(call, CancellationToken.None, patience: wait);
        try
        {
            return await answer.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = HandBackAsync(call, answer);
            throw;
        }
    }

    /// <summary>Reports an attempt's success. Safe to repeat.</summary>
    public Task<WorkerAnswered> CompleteTaskAsync(
        WorkerIdentity worker, TaskId id, int attempt, ReadOnlyMemory<byte> result = default, CancellationToken cancellationToken = default) =>
        ReportAsync(new CompleteTask(worker, id, attempt, result), id, attempt, cancellationToken);

    /// <summary>Reports an attempt's failure, which is retried as its class and the task's options say. Safe to repeat.</summary>
    public Task<WorkerAnswered> FailTaskAsync(
        WorkerIdentity worker, TaskId id, int attempt, TaskError error, FailureClass failureClass = FailureClass.Retryable, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(error);
        return ReportAsync(new FailTask(worker, id, attempt, error, failureClass), id, attempt, cancellationToken);
    }

    /// <summary>Hands an attempt back unfinished; the task waits again, at no cost of an attempt.</summary>
    public Task<WorkerAnswered> ReleaseTaskAsync(WorkerIdentity worker, TaskId id, int attempt, CancellationToken cancellationToken = default) =>
        CallAsync(new ReleaseTask(worker, id, attempt), cancellationToken);

    /// <summary>All workers, the queue's own pool included.</summary>
    public async Task<IReadOnlyList<WorkerView>> ListWorkersAsync(CancellationToken cancellationToken = default) =>
        (await _queue.AskAsync<WorkerList>(ListWorkers.Instance, cancellationToken)).Workers;

    /// <summary>Holds a worker back: what it runs goes on, and it starts nothing new.</summary>
    public Task<WorkerControlled> PauseWorkerAsync(string workerId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workerId);
        return _queue.AskAsync<WorkerControlled>(new PauseWorker(workerId), cancellationToken);
    }

    /// <summary>Lets a worker take tasks again.</summary>
    public Task<WorkerControlled> ResumeWorkerAsync(string workerId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workerId);
        return _queue.AskAsync<WorkerControlled>(new ResumeWorker(workerId), cancellationToken);
    }

    /// <summary>
    /// A report that is repeated because its answer was lost. The queue itself knows it again until the history has the task; that has it for as long as it has the task,
    /// also after a restart.
    /// </summary>
    private async Task<WorkerAnswered> ReportAsync(IWorkerCall call, TaskId id, int attempt, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(call, cancellationToken);
        return answer.Reason == WorkerRefusals.LeaseLost
            && await _queue.History.FindLastAttemptAsync(id, cancellationToken) is { } last
            && (last.WorkerId, last.Attempt) == (call.Worker.WorkerId, attempt)
                ? new WorkerAnswered { Status = last.Status }
                : answer;
    }

    private async Task HandBackAsync(GetNextTask call, Task<WorkerAnswered> answer)
    {
        try
        {
            if (call.Wait > TimeSpan.Zero)
            {
                await CallAsync(new StopWaiting(call.Worker, call.CallId), CancellationToken.None);
            }

            foreach (var lease in (await answer).Leases)
            {
                await ReleaseTaskAsync(call.Worker, lease.Task.Id, lease.Attempt, CancellationToken.None);
            }
        }
        catch (QueueUnavailableException)
        {
            // The lease, if there is one, runs out.
        }
    }

    private Task<WorkerAnswered> CallAsync(IWorkerCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call.Worker);
        return _queue.AskAsync<WorkerAnswered>(call, cancellationToken);
    }
}
